/**
 * The optional package koffi, which calls functions of C libraries. It is loaded when a backend asks for BLAS, and not before;
 * its types may be missing with it, so what is used of it is described here.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { builtinModule, nodeProcess } from '../../node-host.ts';

export interface Koffi {
  /** @throws Error when the file is not found, or is no library for this machine */
  load(file: string): CLibrary;
  /** Where in the process the bytes of a view are, or what a symbol stands for. */
  address(value: unknown): bigint;
}

export interface CLibrary {
  /** @throws Error when there is no function of that name */
  func(name: string, result: string, parameters: readonly string[]): CFunction;
  symbol(name: string): unknown;
}

export type CFunction = (...values: readonly unknown[]) => unknown;

interface ModuleModule {
  createRequire(from: string): (name: string) => unknown;
}

const packageName = 'koffi';

/** @throws BackendUnavailableError where it is not installed, and in browsers */
export function loadKoffi(): Koffi {
  const node = builtinModule<ModuleModule>('node:module');
  if (node === undefined) {
    throw new BackendUnavailableError('a BLAS library needs Node 20.16 or newer; browsers load none');
  }
  // Bundles that are no ES modules have no address; what they need is looked for from the working folder.
  const from = import.meta.url ?? `${nodeProcess()?.cwd()}/`;
  try {
    return node.createRequire(from)(packageName) as Koffi;
  } catch (cause) {
    throw new BackendUnavailableError(
      `a BLAS library is called through the package koffi, which could not be loaded (${firstLine(cause)}); ` +
        'install it beside @infograd/tensor: npm install koffi',
      { cause },
    );
  }
}

/** The function of a library, or undefined where it has none of that name. */
export function findFunction(
  library: CLibrary,
  name: string,
  result: string,
  ...parameters: readonly string[]
): CFunction | undefined {
  try {
    return library.func(name, result, parameters);
  } catch {
    return undefined;
  }
}

/** The part of an error's message that is for people; Node adds lists of files to it. */
export function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0];
}
