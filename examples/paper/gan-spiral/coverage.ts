/** How much of the spiral the samples cover, and how many of them lie on it: both are shares of points that have a neighbour. */
import { type Random, random, scope } from '@infograd/tensor';
import { drawSpiral, positions, spiralAt, stdDev } from './data.ts';

export interface SpiralMeasures {
  /** Of fresh points of the data, those that have a sample within one standard deviation of the noise. */
  readonly coverage: number;
  /** Of the samples, those within one standard deviation of the curve. */
  readonly highQualityShare: number;
  /** Of the samples, those within two. */
  readonly nearShare: number;
}

/** Fresh points of the data that a coverage is measured with. */
const dataPoints = 10_000;

/** Points on the curve that stand for it; less than a hundredth lies between two. */
const curvePoints = 2000;

/** @param samples interleaved x and y */
export function measureSpiral(samples: Float32Array, rng: Random): SpiralMeasures {
  return scope(() => {
    const data = drawSpiral(rng, dataPoints).dataSync() as Float32Array;
    const curve = spiralAt(positions(curvePoints)).dataSync() as Float32Array;
    return {
      coverage: shareWithin(data, samples, stdDev),
      highQualityShare: shareWithin(samples, curve, stdDev),
      nearShare: shareWithin(samples, curve, 2 * stdDev),
    };
  });
}

/** What as many samples would measure that are data themselves. */
export function spiralMeasuresOfData(count: number): SpiralMeasures {
  return scope(() => {
    const rng = random(0).fork('as good as data');
    return measureSpiral(drawSpiral(rng, count).dataSync() as Float32Array, rng);
  });
}

/** The share of points that have one of the others within a radius. Both are interleaved x and y. */
export function shareWithin(points: Float32Array, others: Float32Array, radius: number): number {
  let found = 0;
  for (let row = 0; row < points.length; row += 2) {
    if (hasNeighbour(points[row], points[row + 1], others, radius)) found++;
  }
  return found / (points.length / 2);
}

function hasNeighbour(x: number, y: number, others: Float32Array, radius: number): boolean {
  for (let row = 0; row < others.length; row += 2) {
    const [dx, dy] = [others[row] - x, others[row + 1] - y];
    if (dx * dx + dy * dy <= radius * radius) return true;
  }
  return false;
}
