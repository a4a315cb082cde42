/**
 * Correlated Gaussians (figure 1). X and Y are standard normal in d dimensions each, component i of one has correlation ρ with component i of the
 * other, and I = -d/2 log(1 - ρ²). Over a sweep of ρ, two critics are trained on fresh rows in every step, by MINE and by MINE-f; the estimator of
 * Kraskov, Stögbauer and Grassberger counts neighbours among a fixed number of rows; and all are held against the truth.
 */
import { ksg } from '@infograd/mine';
import { add, mul, type Random, random, scope } from '@infograd/tensor';
import type { Experiment } from '../experiment.ts';
import {
  type DrawRows,
  type EstimateSettings,
  type NeuralEstimate,
  neuralEstimator,
  type Objective,
} from '../neural-estimate.ts';
import type { Lab } from '../runner/lab.ts';
import { findings } from './findings.ts';
import { pictures } from './pictures.ts';

export interface Settings {
  readonly panels: readonly Panel[];
  /** Of the estimate by neighbours. */
  readonly ksg: { readonly rows: number; readonly k: number };
}

/** One panel of the figure: X and Y of so many dimensions each. */
export interface Panel {
  readonly dimensions: number;
  readonly training: EstimateSettings;
  readonly sweeps: readonly Sweep[];
}

interface Sweep {
  readonly objective: Objective;
  /** Where it is not that of the panel. */
  readonly learningRate?: number;
  readonly correlations: readonly number[];
  readonly seeds: number;
}

/** What an estimate is of. */
export interface Task {
  readonly dimensions: number;
  readonly correlation: number;
  readonly seed: number;
}

export type Trained = Task & NeuralEstimate & { readonly objective: Objective };
export type Counted = Task & { readonly value: number };

export interface Result {
  readonly trained: readonly Trained[];
  /** By KSG. */
  readonly counted: readonly Counted[];
}

// The data

function correlatedRows(dimensions: number, correlation: number): DrawRows {
  const noise = Math.sqrt(1 - correlation ** 2);
  return (rng, rows) => {
    const x = rng.normal([rows, dimensions]);
    return { x, y: add(mul(x, correlation), rng.normal([rows, dimensions], { stdDev: noise })) };
  };
}

const generator = ({ seed, dimensions, correlation }: Task, estimator: string): Random =>
  random(seed).fork(`gaussians ${dimensions} ${correlation} ${estimator}`);

// The recipe

async function train({ dimensions, training, sweeps }: Panel, lab: Lab): Promise<Trained[]> {
  const trained: Trained[] = [];
  for (const { objective, correlations, seeds, learningRate = training.learningRate } of sweeps) {
    const estimate = neuralEstimator(dimensions, objective, { ...training, learningRate });
    for (const correlation of correlations) {
      for (const seed of lab.seeds(seeds)) {
        const task: Task = { dimensions, correlation, seed };
        trained.push(
          await lab.part(`${dimensions}d-${objective}-correlation-${correlation}-seed-${seed}`, async (part) => ({
            ...task,
            objective,
            ...(await estimate(part, correlatedRows(dimensions, correlation), generator(task, objective))),
          })),
        );
      }
    }
  }
  return trained;
}

function count({ dimensions, sweeps }: Panel, { rows, k }: Settings['ksg'], lab: Lab): Promise<Counted[]> {
  const correlations = [...new Set(sweeps.flatMap((sweep) => sweep.correlations))];
  const seeds = lab.seeds(Math.max(...sweeps.map((sweep) => sweep.seeds)));
  const tasks = correlations.flatMap((correlation) => seeds.map((seed): Task => ({ dimensions, correlation, seed })));
  return lab.part(`${dimensions}d-KSG`, async (part) => {
    const counted: Counted[] = [];
    for (const task of tasks) {
      const [x, y] = scope(() => {
        const pairs = correlatedRows(dimensions, task.correlation)(generator(task, 'KSG'), rows);
        return [pairs.x.dataSync(), pairs.y.dataSync()];
      });
      const shape = [rows, dimensions];
      const { mi } = await ksg({ data: x, shape }, { data: y, shape }, { k, preprocess: 'none' });
      counted.push({ ...task, value: mi });
      await part.report(counted.length, tasks.length, `ρ ${task.correlation}: ${mi.toFixed(2)} nats`);
    }
    return counted;
  });
}

