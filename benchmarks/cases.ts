/**
 * The work that is timed. A case names what to compute and how large; it says nothing of how. The training steps A to D are
 * one step of mutual information neural estimation each, from drawing the batch to reading the bound.
 */

export interface MineCase {
  readonly kind: 'mine-step';
  readonly name: string;
  /** Numbers in x, and in y. */
  readonly dimension: number;
  /** Units of each hidden layer of the critic. */
  readonly hidden: readonly number[];
  /** Pairs drawn from the joint distribution, and as many from the product of the marginals. */
  readonly batch: number;
  readonly activation: 'relu' | 'elu';
  /** Pairs of a data set from which the batch is drawn; without it, the batch is drawn from the distribution. */
  readonly rows?: number;
}

export interface MatmulCase {
  readonly kind: 'matmul';
  readonly name: string;
  /** The product is [rows, inner] × [inner, columns]; a transposed operand is stored the other way round. */
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export interface ElementsCase {
  readonly kind: 'exp' | 'logsumexp' | 'chain';
  readonly name: string;
  /** logsumexp reduces the last axis; the others take element by element. */
  readonly shape: readonly number[];
}

export type Case = MineCase | MatmulCase | ElementsCase;

/** A case that is one operation on given operands. */
export type OperationCase = MatmulCase | ElementsCase;

/** Settings that every training step shares. */
export const mineSettings = {
  correlation: 0.7,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  /** The weight of the newest batch in the moving average of mean(exp(T)) (Belghazi et al. 2018, section 3.2). */
  emaRate: 0.01,
} as const;

/** The chain is eight elementwise operations: √(1 + exp(-tanh²(a x + b))), one after the other. */
export const chainSettings = { a: 1.5, b: 0.25 } as const;

/** The critic's layers: numbers in and out. */
export function layerSizes({ dimension, hidden }: MineCase): [number, number][] {
  const widths = [2 * dimension, ...hidden, 1];
  return widths.slice(1).map((width, index) => [widths[index], width]);
}

/** Multiplications and additions of a case's matrix products; nothing else of it is counted. */
export function productOperations(task: Case): number {
  if (task.kind === 'matmul') return 2 * task.rows * task.inner * task.columns;
  if (task.kind !== 'mine-step') return 0;
  const rows = 2 * task.batch;
  // Forward, backward to the weights, and backward to the inputs, except for the first layer, whose inputs are the batch.
  const products = layerSizes(task).map(([inputs, outputs], layer) => (layer === 0 ? 2 : 3) * rows * inputs * outputs);
  return 2 * products.reduce((sum, product) => sum + product, 0);
}

/** What a case that is one operation takes, as it lies in memory. */
export function operandShapes(task: OperationCase): readonly (readonly number[])[] {
  if (task.kind !== 'matmul') return [task.shape];
  const { rows, inner, columns, transposeA, transposeB } = task;
  return [transposeA ? [inner, rows] : [rows, inner], transposeB ? [columns, inner] : [inner, columns]];
}

/** How much work a case is, roughly: the operations of products, or else one for each element. */
export function work(task: Case): number {
  return 'shape' in task ? elements(task.shape) : productOperations(task);
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Square matrices, either of them transposed or not. */
function squareCases(size: number): MatmulCase[] {
  return [0, 1, 2, 3].map((combination) => {
    const transposeA = combination % 2 === 1;
    const transposeB = combination >= 2;
    const name = `matmul-${size}${transposeA ? '-ta' : ''}${transposeB ? '-tb' : ''}`;
    return { kind: 'matmul', name, rows: size, inner: size, columns: size, transposeA, transposeB };
  });
}

function productCase(rows: number, inner: number, columns: number): MatmulCase {
  const name = `matmul-${rows}x${inner}x${columns}`;
  return { kind: 'matmul', name, rows, inner, columns, transposeA: false, transposeB: false };
}

export const cases: readonly Case[] = [
  { kind: 'mine-step', name: 'mine-a', dimension: 1, hidden: [100, 100], batch: 100, activation: 'elu' },
  { kind: 'mine-step', name: 'mine-b', dimension: 3, hidden: [10], batch: 20_000, activation: 'relu' },
  { kind: 'mine-step', name: 'mine-c', dimension: 20, hidden: [512, 512], batch: 512, activation: 'relu' },
  { kind: 'mine-step', name: 'mine-d', dimension: 10, hidden: [256, 256], batch: 256, activation: 'relu' },
  ...squareCases(256),
  ...squareCases(512),
  ...squareCases(1024),
  // The thin products of critics' layers.
  productCase(1024, 40, 512),
  productCase(200, 100, 100),
  productCase(20_000, 6, 10),
  productCase(20_000, 10, 1),
  { kind: 'exp', name: 'exp-1e6', shape: [1_000_000] },
  { kind: 'logsumexp', name: 'logsumexp-1000x1000', shape: [1000, 1000] },
  { kind: 'chain', name: 'chain-1e6', shape: [1_000_000] },
];

/** 128 KiB, which stay near the processor, and 64 MiB, which do not. */
export const memoryCases: readonly ElementsCase[] = [
  { kind: 'exp', name: 'exp-cache', shape: [2 ** 15] },
  { kind: 'exp', name: 'exp-memory', shape: [2 ** 24] },
];

/** Products that only a real GPU finishes in reasonable time. */
export const largeCases: readonly Case[] = [...squareCases(2048), ...squareCases(4096)];

/**
 * How far a right result may be from the truth: relative to itself and, for sums, which may cancel, to the largest result. float32 sums run in
 * any order, and shading languages allow their functions some error.
 */
export const tolerances: Readonly<Record<Case['kind'], { own: number; largest: number }>> = {
  'mine-step': { own: 1e-3, largest: 2e-6 },
  matmul: { own: 1e-4, largest: 2e-6 },
  exp: { own: 1e-5, largest: 0 },
  logsumexp: { own: 1e-5, largest: 0 },
  chain: { own: 1e-5, largest: 0 },
};
