/**
 * The backend that a command computes on, as its options ask for it. It is opened before anything is read, because whether it is here
 * does not depend on the data, and closed when the work is done.
 */
import type { BackendName } from '@infograd/mine';
import type { WasmBackend, WasmOptions } from '@infograd/tensor';
import type { GpuBackend } from '@infograd/tensor/gpu';
import { CliError } from './errors.ts';
import { announceRun, type GpuModeChoice, openGpu } from './gpu.ts';
import { openWasm } from './wasm.ts';

export interface BackendOptions {
  backend: BackendName;
  gpuMode?: GpuModeChoice;
  threads?: number;
  /** `auto`, `off` or a file. */
  blas?: string;
}

/** A name, or a backend that was opened with options of its own. */
export type ChosenBackend = BackendName | GpuBackend | WasmBackend;

/** Tells the user something beside the results. */
export type Note = (text: string) => void;

/**
 * Does `work` on the backend that the options choose.
 *
 * @throws CliError when an option is not for that backend, or it cannot be opened as asked
 */
export async function withBackend<Result>(
  options: BackendOptions,
  note: Note,
  work: (backend: ChosenBackend) => Promise<Result>,
): Promise<Result> {
  const backend = await chooseBackend(options, note);
  try {
    return await work(backend);
  } finally {
    if (typeof backend === 'object' && 'close' in backend) backend.close();
  }
}

async function chooseBackend({ backend, gpuMode, threads, blas }: BackendOptions, note: Note): Promise<ChosenBackend> {
  if (backend !== 'gpu' && gpuMode !== undefined) {
    throw new CliError(`--gpu-mode ${gpuMode} is not for --backend ${backend}`, 'give --backend gpu with it');
  }
  if (threads !== undefined || blas !== undefined) return chooseWasm(backend, { threads, blas }, note);
  if (backend !== 'gpu') return backend;
  const opened = await openGpu(gpuMode ?? 'auto');
  note(announceRun(gpuMode ?? 'auto', opened.info));
  return opened;
}

function chooseWasm(backend: BackendName, options: WasmOptions, note: Note): WasmBackend {
  if (backend !== 'wasm') {
    const flag = options.threads === undefined ? '--blas' : '--threads';
    throw new CliError(`${flag} is not for --backend ${backend}`, 'give --backend wasm with it');
  }
  const opened = openWasm(options);
  const { blasReason } = opened.info;
  if (blasReason !== undefined) note(`no BLAS library is used: ${blasReason}`);
  return opened;
}
