/**
 * Series like a given one but without its relation to others. Shuffling single values would also destroy a series' own memory,
 * and a test against such surrogates finds "transfer" between any two slow series. Turning the series in time keeps all of its memory;
 * shuffling blocks keeps what is shorter than a block. Source: Quiroga et al. 2002 (rotation); Künsch 1989 (blocks).
 */
import { type Random, reference } from '@infograd/tensor';
import { OptionError } from '../errors.ts';
import type { Samples } from '../rows/samples.ts';
import { takeRows } from '../rows/split.ts';
import { permutedBlocks } from '../rows/split-blocks.ts';

export type SurrogateKind = 'rotation' | 'blocks';

export const surrogateKinds: readonly SurrogateKind[] = ['rotation', 'blocks'];

/**
 * `count` surrogates of a series.
 *
 * @param kind 'rotation' turns the series by different random numbers of steps, none nearer to 0 than `length`; 'blocks' puts
 *   blocks of `length` rows in random order
 * @throws OptionError when the series is too short for as many
 * @example
 * const series = { values: Float64Array.of(1, 2, 3, 4, 5, 6), n: 6, d: 1 };
 * [...surrogates(series, { kind: 'rotation', count: 1, length: 3 }, random(1))][0].values; // 4, 5, 6, 1, 2, 3
 */
export function surrogates(
  series: Samples,
  { kind, count, length }: { kind: SurrogateKind; count: number; length: number },
  rng: Random,
): Samples[] {
  if (kind === 'blocks') {
    if (series.n < 3 * length) {
      throw new OptionError(
        `${series.n} rows hold fewer than three blocks of ${length}; use shorter blocks or 'rotation'`,
        'surrogates',
      );
    }
    return Array.from({ length: count }, (_, i) => takeRows(series, permutedBlocks(series.n, length, rng.fork(i))));
  }
  const places = series.n - 2 * length + 1;
  if (places < count) {
    throw new OptionError(
      `${series.n} rows can be turned by ${Math.max(0, places)} numbers of steps that are ${length} or more from the start, fewer than ${count}; ask for fewer surrogates`,
      'surrogates',
    );
  }
  const chosen = rng.choice(places, count, { backend: reference() });
  const shifts = [...(chosen.dataSync() as Int32Array)].map((place) => length + place);
  chosen.dispose();
  return shifts.map((shift) =>
    takeRows(
      series,
      Int32Array.from({ length: series.n }, (_, row) => (row + shift) % series.n),
    ),
  );
}
