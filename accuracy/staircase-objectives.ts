/**
 * What a critic can be trained by on the staircase, and what can then be read off its scores. A value need not be read with the bound that
 * trained: such hybrids are named by both.
 */
import {
  alphaInterpolated,
  club,
  donskerVaradhan,
  flo,
  infoNce,
  jsObjective,
  l1out,
  mine,
  nwj,
  nwjJs,
  remineLoss,
  smile,
  tuba,
} from '@infograd/mine';
import { mean, neg, type Tensor } from '@infograd/tensor';

/** Scores of a batch: T(x_i, y_i) [n]; T(x_i, y_j) [n, n - 1] and T(x_j, y_i) [n, n - 1], both for the j other than i. */
export interface SquareScores {
  readonly joint: Tensor;
  readonly marginal: Tensor;
  readonly marginalOfY: Tensor;
}

/** A value in nats. */
export type Read = (scores: SquareScores) => Tensor;

const reads = {
  'donsker-varadhan': ({ joint, marginal }) => donskerVaradhan(joint, marginal),
  nwj: ({ joint, marginal }) => nwj(joint, marginal),
  'nwj-js': ({ joint, marginal }) => nwjJs(joint, marginal),
  'info-nce': ({ joint, marginal }) => infoNce(joint, marginal),
  tuba: ({ joint, marginal }) => tuba(joint, marginal),
  flo: ({ joint, marginal }) => flo(joint, marginal),
  'alpha-interpolated': ({ joint, marginal }) => alphaInterpolated(joint, marginal),
  'smile, tau 1': ({ joint, marginal }) => smile(joint, marginal, { tau: 1 }),
  'smile, tau 5': ({ joint, marginal }) => smile(joint, marginal, { tau: 5 }),
  'plug-in': ({ joint }) => mean(joint),
  doe: ({ joint }) => mean(joint), // scores of a conditional critic are the difference already
  club: ({ joint, marginal }) => club(joint, marginal),
  l1out: ({ joint, marginalOfY }) => l1out(joint, marginalOfY),
} satisfies Record<string, Read>;

export type ReadName = keyof typeof reads;

export function readNamed(name: ReadName): Read {
  return reads[name];
}

/** One way to train. */
export interface Objective {
  /** What a step minimizes, from the scores; undefined where the critic fits itself, by maximum likelihood. */
  readonly loss?: (scores: SquareScores, state: Tensor | undefined) => { loss: Tensor; state?: Tensor };
  /** What is read at every step. */
  readonly reads: readonly ReadName[];
  /** The one of them that is the objective's own value, where that has another name. */
  readonly own?: ReadName;
}

const minus = (bound: Read) => (scores: SquareScores) => ({ loss: neg(bound(scores)) });

export const objectives = {
  js: {
    loss: ({ joint, marginal }) => ({ loss: neg(jsObjective(joint, marginal)) }),
    reads: ['smile, tau 1', 'smile, tau 5', 'donsker-varadhan', 'nwj-js', 'plug-in'],
  },
  'info-nce': { loss: minus(reads['info-nce']), reads: ['info-nce', 'donsker-varadhan', 'smile, tau 5'] },
  'donsker-varadhan': { loss: minus(reads['donsker-varadhan']), reads: ['donsker-varadhan'] },
  mine: {
    loss: ({ joint, marginal }, before) => {
      const { loss, logAverage } = mine(joint, marginal, before);
      return { loss, state: logAverage };
    },
    reads: ['donsker-varadhan'],
    own: 'donsker-varadhan',
  },
  remine: {
    loss: ({ joint, marginal }) => ({ loss: remineLoss(joint, marginal) }),
    reads: ['donsker-varadhan', 'smile, tau 5'],
    own: 'donsker-varadhan',
  },
  nwj: { loss: minus(reads.nwj), reads: ['nwj', 'donsker-varadhan'] },
  tuba: { loss: minus(reads.tuba), reads: ['tuba'] },
  'alpha-interpolated': { loss: minus(reads['alpha-interpolated']), reads: ['alpha-interpolated'] },
  flo: { loss: minus(reads.flo), reads: ['flo'] },
  likelihood: { reads: ['doe', 'donsker-varadhan', 'club', 'l1out'] },
} satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;

export const objectiveNames = Object.keys(objectives) as readonly ObjectiveName[];

export function objectiveNamed(name: ObjectiveName): Objective {
  return objectives[name];
}
