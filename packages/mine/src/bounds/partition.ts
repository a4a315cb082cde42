/**
 * Reading bounds of the form E_P[T] - f(log E_Q[e^T]) off held-out scores, with the influence of every row. All sums of
 * exponentials are taken relative to their largest term, in double precision.
 */
import type { HeldOutScores, Reading } from './bound.ts';
import { influenceOfRows, meanOf } from './influence.ts';

/** @param penalty f and its derivative, as functions of log E_Q[e^T] */
export function readPartitionBound(
  { joint, marginal, shifts }: HeldOutScores,
  penalty: (logMean: number) => { value: number; slope: number },
): Reading {
  const n = joint.length;
  const { logPartition, shares, largestShare } = partitionOf(marginal);
  const { value, slope } = penalty(logPartition);
  const ofPair = shares.map((share) => -slope * n * share);
  const own = joint.slice();
  ofPair.forEach((term, pair) => {
    own[pair % n] += term;
  });
  return {
    value: meanOf(joint) - value,
    influence: influenceOfRows(own, ofPair, shifts),
    logPartition,
    largestShare,
  };
}

/** log of the mean of e^score, and the share of each score in it. */
export function partitionOf(scores: Float64Array): {
  readonly logPartition: number;
  readonly shares: Float64Array;
  readonly largestShare: number;
} {
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => Math.exp(score - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const logPartition = largest + Math.log(total / scores.length);
  return { logPartition, shares: shares.map((share) => share / total), largestShare: 1 / total };
}

/** log(e^a + e^b) without overflow. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
