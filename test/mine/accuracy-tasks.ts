/** Data with known mutual information, for the accuracy test and the accuracy command. */
import { gaussianMutualInformation, gaussianMutualInformationOf, type ShapedArray } from '@infograd/mine';
import { random, reference } from '@infograd/tensor';

export interface AccuracyTask {
  readonly name: string;
  /** Nats. */
  readonly truth: number;
  sample(rows: number, seed: number): { x: ShapedArray; y: ShapedArray };
}

export const rowCount = 10_000;
/** Nats: the largest mean absolute error over the seeds of a task, and the largest error of any run. */
export const meanAbsoluteLimit = 0.03;
export const singleLimit = 0.06;

/** Component i of y is correlations[i] times component i of x, plus noise that makes its variance 1. */
function correlatedNormals(correlations: readonly number[]): AccuracyTask['sample'] {
  return (rows, seed) => {
    const dimension = correlations.length;
    const rng = random(seed).fork(`normals of correlation ${correlations}`);
    const x = normals(rows * dimension, rng);
    const noise = normals(rows * dimension, rng);
    const y = noise.map((value, i) => {
      const rho = correlations[i % dimension]!;
      return rho * x[i]! + Math.sqrt(1 - rho * rho) * value;
    });
    return { x: { data: x, shape: [rows, dimension] }, y: { data: y, shape: [rows, dimension] } };
  };
}

function normals(count: number, rng: ReturnType<typeof random>): Float64Array {
  using values = rng.normal([count], { dtype: 'float64', backend: reference() });
  return values.dataSync() as Float64Array;
}

const twoPairs = Array.from({ length: 6 }, (_, i) =>
  Array.from({ length: 6 }, (_, j) => (i === j ? 1 : Math.abs(i - j) === 3 && Math.min(i, j) < 2 ? 0.8 : 0)),
);

export const accuracyTasks: readonly AccuracyTask[] = [
  ...[0, 0.3, 0.5, 0.75, 0.9].map((rho) => ({
    name: `rho ${rho}`,
    truth: gaussianMutualInformation({ rho }),
    sample: correlatedNormals([rho]),
  })),
  {
    name: '3+3, 2 pairs',
    truth: gaussianMutualInformationOf(twoPairs, 3),
    sample: correlatedNormals([0.8, 0.8, 0]),
  },
];
