/**
 * Products of the WebAssembly heap by a BLAS library of the system, which reads and writes the heap where it lies: nothing is
 * copied. Only large products go there. The library sums in an order of its own, which may depend on its count of threads; hence
 * results have the same bits for any number of threads only without it.
 */
import { ValueError } from '../../errors.ts';
import { environmentVariable } from '../../node-host.ts';
import { asItIs, type BlasLibrary, findBlas, openBlas, rowMajor, transposed } from './blas-library.ts';
import type { Heap } from './heap.ts';
import type { KernelModule } from './kernels.ts';

/**
 * A product goes to the library if it has more multiplications than this for each element that it reads or writes, as cubes with
 * sides over 24 have: then OpenBLAS and BLIS took a third of the kernels' time on a processor with AVX-512, call included (0.2 microseconds).
 * Below are small products, of which most of the time is spent around them, and thin ones, where it depends on the shape and the library which
 * is faster, and where OpenBLAS lost up to five times over when it put several threads to work on a busy machine.
 */
const leastIntensity = 8;

/**
 * The library for the option `blas`, or why there is none though 'auto' looked for one.
 *
 * @throws BackendUnavailableError when a library was named and cannot be used; ValueError when the choice is no text
 */
export function chooseBlas(
  choice: string | undefined,
  heap: Heap,
  threads: number,
): Pick<KernelModule, 'blas' | 'blasReason'> {
  const asked = choice ?? environmentVariable('INFOGRAD_BLAS') ?? 'off';
  if (typeof asked !== 'string' || asked === '') {
    throw new ValueError(`wasm: blas is ${JSON.stringify(asked)}; use 'auto', 'off' or the file of a BLAS library`);
  }
  if (asked === 'off') return {};
  const found = asked === 'auto' ? findBlas() : openBlas(asked);
  if ('reason' in found) return { blasReason: found.reason };
  return { blas: new SystemBlas(found, heap, threads) };
}

/** A library at work on one heap. */
export class SystemBlas {
  readonly #library: BlasLibrary;
  readonly #heap: Heap;
  readonly #threads: number;
  readonly #intensity: number;
  #view: Uint8Array | undefined;
  #base = 0;

  /** @param intensity multiplications for each element, above which products are taken; tests take all of them */
  constructor(library: BlasLibrary, heap: Heap, threads: number, intensity = leastIntensity) {
    this.#library = library;
    this.#heap = heap;
    this.#threads = threads;
    this.#intensity = intensity;
  }

  /** The library's file or name, and what it says of itself. */
  get description(): string {
    return this.#library.description;
  }

  /** Whether a product is large enough; never one without elements. */
  takes(m: number, n: number, k: number): boolean {
    return m * n * k > this.#intensity * (m * n + m * k + k * n);
  }

  multiply(a: number, b: number, c: number, m: number, n: number, k: number, transA: number, transB: number): void {
    const { sgemm, addressOf, useThreads } = this.#library;
    // The heap may lie elsewhere once it has grown; then it also has new views.
    if (this.#view !== this.#heap.u8) {
      this.#view = this.#heap.u8;
      this.#base = addressOf(this.#view);
    }
    const base = this.#base;
    useThreads(this.#threads);
    sgemm(
      rowMajor,
      transA ? transposed : asItIs,
      transB ? transposed : asItIs,
      m,
      n,
      k,
      1,
      base + a,
      transA ? m : k,
      base + b,
      transB ? k : n,
      0,
      base + c,
      n,
    );
  }
}

/** c[m, n] = op(a) op(b) by the system's library; false where there is none, or the product is too small or thin for it. */
export function systemProduct(
  { blas }: Pick<KernelModule, 'blas'>,
  a: number,
  b: number,
  c: number,
  m: number,
  n: number,
  k: number,
  transA: number,
  transB: number,
): boolean {
  if (blas === undefined || !blas.takes(m, n, k)) return false;
  blas.multiply(a, b, c, m, n, k, transA, transB);
  return true;
}
