/**
 * The compiled kernels: WebAssembly bytes carried as text inside a module, so that there is no file to find, compiled
 * at first use. The kernels work on a heap that is theirs alone, shared with the threads where there are several; what each
 * one does is written beside its source in kernels/.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { Crew } from './crew.ts';
import { Heap } from './heap.ts';
import { kernelBytes } from './kernels.generated.ts';

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
}

export interface LoadOptions {
  readonly threads: number;
  readonly grainLimit?: number;
}

/** @throws BackendUnavailableError where WebAssembly or its SIMD instructions are missing */
export function loadKernels({ threads, grainLimit = Number.POSITIVE_INFINITY }: LoadOptions): KernelModule {
  if (typeof WebAssembly === 'undefined') {
    throw new BackendUnavailableError(
      'the wasm backend needs WebAssembly, which this runtime lacks; use the reference backend: setDefaultBackend(reference())',
    );
  }
  const singleReason = threads === 1 ? undefined : whyNotShared();
  const shared = threads > 1 && singleReason === undefined;
  const heap = Heap.create(shared);
  try {
    const module = new WebAssembly.Module(moduleBytes(shared));
    const { kernels, scratchBytes } = instantiate(module, heap);
    const crew = shared ? new Crew({ heap, kernels, modules: [module], scratchBytes, threads }) : undefined;
    return { heap, kernels, crew, singleReason, grainLimit };
  } catch (cause) {
    throw new BackendUnavailableError(
      `the wasm kernels did not load (${(cause as Error).message}); they need a runtime with WebAssembly SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer). ` +
        'The reference backend works everywhere: setDefaultBackend(reference())',
      { cause },
    );
  }
}

function instantiate(
  module: WebAssembly.Module,
  heap: Heap,
): { kernels: Record<string, Kernel>; scratchBytes: number } {
  const instance = new WebAssembly.Instance(module, { env: { memory: heap.memory as WebAssembly.Memory } });
  const { memory: _memory, scratchBytes: size, heapBase, setScratch, ...kernels } = instance.exports;
  const scratchBytes = (size as WebAssembly.Global).value as number;
  heap.startAt((heapBase as Kernel)());
  (setScratch as Kernel)(heap.allocate(scratchBytes));
  return { kernels: kernels as Record<string, Kernel>, scratchBytes };
}

/** The module for a shared memory, or for one that is not: they differ in the flags of the memory's import. */
function moduleBytes(shared: boolean): Uint8Array<ArrayBuffer> {
  const binary = atob(kernelBytes);
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