// The sizes

/** The grid of the paper's first version. */
const grid = [-0.99, -0.9, -0.7, -0.5, -0.3, -0.1, 0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
const positive = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

const inFewDimensions: EstimateSettings = {
  steps: 1500,
  batch: 256,
  hidden: [100, 100],
  learningRate: 3e-3,
  heldOut: { rows: 50_000, partners: 10 },
};

const inManyDimensions: EstimateSettings = {
  steps: 4000,
  batch: 1000,
  hidden: [256, 256],
  learningRate: 1e-3,
  heldOut: { rows: 200_000, partners: 1 },
};

/** Of MINE-f in many dimensions: at twice as much, one bad batch throws the critic far back. */
const slower = 5e-4;

const fewDimensions = (seeds: number, training: EstimateSettings): Panel[] =>
  [1, 2].map((dimensions) => ({
    dimensions,
    training,
    sweeps: [
      { objective: 'MINE', correlations: grid, seeds },
      { objective: 'MINE-f', correlations: grid, seeds: 1 },
    ],
  }));

export const gaussians: Experiment<Settings, Result> = {
  name: 'gaussians',
  title: 'Correlated Gaussians',
  settings: {
    quick: {
      panels: [
        {
          dimensions: 1,
          training: { ...inFewDimensions, steps: 300, heldOut: { rows: 10_000, partners: 2 } },
          sweeps: [
            { objective: 'MINE', correlations: [-0.9, 0, 0.9], seeds: 1 },
            { objective: 'MINE-f', correlations: [0.9], seeds: 1 },
          ],
        },
        {
          dimensions: 20,
          training: {
            ...inManyDimensions,
            steps: 150,
            batch: 250,
            hidden: [64],
            heldOut: { rows: 10_000, partners: 1 },
          },
          sweeps: (['MINE', 'MINE-f', 'Jensen-Shannon'] as const).map((objective) => ({
            objective,
            correlations: [0.9],
            seeds: 1,
          })),
        },
      ],
      ksg: { rows: 500, k: 3 },
    },
    small: {
      panels: [
        ...fewDimensions(3, inFewDimensions),
        {
          dimensions: 20,
          training: inManyDimensions,
          sweeps: [
            { objective: 'MINE', correlations: positive, seeds: 1 },
            { objective: 'MINE-f', correlations: positive, seeds: 1, learningRate: slower },
            { objective: 'Jensen-Shannon', correlations: [0.9], seeds: 1 },
          ],
        },
      ],
      ksg: { rows: 3000, k: 3 },
    },
    full: {
      panels: [
        ...fewDimensions(5, { ...inFewDimensions, steps: 5000 }),
        ...[20, 50].map(
          (dimensions): Panel => ({
            dimensions,
            training: { ...inManyDimensions, steps: 20_000 },
            sweeps: [
              { objective: 'MINE', correlations: grid, seeds: 3 },
              { objective: 'MINE-f', correlations: grid, seeds: 3, learningRate: slower },
              { objective: 'Jensen-Shannon', correlations: grid, seeds: 3 },
            ],
          }),
        ),
      ],
      ksg: { rows: 3000, k: 3 },
    },
  },

  async run(settings, lab) {
    const trained: Trained[] = [];
    const counted: Counted[] = [];
    for (const panel of settings.panels) {
      counted.push(...(await count(panel, settings.ksg, lab)));
      trained.push(...(await train(panel, lab)));
    }
    return { trained, counted };
  },

  findings,
  pictures,
};
