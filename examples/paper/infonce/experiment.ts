/**
 * InfoNCE and its ceiling. With K candidates no critic brings the bound above log K, so where there is more information than that, it measures K.
 * Three parts: the identities that make it so (identities.ts), what the best critic is worth at every K, by Monte Carlo, and what
 * separable critics learn (critic.ts). The data are correlated normals, whose information and best critic are known.
 */
import { gaussianMutualInformation } from '@infograd/mine';
import type { Experiment } from '../experiment.ts';
import { type Comparison, type CriticSettings, expectOptimal, type Reading, trainCritic } from './critic.ts';
import { findingsOf } from './findings.ts';
import { type Identities, identitiesPart } from './identities.ts';
import { picturesOf } from './pictures.ts';
import type { Gaussians } from './scores.ts';

interface Settings extends CriticSettings {
  readonly seeds: number;
  /** Whose best critic is measured. */
  readonly cases: readonly Gaussians[];
  /** K, for the best critic. */
  readonly groupSizes: readonly number[];
  /** Rows of the Monte Carlo. */
  readonly rowsOfOptimal: number;
  /** For whom critics are trained, and at which K. */
  readonly trainedCases: readonly Gaussians[];
  readonly trainedGroupSizes: readonly number[];
}

export interface OptimalPoint extends Gaussians {
  readonly groupSize: number;
  readonly truth: number;
  readonly reading: Reading;
}

export interface TrainedPoint extends Gaussians, Comparison {
  readonly groupSize: number;
  readonly truth: number;
  readonly seed: number;
}

export interface Result {
  readonly identities: Identities;
  readonly optimal: readonly OptimalPoint[];
  readonly trained: readonly TrainedPoint[];
}

const cases: readonly Gaussians[] = [
  { dimension: 1, rho: 0.5 },
  { dimension: 1, rho: 0.8 },
  { dimension: 1, rho: 0.9 },
  { dimension: 1, rho: 0.99 },
  { dimension: 5, rho: 0.9 },
  { dimension: 20, rho: 0.5 },
  { dimension: 20, rho: 0.9 },
];
const trainedCases: readonly Gaussians[] = [
  { dimension: 1, rho: 0.9 },
  { dimension: 5, rho: 0.9 },
  { dimension: 20, rho: 0.5 },
  { dimension: 20, rho: 0.9 },
];

export const infoNceCeiling: Experiment<Settings, Result> = {
  name: 'infonce',
  title: 'InfoNCE and its ceiling',
  settings: {
    quick: {
      seeds: 1,
      cases,
      groupSizes: [8, 64],
      rowsOfOptimal: 8192,
      trainedCases: [
        { dimension: 1, rho: 0.9 },
        { dimension: 20, rho: 0.9 },
      ],
      trainedGroupSizes: [8, 64],
      steps: 60,
      rows: 256,
      hidden: [32],
      embedding: 16,
      learningRate: 0.01,
      heldOut: 8192,
    },
    small: {
      seeds: 3,
      cases,
      groupSizes: [8, 16, 32, 64, 128, 256, 512],
      rowsOfOptimal: 131_072,
      trainedCases,
      trainedGroupSizes: [8, 64, 512],
      steps: 500,
      rows: 512,
      hidden: [64],
      embedding: 32,
      learningRate: 0.005,
      heldOut: 65_536,
    },
    full: {
      seeds: 5,
      cases,
      groupSizes: [8, 16, 32, 64, 128, 256, 512, 1024],
      rowsOfOptimal: 524_288,
      trainedCases,
      trainedGroupSizes: [8, 32, 128, 512],
      steps: 10_000,
      rows: 512,
      hidden: [256],
      embedding: 32,
      learningRate: 0.001,
      heldOut: 131_072,
    },
  },

  async run(settings, lab) {
    const identities = await lab.part('identities', () => identitiesPart(lab.seed, settings.trainedGroupSizes));
    const optimal: OptimalPoint[] = [];
    for (const gaussians of settings.cases) {
      for (const groupSize of settings.groupSizes) {
        const reading = await expectOptimal(lab, gaussians, groupSize, settings.rowsOfOptimal);
        optimal.push({ ...gaussians, groupSize, truth: truthOf(gaussians), reading });
      }
    }
    const trained: TrainedPoint[] = [];
    for (const gaussians of settings.trainedCases) {
      for (const groupSize of settings.trainedGroupSizes) {
        for (const seed of lab.seeds(settings.seeds)) {
          const comparison = await trainCritic(settings, lab, { gaussians, groupSize, seed });
          trained.push({ ...gaussians, groupSize, truth: truthOf(gaussians), seed, ...comparison });
        }
      }
    }
    return { identities, optimal, trained };
  },

  findings: findingsOf,
  pictures: picturesOf,
};

function truthOf(gaussians: Gaussians): number {
  return gaussianMutualInformation(gaussians);
}
