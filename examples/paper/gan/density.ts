/** A kernel density estimate in the plane, on a grid of cells, for a picture. */
import type { Points } from './train.ts';

export interface Cell {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  /** At the cell's middle, as a share of the highest one. */
  readonly density: number;
}

/** Cells along a side. */
const resolution = 60;

/** Densities below this share of the highest are as good as none, and their cells are left out. */
const faint = 0.004;

/**
 * @param reach the grid is a square from minus this to this
 * @param bandwidth standard deviation of the Gaussian kernel
 */
export function densityCells({ x, y }: Points, reach: number, bandwidth: number): Cell[] {
  const edge = (index: number) => -reach + (2 * reach * index) / resolution;
  const kernels = (coordinates: readonly number[]) =>
    Array.from({ length: resolution }, (_, index) => {
      const middle = (edge(index) + edge(index + 1)) / 2;
      return Float64Array.from(coordinates, (value) => Math.exp(-(((value - middle) / bandwidth) ** 2) / 2));
    });
  const [alongX, alongY] = [kernels(x), kernels(y)];
  const densities = alongX.map((column) => alongY.map((line) => dot(column, line)));
  const highest = Math.max(...densities.flat());
  return densities.flatMap((column, i) =>
    column.flatMap((density, j) => {
      const share = density / highest;
      if (share < faint) return [];
      const cell = { x: edge(i), x2: edge(i + 1), y: edge(j), y2: edge(j + 1) };
      return [{ ...cell, density: Number(share.toPrecision(3)) }];
    }),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
