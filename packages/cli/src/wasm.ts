/**
 * The wasm backend on the command line: how it is opened with the threads and the BLAS library that were asked for, and in words
 * what it runs with.
 */
import type { WasmRun } from '@infograd/mine';
import { BackendUnavailableError, ValueError, type WasmBackend, type WasmOptions, wasm } from '@infograd/tensor';
import { CliError } from './errors.ts';
import { formatMany } from './numbers.ts';

/**
 * Opens a wasm backend of its own; the caller closes it.
 *
 * @throws CliError when there cannot be so many threads, or the named BLAS library cannot be used
 */
export function openWasm(options: WasmOptions): WasmBackend {
  try {
    return wasm(options);
  } catch (error) {
    if (error instanceof ValueError) throw new CliError(error.message);
    if (!(error instanceof BackendUnavailableError)) throw error;
    throw new CliError(error.message, 'mine doctor says what is here');
  }
}

/** What a run worked with, to follow the backend's name: `with 2 threads`. */
export function describeThreads({ threads }: Pick<WasmRun, 'threads'>): string {
  return `with ${formatMany(threads, 'thread')}`;
}
