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
  { kernels }: KernelModule,
  kernel: string,
  { length }: Range,
  argumentsOf: (begin: number, end: number) => readonly number[],
): void {
  kernels[kernel](...argumentsOf(0, length));
}
