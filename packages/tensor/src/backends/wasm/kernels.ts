/**
 * The compiled kernels: WebAssembly bytes carried as text inside a module, so that there is no file to find, compiled
 * at first use. The kernels work on a heap that is theirs alone; what each one does is written beside its source in
 * kernels/.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { Heap } from './heap.ts';
import { kernelBytes } from './kernels.generated.ts';

export type Kernel = (...numbers: number[]) => number;

export interface KernelModule {
  readonly heap: Heap;
  readonly kernels: Readonly<Record<string, Kernel>>;
}

/** @throws BackendUnavailableError where WebAssembly or its SIMD instructions are missing */
export function loadKernels(): KernelModule {
  if (typeof WebAssembly === 'undefined') {
    throw new BackendUnavailableError(
      'the wasm backend needs WebAssembly, which this runtime lacks; use the reference backend: setDefaultBackend(reference())',
    );
  }
  const heap = Heap.create();
  try {
    const bytes = Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: heap.memory as WebAssembly.Memory },
    });
    const { memory: _memory, ...exports } = instance.exports;
    const kernels = exports as Record<string, Kernel>;
    heap.startAt(kernels.heapBase());
    kernels.setScratch(heap.allocate((exports.scratchBytes as WebAssembly.Global).value));
    return { heap, kernels };
  } catch (cause) {
    throw new BackendUnavailableError(
      `the wasm kernels did not load (${(cause as Error).message}); they need a runtime with WebAssembly SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer). ` +
        'The reference backend works everywhere: setDefaultBackend(reference())',
      { cause },
    );
  }
}
