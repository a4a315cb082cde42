/**
 * The files that a run writes. Each is tried before the work starts, so that no estimate is lost to a missing folder or
 * a read-only disk; trying leaves nothing behind and changes nothing that is there.
 */
import { closeSync, existsSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { CliError } from './errors.ts';
import type { Unit } from './units.ts';

/**
 * Checks that `path` can be written.
 *
 * @param option the argument that named it
 * @param input a file that must not be overwritten
 * @throws CliError if its folder is missing, it is a folder, it is the input, or the system refuses
 */
export function checkWritable(option: string, path: string, input?: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    throw new CliError(`${option}: the folder ${folder} does not exist`, 'create it, or write somewhere else');
  }
  const isThere = existsSync(path);
  if (isThere && statSync(path).isDirectory()) {
    throw new CliError(`${option}: ${path} is a folder`, 'name a file in it');
  }
  if (isThere && input !== undefined && existsSync(input) && realpathSync(path) === realpathSync(input)) {
    throw new CliError(`${option}: ${path} is the file that is read`, 'name another file for the output');
  }
  try {
    closeSync(openSync(path, 'a'));
    if (!isThere) rmSync(path);
  } catch (error) {
    throw new CliError(
      `${option}: ${path} cannot be written (${(error as Error).message})`,
      'name a file that you may write',
    );
  }
}

/** What a command writes, and in which unit, as its options ask for it. */
export interface OutputOptions {
  units: Unit;
  /** A file, or true for standard output. */
  json?: string | true;
  /** Files to draw, each .svg or .png. */
  plot?: string[];
  progress?: boolean;
  quiet?: boolean;
}

/** The files of a run by option: a file, several, true for standard output, or none. */
export type Outputs = Readonly<Record<string, string | true | readonly string[] | undefined>>;

/**
 * Checks all outputs of a run.
 *
 * @param input the file that is read
 * @throws CliError for the first that cannot be written, and for two in one file
 */
export function checkOutputs(input: string, outputs: Outputs): void {
  const files = Object.entries(outputs).flatMap(([option, value]) =>
    [value].flat().flatMap((path) => (typeof path === 'string' ? [{ option, path }] : [])),
  );
  for (const { option, path } of files) {
    if (option === '--plot') plotFormat(option, path);
    checkWritable(option, path, input);
  }
  checkDistinct(files);
}

/** @throws CliError when the file can no longer be written */
export async function writeOutput(option: string, path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new CliError(`${option}: ${path} could no longer be written (${(error as Error).message})`);
  }
}

/** Checks that no two outputs go to one file, where the later would replace the earlier. */
export function checkDistinct(outputs: readonly { readonly option: string; readonly path: string }[]): void {
  const taken = new Map<string, string>();
  for (const { option, path } of outputs) {
    const earlier = taken.get(resolve(path));
    if (earlier !== undefined) {
      throw new CliError(`${option}: ${path} is also the file of ${earlier}`, 'name a file of its own for each output');
    }
    taken.set(resolve(path), option);
  }
}

export type PlotFormat = 'svg' | 'png';

/** The format that a plot's file name asks for. */
export function plotFormat(option: string, path: string): PlotFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.svg') return 'svg';
  if (extension === '.png') return 'png';
  throw new CliError(`${option}: ${path} is neither .svg nor .png`, 'end the name in .svg or .png');
}
