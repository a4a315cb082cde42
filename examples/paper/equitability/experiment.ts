/**
 * Equitability (figure 2). X is uniform on (-1, 1) in each of d dimensions and Y = f(X) + σε, for several functions f and levels of noise σ. The
 * figure shows estimates alone; here each stands beside its truth, an integral, which does depend on f. What does not depend on anything but
 * the pair itself is the information between a one-to-one function of X and the same Y; that is trained for too.
 */
import { additiveNoiseMutualInformation, type RelationName } from '@infograd/mine';
import { add, exp, mul, random, sin, square, type Tensor } from '@infograd/tensor';
import type { Experiment } from '../experiment.ts';
import { type DrawRows, type EstimateSettings, neuralEstimator } from '../neural-estimate.ts';
import type { Lab } from '../runner/lab.ts';
import { findings } from './findings.ts';
import { pictures } from './pictures.ts';

interface Settings {
  /** Of X and of Y. */
  readonly dimensions: readonly number[];
  readonly relations: readonly RelationName[];
  /** Standard deviations of the noise. */
  readonly noises: readonly number[];
  readonly seeds: number;
  readonly training: EstimateSettings;
  /** Where the critic sees a function of X in its place. */
  readonly invariance: {
    readonly relation: RelationName;
    readonly noises: readonly number[];
    readonly views: readonly ViewName[];
  };
}

/** One cell of a heat map. */
interface Cell {
  readonly dimensions: number;
  readonly relation: RelationName;
  readonly noise: number;
  /** What the critic sees of X. */
  readonly view: ViewName;
}

export interface Estimate extends Cell {
  readonly seed: number;
  readonly heldOut: number;
  readonly truth: number;
}

export type Result = readonly Estimate[];

// The data

const relations: Record<RelationName, (x: Tensor) => Tensor> = {
  x: (x) => x,
  '2x': (x) => mul(x, 2),
  'x^3': (x) => mul(square(x), x),
  'sin x': sin,
};

/** One-to-one functions, so that nothing about X is lost. */
const views = { X: (x: Tensor) => x, 'X³': (x: Tensor) => mul(square(x), x), 'exp X': exp };
export type ViewName = keyof typeof views;

function noisyRows({ dimensions, relation, noise, view }: Cell): DrawRows {
  return (rng, rows) => {
    const x = rng.uniform([rows, dimensions], { min: -1, max: 1 });
    const y = add(relations[relation](x), rng.normal([rows, dimensions], { stdDev: noise }));
    return { x: views[view](x), y };
  };
}

// The recipe

async function train(settings: Settings, lab: Lab, dimensions: number): Promise<Estimate[]> {
  const { relations, noises, seeds, training, invariance } = settings;
  const cells: Cell[] = relations.flatMap((relation) =>
    noises.map((noise): Cell => ({ dimensions, relation, noise, view: 'X' })),
  );
  if (dimensions === 1) {
    const { relation } = invariance;
    cells.push(
      ...invariance.views.flatMap((view) => invariance.noises.map((noise) => ({ dimensions, relation, noise, view }))),
    );
  }
  const estimate = neuralEstimator(dimensions, 'MINE', training);
  const estimates: Estimate[] = [];
  for (const cell of cells) {
    const name = `${dimensions}d ${cell.relation} ${cell.noise} ${cell.view}`;
    const truth = additiveNoiseMutualInformation({ relation: cell.relation, sigma: cell.noise, dimension: dimensions });
    for (const seed of lab.seeds(seeds)) {
      estimates.push(
        await lab.part(`${name.replace(/[ ^]/g, '-')}-seed-${seed}`, async (part) => {
          const { heldOut } = await estimate(part, noisyRows(cell), random(seed).fork(`equitability ${name}`));
          return { ...cell, seed, heldOut, truth };
        }),
      );
    }
  }
  return estimates;
}

const training: EstimateSettings = {
  steps: 3000,
  batch: 256,
  hidden: [100, 100],
  // High, because x³ is nearly constant in the middle: at a fifth of it, the worst cell of two dimensions misses a third more of its truth.
  learningRate: 5e-3,
  heldOut: { rows: 50_000, partners: 4 },
};

const noises = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const small: Settings = {
  dimensions: [1, 2],
  relations: ['x', 'x^3', 'sin x', '2x'],
  noises,
  seeds: 1,
  training,
  invariance: { relation: 'x', noises: [0.2, 0.3, 0.5, 0.9], views: ['X³', 'exp X'] },
};

export const equitability: Experiment<Settings, Result> = {
  name: 'equitability',
  title: 'Equitability',
  settings: {
    quick: {
      ...small,
      dimensions: [1],
      relations: ['x', 'x^3'],
      noises: [0.3, 0.9],
      training: { ...training, steps: 300, heldOut: { rows: 10_000, partners: 1 } },
      invariance: { relation: 'x', noises: [0.3], views: ['exp X'] },
    },
    small,
    full: {
      ...small,
      seeds: 5,
      training: { ...training, steps: 10_000 },
      invariance: { ...small.invariance, noises },
    },
  },

  async run(settings, lab) {
    const estimates: Estimate[] = [];
    for (const dimensions of settings.dimensions) estimates.push(...(await train(settings, lab, dimensions)));
    return estimates;
  },

  findings,
  pictures,
};
