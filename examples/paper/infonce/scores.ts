/**
 * What InfoNCE compares: rows come in groups of K, and in a group every x is scored against every y, its own and the K - 1 others. For correlated
 * normals the best critic is known, and separable, as the trained ones are: an inner product of something of x and something of y.
 */
import { add, concat, matmul, mul, ones, type Random, reshape, square, sum, type Tensor } from '@infograd/tensor';
import { splitSquares } from '../split-squares.ts';

/** `dimension` independent pairs of standard normals. */
export interface Gaussians {
  readonly dimension: number;
  readonly rho: number;
}

export function describe({ dimension, rho }: Gaussians): string {
  return `${dimension} + ${dimension} dimensions, correlation ${rho}`;
}

/** Rows [rows, dimension]; row i of x belongs to row i of y. */
export type Rows = { readonly x: Tensor; readonly y: Tensor };

export function drawRows(rng: Random, rows: number, { dimension, rho }: Gaussians): Rows {
  const x = rng.normal([rows, dimension]);
  const y = add(mul(x, rho), mul(rng.normal([rows, dimension]), Math.sqrt(1 - rho * rho)));
  return { x, y };
}

/**
 * Scores of embedded rows in groups of K, as InfoNCE takes them: of each row with its own partner [rows], and with the others of its group
 * [rows, K - 1].
 *
 * @param x, y [rows, embedding], with rows a multiple of the group's size
 */
export function scoreGroups({ x, y }: Rows, groupSize: number): { joint: Tensor; marginal: Tensor } {
  const [rows, embedding] = x.shape;
  const inGroups = (side: Tensor) => reshape(side, [rows / groupSize, groupSize, embedding]);
  return splitSquares(matmul(inGroups(x), inGroups(y), { transposeB: true }));
}

/**
 * The best critic's two embeddings. log p(y | x) / p(y) is rho x.y / (1 - rho²) - rho² |y|² / (2 (1 - rho²)) and terms that are the same for
 * every y, which InfoNCE does not see.
 */
export function optimalEmbeddings({ x, y }: Rows, { rho }: Gaussians): Rows {
  const rest = 1 - rho * rho;
  const ofY = mul(sum(square(y), { axis: 1, keepDims: true }), (-rho * rho) / (2 * rest));
  return { x: concat([mul(x, rho / rest), ones([x.shape[0], 1])], 1), y: concat([y, ofY], 1) };
}
