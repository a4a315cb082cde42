/** Small correlated tables and settings for tests that only need some estimate, quickly. */
import type { MutualInformationOptions, ShapedArray } from '@infograd/mine';
import { random, reference } from '@infograd/tensor';

/** A bivariate normal of the given correlation. */
export function correlated(rows: number, rho: number, seed = 1): { x: Float64Array; y: Float64Array } {
  const rng = random(seed).fork('test data');
  const draw = (): Float64Array => {
    using values = rng.normal([rows], { dtype: 'float64', backend: reference() });
    return values.dataSync() as Float64Array;
  };
  const x = draw();
  const noise = draw();
  return { x, y: noise.map((value, i) => rho * x[i]! + Math.sqrt(1 - rho * rho) * value) };
}

export function columns(data: Float64Array, dimension: number): ShapedArray {
  return { data, shape: [data.length / dimension, dimension] };
}

/** Fractions of a second on a few hundred rows. */
export const quick = {
  estimator: 'mine',
  hidden: [16],
  steps: 500,
  batchSize: 64,
  evaluateEvery: 50,
  learningRate: 0.01,
} satisfies MutualInformationOptions;
