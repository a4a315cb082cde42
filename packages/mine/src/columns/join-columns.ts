/** Tables cut and put together with their levels: rows of one, or columns of several side by side. */
import { takeRows } from '../rows/split.ts';
import type { Columns } from './read-columns.ts';

/** The columns of every part in order; all parts have the same rows. */
export function joinColumns(...parts: readonly Columns[]): Columns {
  const { n } = parts[0].samples;
  const width = parts.reduce((sum, { samples }) => sum + samples.d, 0);
  const values = new Float64Array(n * width);
  let place = 0;
  for (const { samples } of parts) {
    for (let row = 0; row < n; row++) {
      values.set(samples.values.subarray(row * samples.d, (row + 1) * samples.d), row * width + place);
    }
    place += samples.d;
  }
  return { samples: { values, n, d: width }, levels: parts.flatMap(({ levels }) => levels) };
}

/** The named rows; levels stay known even where no row has them. */
export function takeColumnRows({ samples, levels }: Columns, rows: Int32Array): Columns {
  return { samples: takeRows(samples, rows), levels };
}
