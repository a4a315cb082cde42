/**
 * The work that is timed. A case names what to compute and how large; it says nothing of how. The training steps A to D are
 * one step of mutual information neural estimation each, from drawing the batch to reading the bound.
 */

export interface MineCase {
  readonly kind: 'mine';
  readonly name: string;
  /** Numbers in x, and in y. */
  readonly dimension: number;
  /** Units of each hidden layer of the critic. */
  readonly hidden: readonly number[];
  /** Pairs drawn from the joint distribution, and as many from the product of the marginals. */
  readonly batch: number;
  readonly activation: 'relu' | 'elu';
}

export interface MatmulCase {
  readonly kind: 'matmul';
  readonly name: string;
  readonly size: number;
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

/** Floating-point operations of a step, roughly: multiplications and additions of products, and one for each element otherwise. */
export function operations(task: Case): number {
  if (task.kind === 'matmul') return 2 * task.size ** 3;
  if (task.kind !== 'mine') return task.shape.reduce((product, length) => product * length, 1);
  const weights = layerSizes(task).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
  return 3 * 2 * weights * 2 * task.batch; // forward, and backward to weights and to inputs
}

function matmulCases(size: number): MatmulCase[] {
  return [0, 1, 2, 3].map((combination) => {
    const transposeA = combination % 2 === 1;
    const transposeB = combination >= 2;
    const name = `matmul-${size}${transposeA ? '-ta' : ''}${transposeB ? '-tb' : ''}`;
    return { kind: 'matmul', name, size, transposeA, transposeB };
  });
}

export const cases: readonly Case[] = [
  { kind: 'mine', name: 'mine-a', dimension: 1, hidden: [100, 100], batch: 100, activation: 'elu' },
  { kind: 'mine', name: 'mine-b', dimension: 3, hidden: [10], batch: 20_000, activation: 'relu' },
  { kind: 'mine', name: 'mine-c', dimension: 20, hidden: [512, 512], batch: 512, activation: 'relu' },
  { kind: 'mine', name: 'mine-d', dimension: 10, hidden: [256, 256], batch: 256, activation: 'relu' },
  ...matmulCases(256),
  ...matmulCases(512),
  ...matmulCases(1024),
  { kind: 'exp', name: 'exp-1e6', shape: [1_000_000] },
  { kind: 'logsumexp', name: 'logsumexp-1000x1000', shape: [1000, 1000] },
  { kind: 'chain', name: 'chain-1e6', shape: [1_000_000] },
];

/** Products that only a real GPU finishes in reasonable time. */
export const largeCases: readonly Case[] = [...matmulCases(2048), ...matmulCases(4096)];

/**
 * How far a right result may be from the truth: relative to itself and, for sums, which may cancel, to the largest result. float32 sums run in
 * any order, and shading languages allow their functions some error.
 */
export const tolerances: Readonly<Record<Case['kind'], { own: number; largest: number }>> = {
  mine: { own: 1e-3, largest: 2e-6 },
  matmul: { own: 1e-4, largest: 2e-6 },
  exp: { own: 1e-5, largest: 0 },
  logsumexp: { own: 1e-5, largest: 0 },
  chain: { own: 1e-5, largest: 0 },
};
