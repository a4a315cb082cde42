/**
 * Scoring rows that training did not see. Each row meets many others: the rows, shuffled once, are turned by many
 * distinct shifts, so that every row stands as often on the x side as on the y side and the partition term has little
 * noise. Scores leave the engine in chunks; the arithmetic on them is in double precision.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import { gather, scope, type Tensor, tensor } from '@infograd/tensor';
import type { HeldOutScores } from './bounds/bound.ts';
import type { Critic, EncodedRows } from './critics/critic.ts';
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

/** Rows that are encoded at once, at most; of more, each is in few pairs, and their codes would take much memory. */
const encodedAtMost = 2 ** 17;

/** T(x_i, y_j) for the given row numbers, pair by pair. Where the critic can, what it does with each row is done once. */
export async function scorePairs<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  rows: PairedRows,
  left: Int32Array,
  right: Int32Array,
): Promise<Float64Array> {
  const stage = left.length > rows.n && rows.n <= encodedAtMost ? critic.rows : undefined;
  const codes: EncodedRows = stage ? scope(() => stage.encode(params, rows.x, rows.y)) : rows;
  const scores = new Float64Array(left.length);
  const pause = pauses();
  try {
    for (let start = 0; start < left.length; start += chunkLength) {
      const end = Math.min(start + chunkLength, left.length);
      const chunk = scope(() => {
        const x = takeRows(codes.x, left.subarray(start, end));
        const y = takeRows(codes.y, right.subarray(start, end));
        return stage ? stage.pairs(params, { x, y }) : critic.pairs(params, x, y);
      });
      scores.set(await chunk.data(), start);
      chunk.dispose();
      await pause();
    }
  } finally {
    if (stage) disposeTree({ x: codes.x, y: codes.y });
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

function takeRows(table: Tensor, rows: Int32Array): Tensor {
  return gather(table, tensor(rows, { backend: table.backend }));
}
