/** Two categories with any joint table: the exact truth of discrete data. */
import { discreteMutualInformation } from '../truth/entropy.ts';
import { type Distribution, distribution } from './distribution.ts';
import { categories } from './draws.ts';

/**
 * Categories 0, 1, … of x (row of the table) and of y (column).
 *
 * @param options.table table[i][j] is the probability of x = i and y = j
 * @throws ValueError unless the probabilities sum to one and all rows are equally long
 * @example discrete({ table: [[0.4, 0.1], [0.1, 0.4]] }).mutualInformation // 0.1927448
 */
export function discrete(options: { table: readonly (readonly number[])[]; name?: string }): Distribution {
  const { table } = options;
  const mutualInformation = discreteMutualInformation(table);
  const width = table[0].length;
  const { name = `discrete-${table.length}-${width}` } = options;
  return distribution({
    name,
    dimX: 1,
    dimY: 1,
    mutualInformation,
    draw(rows, rng) {
      const cells = categories(rows, table.flat(), rng);
      return {
        x: Float64Array.from(cells, (cell) => Math.floor(cell / width)),
        y: Float64Array.from(cells, (cell) => cell % width),
      };
    },
  });
}
