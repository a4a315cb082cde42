/**
 * Scoring rows that training did not see. Each row meets many others: the rows, shuffled once, are turned by many
 * distinct shifts, so that every row stands as often on the x side as on the y side and the partition term has little
 * noise. Scores leave the engine in chunks; the arithmetic on them is in double precision.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import { gather, mean, scope, slice, type Tensor, tensor } from '@infograd/tensor';
import type { HeldOutScores } from '../bounds/bound.ts';
import type { Critic, EncodedRows } from '../critics/critic.ts';
import { OptionError } from '../errors.ts';
import { rotate } from '../rows/sampling.ts';
import { pauses } from './pause.ts';

/** Paired rows on a backend: x [n, dimX] and y [n, dimY]. */
export interface PairedRows {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly n: number;
}

/** Pairs per pass through the critic: enough to be fast, small enough for any memory. */
const chunkLength = 8192;

/** Scores of one square, at most. */
const squareLength = 2 ** 20;

/** A square of all pairs costs less than pairs one by one when at least one in so many of its pairs is wanted. */
const squareFrom = 16;

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
  if (critic.trainsOnAllPairs && critic.allPairs && shifts.length * squareFrom >= n) {
    return scoreSquare(critic.allPairs, params, rows, shifts);
  }
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

/** The same from squares of scores, some rows of x against all rows of y at a time. */
async function scoreSquare<Params extends Tree>(
  allPairs: NonNullable<Critic<Params>['allPairs']>,
  params: Params,
  { x, y, n }: PairedRows,
  shifts: Int32Array,
): Promise<HeldOutScores> {
  const joint = new Float64Array(n);
  const marginal = new Float64Array(n * shifts.length);
  const rowsAtOnce = Math.max(1, Math.floor(squareLength / n));
  const pause = pauses();
  for (let start = 0; start < n; start += rowsAtOnce) {
    const stop = Math.min(start + rowsAtOnce, n);
    const square = scope(() => allPairs(params, slice(x, { start: [start, 0], stop: [stop, x.shape[1]] }), y));
    const scores = await square.data();
    square.dispose();
    for (let i = start; i < stop; i++) {
      const row = (i - start) * n;
      joint[i] = scores[row + i];
      for (let block = 0; block < shifts.length; block++) {
        marginal[block * n + i] = scores[row + ((i + shifts[block]) % n)];
      }
    }
    await pause();
  }
  return { joint, marginal, shifts };
}

/** The mean log likelihood that a critic gives to rows, in nats. */
export async function meanLikelihood<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  { x, y }: PairedRows,
): Promise<number> {
  const value = scope(() => mean(logLikelihoodOf(critic, params, x, y)));
  const [likelihood] = await value.data();
  value.dispose();
  return likelihood;
}

/**
 * log likelihoods [n] of rows.
 *
 * @throws OptionError when the critic is no model of y given x
 */
export function logLikelihoodOf<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  x: Tensor,
  y: Tensor,
): Tensor {
  if (critic.logLikelihood) return critic.logLikelihood(params, x, y);
  throw new OptionError(
    `the critic '${critic.name}' is no model of y given x, which this estimator needs; use critic 'conditional-gaussian' or 'conditional-logistic'`,
    'critic',
  );
}

function takeRows(table: Tensor, rows: Int32Array): Tensor {
  return gather(table, tensor(rows, { backend: table.backend }));
}
