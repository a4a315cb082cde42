/**
 * A trained critic with all that is needed to apply it to further rows: its scales, its weights and the partition term
 * that turns scores into log density ratios.
 */
import type { Tree } from '@infograd/autograd';
import { type Backend, type Random, tensor } from '@infograd/tensor';
import type { Reading } from './bounds/bound.ts';
import { boundOf } from './bounds/index.ts';
import { standardError } from './bounds/partition.ts';
import type { Critic } from './critics/critic.ts';
import { criticOf } from './critics/index.ts';
import { type PairedRows, scoreHeldOut, scorePairs } from './held-out.ts';
import type { Settings } from './options.ts';
import { applyPreprocess, type FittedPreprocess } from './preprocess.ts';
import type { Estimate } from './result.ts';
import type { Samples } from './samples.ts';
import { derangementShifts } from './sampling.ts';
import { natsToBits } from './units.ts';

export interface FittedModel {
  readonly settings: Settings;
  readonly backend: Backend;
  readonly dimX: number;
  readonly dimY: number;
  readonly scaleX: FittedPreprocess;
  readonly scaleY: FittedPreprocess;
  readonly params: Tree;
  /** log E_Q[e^T] on the test rows. */
  readonly logPartition: number;
}

/** Marginal pairs that a final value is read from, at least, if there are as many: their noise is then negligible. */
const marginalPairs = 2 ** 19;

/** Half the width of a 95 % interval of the normal distribution, in standard errors. */
const normal95 = 1.959963984540054;

/** The critic that settings and dimensions describe. */
export function criticFor({ critic, hidden, activation }: Settings, dimX: number, dimY: number): Critic {
  return criticOf(critic, { dimX, dimY, hidden, activation });
}

/** Samples on the learnt scales, on the backend; the caller disposes x and y. */
export function uploadRows(
  model: Pick<FittedModel, 'scaleX' | 'scaleY' | 'backend'>,
  x: Samples,
  y: Samples,
): PairedRows {
  const { backend } = model;
  return {
    x: tensor(applyPreprocess(model.scaleX, x), { shape: [x.n, x.d], backend }),
    y: tensor(applyPreprocess(model.scaleY, y), { shape: [y.n, y.d], backend }),
    n: x.n,
  };
}

/** The bound on rows in random order, read from many marginal pairs. */
export async function readModel(model: FittedModel, x: Samples, y: Samples, rng: Random): Promise<Reading> {
  const { settings, dimX, dimY, params } = model;
  const rows = uploadRows(model, x, y);
  try {
    const shifts = derangementShifts(rows.n, Math.ceil(marginalPairs / rows.n), rng);
    const scores = await scoreHeldOut(criticFor(settings, dimX, dimY), params, rows, shifts);
    return boundOf(settings.estimator, settings).read(scores);
  } finally {
    rows.x.dispose();
    rows.y.dispose();
  }
}

/** log p(x, y) / (p(x) p(y)) of every row, by the critic, in nats. */
export async function scoreModel(model: FittedModel, x: Samples, y: Samples): Promise<Float64Array> {
  const rows = uploadRows(model, x, y);
  try {
    const order = Int32Array.from({ length: rows.n }, (_, row) => row);
    const critic = criticFor(model.settings, model.dimX, model.dimY);
    const scores = await scorePairs(critic, model.params, rows, order, order);
    return scores.map((score) => score - model.logPartition);
  } finally {
    rows.x.dispose();
    rows.y.dispose();
  }
}

/** A reading as people want it. */
export function estimateOf({ value, influence }: Reading): Estimate {
  const stdError = standardError(influence);
  const margin = normal95 * stdError;
  return { mi: value, bits: natsToBits(value), stdError, interval: [value - margin, value + margin] };
}
