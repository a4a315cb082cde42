/**
 * Rows as the elliptical critic takes them: features for its network, then the codes of its copula, in float32. The codes are computed
 * here, in double precision and once, because they do not depend on anything that training changes.
 */
import type { Samples } from '../rows/samples.ts';
import { codesOf, type EllipticalCopula } from './elliptical-copula.ts';
import { type FeatureName, networkFeatures } from './row-features.ts';

/** What was chosen for an elliptical critic: plain values, so that it can be saved. */
export interface EllipticalModel {
  readonly copula: EllipticalCopula;
  /** What the network sees; null for the copula alone. */
  readonly network: FeatureName | null;
}

/** [n, features + codes + 1], row-major. */
export function encodeRows({ copula, network }: EllipticalModel, side: 'x' | 'y', scores: Samples): Float32Array {
  const { n } = scores;
  const features = network === null ? { values: new Float64Array(0), d: 0 } : networkFeatures(network, scores);
  const { codes, width, own } = codesOf(copula, side, scores);
  const whole = features.d + width + 1;
  const rows = new Float32Array(n * whole);
  for (let row = 0; row < n; row++) {
    rows.set(features.values.subarray(row * features.d, (row + 1) * features.d), row * whole);
    rows.set(codes.subarray(row * width, (row + 1) * width), row * whole + features.d);
    rows[(row + 1) * whole - 1] = own[row];
  }
  return rows;
}
