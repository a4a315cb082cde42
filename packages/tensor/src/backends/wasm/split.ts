/**
 * One kernel over a range, in parts, on as many threads as pay. A kernel's results must not depend on where the range is
 * cut: then they have the same bits for any number of threads, and nothing else needs to know how many there are.
 */
import type { KernelModule } from './kernels.ts';

export interface Range {
  readonly length: number;
  /** A part shorter than this is not worth a thread: it takes less time than waking one. */
  readonly grain: number;
  /** Parts begin at multiples of it; 1 when left out. */
  readonly align?: number;
}

/** Runs the kernel with `argumentsOf(begin, end)` for parts of [0, length), and returns when all are done. */
export function split(
  { kernels, crew, grainLimit }: KernelModule,
  kernel: string,
  { length, grain, align = 1 }: Range,
  argumentsOf: (begin: number, end: number) => readonly number[],
): void {
  const worthwhile = Math.floor(length / Math.min(grain, grainLimit));
  if (crew === undefined || worthwhile < 2 || !crew.willing) {
    kernels[kernel](...argumentsOf(0, length));
    return;
  }
  const part = Math.ceil(length / partCount(worthwhile, crew.threads) / align) * align;
  const parts: (readonly number[])[] = [];
  for (let begin = 0; begin < length; begin += part) parts.push(argumentsOf(begin, Math.min(begin + part, length)));
  crew.run(kernel, parts);
}

/** A few for each thread where the work is long, so that a thread which is held up delays the others little. */
function partCount(worthwhile: number, threads: number): number {
  for (const each of [4, 2]) if (worthwhile >= each * threads) return each * threads;
  return Math.min(worthwhile, threads);
}
