/** How the WebAssembly backend is to run, and how it does. */
import { ValueError } from '../../errors.ts';
import { builtinModule, environmentVariable } from '../../node-host.ts';
import { maxThreads } from './crew.ts';

export interface WasmOptions {
  /**
   * Threads to work with, the calling one included: 1 to 128. When left out, the environment variable INFOGRAD_THREADS, or else the
   * machine's cores. Results have the same bits for any number.
   */
  readonly threads?: number;
  /**
   * Whether products use the engine's fused multiply-add (relaxed SIMD) where it has one: true when left out. With false, products have
   * the same bits on every machine.
   */
  readonly fma?: boolean;
  /**
   * Whether large products go to a BLAS library of the system, in Node: 'off'; 'auto' for OpenBLAS, MKL, BLIS or Accelerate if one is
   * found; or the file or name of one. When left out, the environment variable INFOGRAD_BLAS, or else 'off'. It needs the package
   * koffi. With a library, the last bits of products depend on the library, its processor and its threads.
   */
  readonly blas?: 'auto' | 'off' | (string & {});
}

export interface WasmInfo {
  /** Threads that work, the calling one included. */
  readonly threads: number;
  /** How many of them have started: workers do at the first work that is large enough for several, and take some milliseconds. */
  readonly threadsStarted: number;
  /** Why there are fewer than asked for. */
  readonly threadsReason: string | undefined;
  /** Whether products round once where they multiply and add, in half the instructions, because the engine has relaxed SIMD. */
  readonly fma: boolean;
  /** The BLAS library that large products go to: its file or name, and what it says of itself. */
  readonly blas: string | undefined;
  /** Why there is none, though 'auto' looked for one. */
  readonly blasReason: string | undefined;
}

/** @throws ValueError when it is not a whole number from 1 to 128 */
export function requireThreads(threads: number, source = 'threads'): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= maxThreads) return threads;
  throw new ValueError(`wasm: ${source} is ${threads}; use a whole number from 1 to ${maxThreads}`);
}

/** INFOGRAD_THREADS, or else the machine's cores. */
export function defaultThreads(): number {
  const asked = environmentVariable('INFOGRAD_THREADS');
  if (asked !== undefined) return requireThreads(Number(asked), 'the environment variable INFOGRAD_THREADS');
  const cores =
    builtinModule<{ availableParallelism(): number }>('node:os')?.availableParallelism() ??
    globalThis.navigator?.hardwareConcurrency;
  return Math.min(cores ?? 1, maxThreads);
}
