/**
 * Reading one bound off a critic that another has trained. Bounds differ in what a score means: Donsker-Varadhan leaves its constant free,
 * NWJ wants 1 + log p/q, Pearson's chi-squared twice p/q - 1. So scores are first turned into log density ratios by the bound that
 * trained them, and then put on the scale of the one that reads. Where the first step needs a constant, it comes from validation rows: a
 * critic fixed before the test rows are seen keeps the value of a lower bound on them a lower bound. What training leaves free beyond one
 * constant (InfoNCE: a function of x) stays in the scores, and costs the bounds that mind it some of their value.
 */
import type { Bound, HeldOutScores, Reading } from './bound.ts';

/**
 * @param training the bound that the critic was trained for, `reading` the one to read; where they are the same, its own reading
 * @param logPartition what turns scores into log density ratios, `Reading.logPartition` of `training` on validation rows; of no meaning where
 *   the bound has a `logRatio`
 * @returns the reading; its `logPartition` is the given one, because it is what turns these scores into log density ratios
 * @example
 * readHybrid(boundOf('js'), boundOf('nwj'), scores, 0).value; // E_P[1 + T] - E_Q[e^T]
 */
export function readHybrid(training: Bound, reading: Bound, scores: HeldOutScores, logPartition: number): Reading {
  if (training.name === reading.name) return reading.read(scores);
  const rescale = (score: number): number => {
    const logRatio = training.logRatio?.(score) ?? score - logPartition;
    return reading.scoreOf?.(logRatio) ?? logRatio;
  };
  const { joint, marginal, shifts } = scores;
  return { ...reading.read({ joint: joint.map(rescale), marginal: marginal.map(rescale), shifts }), logPartition };
}
