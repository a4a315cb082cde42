/**
 * Scoring rows that training did not see. Each row meets many others: the rows, shuffled once, are turned by many
 * distinct shifts, so that every row stands as often on the x side as on the y side and the partition term has little
 * noise. Scores leave the engine in chunks; the arithmetic on them is in double precision.
 */
import type { Tree } from '@infograd/autograd';
import { gather, scope, type Tensor, tensor } from '@infograd/tensor';
import type { HeldOutScores } from './bounds/bound.ts';
import type { Critic } from './critics/critic.ts';
import { pauses } from './pause.ts';
import { rotate } from './sampling.ts';

/** Paired rows on a backend: x [n, dimX] and y [n, dimY]. */
export interface PairedRows {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly n: number;
}

/** Pairs per pass through the critic: enough to be fast, small enough for any memory. */
const chunkLength = 8192;

/** T(x_i, y_j) for the given row numbers, pair by pair. */
export async function scorePairs<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  rows: PairedRows,
  left: Int32Array,
  right: Int32Array,
): Promise<Float64Array> {
  const scores = new Float64Array(left.length);
  const pause = pauses();
  for (let start = 0; start < left.length; start += chunkLength) {
    const end = Math.min(start + chunkLength, left.length);
    const chunk = scope(() => {
      const x = takeTensorRows(rows.x, left.subarray(start, end));
      const y = takeTensorRows(rows.y, right.subarray(start, end));
      return critic.pairs(params, x, y);
    });
    scores.set(await chunk.data(), start);
    chunk.dispose();
    await pause();
  }
  return scores;
}

/**
 * Joint and marginal scores of all rows.
 *
 * @param shifts the derangements to use, distinct numbers from 1 to n - 1; the rows must be in random order
 */
export async function scoreHeldOut<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  rows: PairedRows,
  shifts: Int32Array,
): Promise<HeldOutScores> {
  const { n } = rows;
  const order = Int32Array.from({ length: n }, (_, row) => row);
  const left = new Int32Array(n * (1 + shifts.length));
  const right = new Int32Array(left.length);
  [0, ...shifts].forEach((shift, block) => {
    left.set(order, block * n);
    right.set(rotate(order, shift), block * n);
  });
  const scores = await scorePairs(critic, params, rows, left, right);
  return { joint: scores.slice(0, n), marginal: scores.slice(n), shifts };
}

/** Rows of a tensor by number. */
export function takeTensorRows(table: Tensor, rows: Int32Array): Tensor {
  return gather(table, tensor(rows, { backend: table.backend }));
}
