/**
 * What is made of a row of normal scores before correlations are taken or a network sees it. Beside the scores themselves it
 * is the row's squared length that matters in many dimensions: heavy tails in common show in it, and rotations may depend on it. A network has
 * to spend many rows on learning such a sum of squares; here it is given.
 */
import type { Samples } from '../rows/samples.ts';

/** 'plain': the scores. 'radial': with the squared length beside them. */
export type FeatureName = 'plain' | 'radial';

/** Scores of a squared length near zero would have a logarithm near minus infinity. */
const shortest = 1e-3;

/** For correlations: the scores, and for 'radial' each score times the inverse hyperbolic sine of the row's standardized squared length. */
export function correlatedFeatures(name: FeatureName, scores: Samples): Samples {
  if (name === 'plain') return scores;
  const { values, n, d } = scores;
  const lengths = standardizedLengths(scores);
  const features = new Float64Array(n * 2 * d);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < d; column++) {
      const score = values[row * d + column];
      features[row * 2 * d + column] = score;
      features[row * 2 * d + d + column] = score * Math.asinh(lengths[row]);
    }
  }
  return { values: features, n, d: 2 * d };
}

/** For a network: the scores, and for 'radial' their standardized squares, the standardized squared length and its logarithm. */
export function networkFeatures(name: FeatureName, scores: Samples): Samples {
  if (name === 'plain') return scores;
  const { values, n, d } = scores;
  const lengths = standardizedLengths(scores);
  const width = 2 * d + 2;
  const features = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    const start = row * width;
    for (let column = 0; column < d; column++) {
      const score = values[row * d + column];
      features[start + column] = score;
      features[start + d + column] = (score * score - 1) / Math.SQRT2;
    }
    features[start + 2 * d] = lengths[row];
    features[start + 2 * d + 1] = Math.log(1 + lengths[row] * Math.sqrt(2 / d) + shortest) * Math.sqrt(d / 2);
  }
  return { values: features, n, d: width };
}

/** How many columns `networkFeatures` makes of d scores. */
export function networkWidth(name: FeatureName, d: number): number {
  return name === 'plain' ? d : 2 * d + 2;
}

/** (|u|^2 - d) / sqrt(2 d), which for independent normals has mean 0 and variance 1. */
function standardizedLengths({ values, n, d }: Samples): Float64Array {
  const lengths = new Float64Array(n);
  values.forEach((value, index) => {
    lengths[Math.floor(index / d)] += value * value;
  });
  return lengths.map((square) => (square - d) / Math.sqrt(2 * d));
}
