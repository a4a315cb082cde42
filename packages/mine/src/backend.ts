/**
 * Which backend an estimate runs on: a name, or a backend that the caller opened. Names are checked at once and opened
 * later, because a graphics device opens asynchronously; its entry of the tensor package is loaded only when asked for.
 */
import { type Backend, reference, type WasmBackend, type WasmInfo, wasm } from '@infograd/tensor';
import type { GpuBackend, GpuInfo } from '@infograd/tensor/gpu';
import { OptionError } from './errors.ts';

const openers = {
  wasm: (): Backend => wasm(),
  reference: (): Backend => reference(),
  gpu: async (): Promise<Backend> => (await import('@infograd/tensor/gpu')).gpu(),
};

export type BackendName = keyof typeof openers;

/** A name, or a backend itself: `await gpu({ mode: 'webgl2' })` of @infograd/tensor/gpu for a mode of the gpu backend. */
export type BackendChoice = BackendName | Backend;

/** The backends that have a name. */
export const backendNames = Object.keys(openers) as readonly BackendName[];

/** What did the work on the processor: how many threads, with fused multiply-add or not, and the BLAS library, if one was used. */
export type WasmRun = Pick<WasmInfo, 'threads' | 'fma' | 'blas'>;

/** What did the work: which mode of the gpu backend, on which adapter, and whether that is a processor after all. */
export type GpuRun = Pick<GpuInfo, 'mode' | 'adapter' | 'software' | 'precision'>;

/** @throws OptionError unless it is a name or a backend */
export function requireBackend(choice: unknown): void {
  if (isBackend(choice) || backendNames.includes(choice as BackendName)) return;
  throw new OptionError(
    `unknown backend ${JSON.stringify(choice)}; use ${backendNames.join(', ')}, or a backend itself, such as await gpu({ mode: 'webgl2' })`,
    'backend',
  );
}

/**
 * The backend of a name, or the one given.
 *
 * @throws BackendUnavailableError when it cannot run here
 */
export async function openBackend(choice: BackendChoice = 'wasm'): Promise<Backend> {
  return isBackend(choice) ? choice : openers[choice]();
}

/** The account of itself that a wasm or gpu backend gives, under its name; nothing for others. */
export function runOf(backend: Backend): { readonly wasm?: WasmRun; readonly gpu?: GpuRun } {
  if (!('info' in backend)) return {};
  if (backend.name === 'wasm') {
    const { threads, fma, blas } = (backend as WasmBackend).info;
    return { wasm: { threads, fma, blas } };
  }
  if (!backend.name.startsWith('gpu-')) return {};
  const { mode, adapter, software, precision } = (backend as GpuBackend).info;
  return { gpu: { mode, adapter, software, precision } };
}

function isBackend(choice: unknown): choice is Backend {
  return typeof choice === 'object' && choice !== null && 'run' in choice && typeof choice.run === 'function';
}
