/** How well samples cover the 25 modes and how near they come to them. Every sample counts for the mode that is nearest to it. */
import { centers, modeCount, stdDev } from './data.ts';

export interface ModeMeasures {
  /** Modes that any sample is nearest to. */
  readonly modes: number;
  /** Modes that have a sample within three standard deviations. */
  readonly highQualityModes: number;
  /** Samples within three standard deviations of their mode. */
  readonly highQualityShare: number;
  /** KL divergence of the samples' distribution over the modes from the uniform one, in nats. */
  readonly divergence: number;
}

/** Of the data: a Gaussian point in the plane is within r standard deviations with probability 1 - e^(-r²/2). */
export const highQualityShareOfData = 1 - Math.exp(-(3 ** 2) / 2);

/** @param samples interleaved x and y */
export function measureModes(samples: Float32Array): ModeMeasures {
  const counts = new Array<number>(modeCount).fill(0);
  const near = new Array<number>(modeCount).fill(0);
  const total = samples.length / 2;
  for (let row = 0; row < total; row++) {
    const [x, y] = samples.subarray(2 * row, 2 * row + 2);
    const [column, line] = [nearestCenter(x), nearestCenter(y)];
    const mode = column * centers.length + line;
    counts[mode]++;
    if (Math.hypot(x - centers[column], y - centers[line]) <= 3 * stdDev) near[mode]++;
  }
  return {
    modes: hit(counts),
    highQualityModes: hit(near),
    highQualityShare: near.reduce((sum, count) => sum + count) / total,
    divergence: divergenceFromUniform(counts),
  };
}

/** Its place in the list. */
function nearestCenter(value: number): number {
  const distances = centers.map((center) => Math.abs(value - center));
  return distances.indexOf(Math.min(...distances));
}

function hit(counts: readonly number[]): number {
  return counts.filter((count) => count > 0).length;
}

/** Σ p log(p n) over n bins; an empty one adds nothing. */
function divergenceFromUniform(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count);
  return counts
    .filter((count) => count > 0)
    .reduce((sum, count) => sum + (count / total) * Math.log((count / total) * counts.length), 0);
}
