/**
 * Noise on request. Tied numbers have no density, which rank transforms and nearest neighbours assume; a little noise gives them one.
 * It can only lower the information (data processing), so it is never added unless asked for, and the result says so.
 */
import { type Random, reference } from '@infograd/tensor';
import type { Columns } from '../columns/read-columns.ts';
import type { Samples } from './samples.ts';

/**
 * The same table with normal noise on its columns of numbers; discrete columns stay as they are.
 *
 * @param jitter standard deviation of the noise, in standard deviations of each column
 */
export function addJitter({ samples, levels }: Columns, jitter: number, rng: Random): Samples {
  if (jitter === 0) return samples;
  const { n, d } = samples;
  const values = samples.values.slice();
  levels.forEach((column, index) => {
    if (column !== null) return;
    const noise = normals(n, rng.fork(index));
    const spread = jitter * deviationOf(samples, index);
    for (let row = 0; row < n; row++) values[row * d + index] += spread * noise[row];
  });
  return { values, n, d };
}

/** What the result says of it. */
export function jitterNote(jitter: number): string {
  return `normal noise of ${jitter} standard deviations was added to every column of numbers; the information of the columns without it may be higher`;
}

function normals(n: number, rng: Random): Float64Array {
  using noise = rng.normal([n], { dtype: 'float64', backend: reference() });
  return noise.dataSync() as Float64Array;
}

function deviationOf({ values, n, d }: Samples, column: number): number {
  let mean = 0;
  for (let row = 0; row < n; row++) mean += values[row * d + column] / n;
  let variance = 0;
  for (let row = 0; row < n; row++) variance += (values[row * d + column] - mean) ** 2 / n;
  return Math.sqrt(variance);
}
