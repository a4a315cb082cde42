/**
 * A trained critic with all that is needed to apply it to further rows: its scales, its weights and the partition term
 * that turns scores into log density ratios.
 */
import type { Tree } from '@infograd/autograd';
import { type Backend, type Random, type Tensor, tensor } from '@infograd/tensor';
import type { Bound, HeldOutScores, Reading } from '../bounds/bound.ts';
import { readHybrid } from '../bounds/hybrid.ts';
import { boundOf } from '../bounds/index.ts';
import { embeddingCritic, widthOf } from '../columns/embedding-critic.ts';
import { encodeColumns, type FittedColumns, layoutOf } from '../columns/encode-columns.ts';
import type { Critic } from '../critics/critic.ts';
import { ellipticalCritic } from '../critics/elliptical.ts';
import { criticOf } from '../critics/index.ts';
import { type EllipticalModel, encodeRows } from '../elliptical/encode-rows.ts';
import { networkWidth } from '../elliptical/row-features.ts';
import type { Settings } from '../options/options.ts';
import type { Samples } from '../rows/samples.ts';
import { derangementShifts } from '../rows/sampling.ts';
import { type PairedRows, scoreHeldOut, scorePairs } from '../training/held-out.ts';

export interface FittedModel {
  readonly settings: Settings;
  readonly backend: Backend;
  readonly dimX: number;
  readonly dimY: number;
  readonly scaleX: FittedColumns;
  readonly scaleY: FittedColumns;
  /** What was chosen for an elliptical critic; absent for others. */
  readonly elliptical?: EllipticalModel;
  readonly params: Tree;
  /**
   * What turns scores into log density ratios: log E_Q[e^T] on the test rows, or what the bound has in its place. Where another bound reads
   * than was trained, it is from the validation rows, as in that reading.
   */
  readonly logPartition: number;
}

/** What scoring rows needs of a model. */
export type RowModel = Pick<FittedModel, 'settings' | 'backend' | 'scaleX' | 'scaleY' | 'elliptical'>;

/** Marginal pairs that a final value is read from, at least, if there are as many: their noise is then negligible. */
const marginalPairs = 2 ** 19;
/** The same for critics that score all pairs of rows at the price of the rows. */
const squarePairs = 2 ** 23;

/** The critic that settings and columns describe. */
export function criticFor({ settings, scaleX, scaleY, elliptical }: Omit<RowModel, 'backend'>): Critic {
  const { critic, hidden, activation } = settings;
  const x = layoutOf(scaleX);
  const y = layoutOf(scaleY);
  if (elliptical !== undefined) {
    const { copula, network } = elliptical;
    const [dimX, dimY] = [x, y].map(({ dense }) => (network === null ? 0 : networkWidth(network, dense)));
    return ellipticalCritic({ dimX, dimY, hidden, activation, copula, hasNetwork: network !== null }) as Critic;
  }
  if (critic === 'elliptical') throw new Error('an elliptical critic is built from what was chosen for it');
  const built =
    typeof critic === 'object' ? critic : criticOf(critic, { dimX: widthOf(x), dimY: widthOf(y), hidden, activation });
  return embeddingCritic(built, x, y);
}

/** Samples on the learnt scales, on the backend; the caller disposes x and y. */
export function uploadRows(model: Omit<RowModel, 'settings'>, x: Samples, y: Samples): PairedRows {
  const upload = (side: 'x' | 'y', columns: FittedColumns, samples: Samples): Tensor => {
    const scaled = encodeColumns(columns, samples);
    const values =
      model.elliptical === undefined ? scaled : encodeRows(model.elliptical, side, asSamples(scaled, samples.n));
    return tensor(values, { shape: [samples.n, values.length / samples.n], backend: model.backend });
  };
  return { x: upload('x', model.scaleX, x), y: upload('y', model.scaleY, y), n: x.n };
}

/** Scaled rows as a table in double precision. */
export function asSamples(values: Float32Array, n: number): Samples {
  return { values: Float64Array.from(values), n, d: values.length / n };
}

/** Scores of rows in random order, with many marginal pairs. */
export async function scoreRows(model: FittedModel, x: Samples, y: Samples, rng: Random): Promise<HeldOutScores> {
  const rows = uploadRows(model, x, y);
  try {
    const critic = criticFor(model);
    const pairs = critic.trainsOnAllPairs ? squarePairs : marginalPairs;
    return await scoreHeldOut(critic, model.params, rows, derangementShifts(rows.n, Math.ceil(pairs / rows.n), rng));
  } finally {
    rows.x.dispose();
    rows.y.dispose();
  }
}

/** The bound that a model's value is read with. */
export function readingBoundOf(settings: Settings): Bound {
  return boundOf(settings.evaluate ?? settings.estimator, settings);
}

/**
 * The value of scores by the bound that it is to be read with, whichever bound the critic was trained for.
 *
 * @param logPartition that of the trained bound on validation rows; of no meaning where no other bound reads
 */
export function readScores(settings: Settings, scores: HeldOutScores, logPartition: number): Reading {
  return readHybrid(boundOf(settings.estimator, settings), readingBoundOf(settings), scores, logPartition);
}

/** The bound on rows in random order. */
export async function readModel(model: FittedModel, x: Samples, y: Samples, rng: Random): Promise<Reading> {
  return readScores(model.settings, await scoreRows(model, x, y, rng), model.logPartition);
}

/** log p(x, y) / (p(x) p(y)) of every row, by the critic, in nats. */
export async function scoreModel(model: FittedModel, x: Samples, y: Samples): Promise<Float64Array> {
  const rows = uploadRows(model, x, y);
  try {
    const order = Int32Array.from({ length: rows.n }, (_, row) => row);
    const critic = criticFor(model);
    const scores = await scorePairs(critic, model.params, rows, order, order);
    const { logRatio } = boundOf(model.settings.estimator, model.settings);
    return scores.map((score) => logRatio?.(score) ?? score - model.logPartition);
  } finally {
    rows.x.dispose();
    rows.y.dispose();
  }
}
