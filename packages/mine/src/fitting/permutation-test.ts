/**
 * Whether there is any dependence: the trained critic's mean score over pairs that belong together, among its means over rows paired
 * otherwise. The test rows took no part in training and stand in random order, so under independence all their turned pairings are
 * as likely as the true one, and the p-value is exact for any number of rows and however good the critic is. Rows of one
 * fold only: critics of other folds have seen these rows. Source: Lehmann and Romano, Testing Statistical Hypotheses, section 17.2.
 */
import type { Random } from '@infograd/tensor';
import type { HeldOutScores } from '../bounds/bound.ts';
import { meanOf } from '../bounds/influence.ts';

export interface PermutationTest {
  /** P(a statistic this large | independence), between 0 and 1. */
  readonly pValue: number;
  /** Pairings that the true one was compared with. */
  readonly permutations: number;
  /** The mean score of the true pairs less that of the others, in nats. */
  readonly statistic: number;
}

/**
 * @param permutations how many pairings at most; there are as many as scores have shifts
 * @example permutationTest({ joint, marginal, shifts }, 999, random(1)).pValue
 */
export function permutationTest(
  { joint, marginal, shifts }: HeldOutScores,
  permutations: number,
  rng: Random,
): PermutationTest {
  const n = joint.length;
  const count = Math.min(permutations, shifts.length);
  const observed = meanOf(joint);
  const others = Array.from({ length: count }, (_, block) => meanOf(marginal.subarray(block * n, (block + 1) * n)));
  const above = others.filter((value) => value > observed).length;
  const equal = others.filter((value) => value === observed).length;
  // Ties are broken at random: a critic that found nothing gives every pairing the same score, and its p-value must be uniform too.
  const rank = above + (equal === 0 ? 0 : rng.integers(1, equal + 1)[0]);
  return {
    pValue: (rank + 1) / (count + 1),
    permutations: count,
    statistic: observed - others.reduce((sum, value) => sum + value, 0) / count,
  };
}
