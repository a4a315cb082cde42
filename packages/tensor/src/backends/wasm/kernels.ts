/**
 * The compiled kernels: WebAssembly bytes carried as text inside a module, so that there is no file to find, compiled
 * at first use. The kernels work on a heap that is theirs alone, shared with the threads where there are several; what each
 * one does is written beside its source in kernels/.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { Crew } from './crew.ts';
import { Heap } from './heap.ts';
import { fusedKernelBytes, kernelBytes } from './kernels.generated.ts';
import type { SystemBlas } from './system-blas.ts';

/** A WebAssembly.Module; published types must not need the names of the web. */
export type CompiledModule = object;

export type Kernel = (...numbers: number[]) => number;

export interface KernelModule {
  readonly heap: Heap;
  /** Kernels as the calling thread runs them. */
  readonly kernels: Readonly<Record<string, Kernel>>;
  /** The threads; undefined where there is only the calling one. */
  readonly crew: Crew | undefined;
  /** Why there is only one thread though more were asked for. */
  readonly singleReason: string | undefined;
  /** Ranges are cut as if no grain were larger. */
  readonly grainLimit: number;
  /** Whether products are made by the second module, whose multiply-add rounds once. */
  readonly fma: boolean;
  /** The system's library for large products, if one is used. */
  readonly blas?: SystemBlas;
  /** Why there is none, though one was looked for. */
  readonly blasReason?: string;
}

export interface LoadOptions {
  readonly threads: number;
  /** Whether to take the second module where the engine has relaxed SIMD. */
  readonly fma?: boolean;
  /** For tests: ranges are cut as if no grain were larger, and threads share all of them. */
  readonly grainLimit?: number;
}

/** @throws BackendUnavailableError where WebAssembly or its SIMD instructions are missing */
export function loadKernels(options: LoadOptions): KernelModule {
  const { threads, grainLimit = Number.POSITIVE_INFINITY } = options;
  if (typeof WebAssembly === 'undefined') {
    throw new BackendUnavailableError(
      'the wasm backend needs WebAssembly, which this runtime lacks; use the reference backend: setDefaultBackend(reference())',
    );
  }
  const singleReason = threads === 1 ? undefined : whyNotShared();
  const shared = threads > 1 && singleReason === undefined;
  const heap = Heap.create(shared);
  try {
    const fused = moduleBytes(fusedKernelBytes, shared);
    const fma = options.fma !== false && WebAssembly.validate(fused);
    const modules = [moduleBytes(kernelBytes, shared), ...(fma ? [fused] : [])].map(
      (bytes) => new WebAssembly.Module(bytes),
    );
    const { kernels, scratchBytes } = instantiate(modules, heap);
    const crew = shared
      ? new Crew({ heap, kernels, modules, scratchBytes, threads, patient: Number.isFinite(grainLimit) })
      : undefined;
    return { heap, kernels, crew, singleReason, grainLimit, fma };
  } catch (cause) {
    throw new BackendUnavailableError(
      `the wasm kernels did not load (${(cause as Error).message}); they need a runtime with WebAssembly SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer). ` +
        'The reference backend works everywhere: setDefaultBackend(reference())',
      { cause },
    );
  }
}

/** Kernels of later modules replace those of earlier ones. */
function instantiate(
  modules: readonly CompiledModule[],
  heap: Heap,
): { kernels: Record<string, Kernel>; scratchBytes: number } {
  const all: Record<string, Kernel> = {};
  let scratchBytes = 0;
  for (const module of modules) {
    const instance = new WebAssembly.Instance(module as WebAssembly.Module, {
      env: { memory: heap.memory as WebAssembly.Memory },
    });
    const { memory: _memory, scratchBytes: size, heapBase, setScratch, ...kernels } = instance.exports;
    if (heapBase) heap.startAt((heapBase as Kernel)());
    scratchBytes = (size as WebAssembly.Global).value as number;
    (setScratch as Kernel)(heap.allocate(scratchBytes));
    Object.assign(all, kernels);
  }
  return { kernels: all, scratchBytes };
}

/** The module for a shared memory, or for one that is not: they differ in the flags of the memory's import. */
function moduleBytes(text: string, shared: boolean): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  bytes[binary.indexOf('\x03env\x06memory\x02') + 12] = shared ? 3 : 1;
  return bytes;
}

function whyNotShared(): string | undefined {
  if (typeof SharedArrayBuffer !== 'undefined') return undefined;
  return (
    'SharedArrayBuffer is missing; a page has it when it is cross-origin isolated, which takes the headers ' +
    'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp'
  );
}
