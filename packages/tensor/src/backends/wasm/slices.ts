/**
 * How threads share a reduction of [outer, axis, inner]. Results are independent of each other, so where there are many the
 * rows before the axis are shared, or the columns after it. A long axis with few results is folded in chunks instead, and
 * what the chunks gave is put together in order. Which way is taken and how long chunks are depends on the shape alone, so
 * that the result has the same bits for any number of threads.
 */
import { slicesWorth } from './grain.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

/** The three lengths that a reduction sees. */
interface Slices {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** With so many rows, rows are shared. */
const enoughRows = 8;
/** With so many columns, columns are. Kernels take 256 of them at a time. */
const enoughColumns = 2048;
const panelWidth = 256;

interface Chunked {
  /** Folds each chunk, and leaves doubles. */
  readonly fold: string;
  /** Puts together what the chunks gave. */
  readonly combine: string;
  /** Elements in a chunk. */
  readonly elements: number;
  /** Bytes that a chunk leaves for each result. */
  readonly bytes: number;
}

const chunked: Readonly<Record<string, Chunked>> = {
  sum: { fold: 'sumChunks', combine: 'sumOfChunks', elements: 65536, bytes: 8 },
  mean: { fold: 'sumChunks', combine: 'meanOfChunks', elements: 65536, bytes: 8 },
  max: { fold: 'maxChunks', combine: 'maxOfChunks', elements: 65536, bytes: 8 },
  min: { fold: 'minChunks', combine: 'minOfChunks', elements: 65536, bytes: 8 },
  prod: { fold: 'prodChunks', combine: 'prodOfChunks', elements: 32768, bytes: 8 },
  logsumexp: { fold: 'logsumexpChunks', combine: 'logsumexpOfChunks', elements: 16384, bytes: 8 },
  logmeanexp: { fold: 'logsumexpChunks', combine: 'logmeanexpOfChunks', elements: 16384, bytes: 8 },
  variance: { fold: 'varianceChunks', combine: 'varianceOfChunks', elements: 32768, bytes: 16 },
};

export function reduceSlices(
  module: KernelModule,
  kernel: string,
  source: number,
  target: number,
  slices: Slices,
  extra: readonly number[],
): void {
  const { outer, axis, inner } = slices;
  const chunks = chunked[kernel];
  const sharesColumns = inner >= enoughColumns;
  const isLong = chunks !== undefined && axis * inner >= 2 * chunks.elements;
  if (outer >= enoughRows || !(sharesColumns || isLong)) {
    const rows = { length: outer, grain: slicesWorth(kernel, axis * inner) };
    split(module, kernel, rows, (begin, end) => [
      source + begin * axis * inner * 4,
      target + begin * inner * 4,
      end - begin,
      axis,
      inner,
      inner,
      ...extra,
    ]);
    return;
  }
  for (let row = 0; row < outer; row++) {
    const from = source + row * axis * inner * 4;
    const to = target + row * inner * 4;
    if (sharesColumns) reduceColumns(module, kernel, from, to, axis, inner, extra);
    else reduceChunks(module, chunks, from, to, axis, inner, extra);
  }
}

function reduceColumns(
  module: KernelModule,
  kernel: string,
  source: number,
  target: number,
  axis: number,
  inner: number,
  extra: readonly number[],
): void {
  const columns = { length: inner, grain: slicesWorth(kernel, axis), align: panelWidth };
  split(module, kernel, columns, (begin, end) => [
    source + begin * 4,
    target + begin * 4,
    1,
    axis,
    end - begin,
    inner,
    ...extra,
  ]);
}

function reduceChunks(
  module: KernelModule,
  { fold, combine, elements, bytes }: Chunked,
  source: number,
  target: number,
  axis: number,
  inner: number,
  extra: readonly number[],
): void {
  const { heap, kernels } = module;
  const chunk = Math.ceil(elements / inner);
  const count = Math.ceil(axis / chunk);
  const partials = heap.allocate(count * inner * bytes);
  split(module, fold, { length: count, grain: 1 }, (begin, end) => [
    source + begin * chunk * inner * 4,
    partials + begin * inner * bytes,
    end - begin,
    chunk,
    inner,
    axis - begin * chunk,
  ]);
  kernels[combine](partials, target, count, chunk, inner, axis, ...extra);
  heap.free(partials, count * inner * bytes);
}
