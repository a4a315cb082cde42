/**
 * Training a critic on pairs of rows: which pairs a step's loss is computed on, and which rows the checks between the steps read the
 * bound off.
 */
import { compile, disposeTree, type Tree, valueAndGrad } from '@infograd/autograd';
import { type Backend, type Random, slice } from '@infograd/tensor';
import type { Bound, BoundState } from '../bounds/bound.ts';
import type { Critic } from '../critics/critic.ts';
import type { Settings } from '../options/options.ts';
import type { Progress } from '../result.ts';
import { BatchSampler, derangementShifts } from '../rows/sampling.ts';
import {
  type Batch,
  defaultNegatives,
  drawBatch,
  likelihoodsOfBatch,
  type Negatives,
  scoreBatch,
} from './batch-scores.ts';
import { meanLikelihood, type PairedRows, scoreHeldOut } from './held-out.ts';
import { type Check, runTrainingLoop, type TrainingOutcome } from './training-loop.ts';

export interface TrainingPlan<Params extends Tree> {
  readonly critic: Critic<Params>;
  readonly bound: Bound;
  readonly train: PairedRows;
  readonly validation: PairedRows;
  readonly settings: Settings;
  readonly backend: Backend;
  readonly rng: Random;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Rows and pairs that a check looks at, at most: enough for a difference of 0.01 nats, little beside the steps. */
const checkedTrainRows = 2048;
const checkedValidationRows = 8192;
const checkedPairs = 16384;
/** The same for critics that score all pairs of rows at the price of the rows. */
const checkedSquarePairs = 2 ** 19;

/** Trains a critic. Never rejects on abort or overflow: the outcome says how training ended. */
export async function trainCritic<Params extends Tree>(plan: TrainingPlan<Params>): Promise<TrainingOutcome<Params>> {
  const { critic, train, settings, backend, rng, signal, onProgress } = plan;
  const batches = new BatchSampler(train.n, settings.batchSize, rng.fork('batches'));
  const shifts = rng.fork('shifts');
  const negatives = negativesOf(plan);
  const gradientsOf = compiledGradients(plan, negatives);
  const checker = new Checker(plan);
  try {
    return await runTrainingLoop({
      settings,
      backend,
      signal,
      onProgress,
      params: critic.init(rng.fork('critic'), { backend }),
      gradients: (params, before) =>
        gradientsOf(params, before, drawBatch(batches.next(), shifts, backend, negatives, train.n)),
      check: (params, step) => checker.check(params, step),
    });
  } finally {
    checker.dispose();
    gradientsOf.dispose();
  }
}

function negativesOf<Params extends Tree>({ critic, settings }: TrainingPlan<Params>): Negatives {
  return { kind: settings.negatives ?? defaultNegatives(critic), perRow: settings.negativesPerRow };
}

/** The loss's gradients on one batch, and what the bound carries on to the next. */
function compiledGradients<Params extends Tree>({ critic, bound, train }: TrainingPlan<Params>, negatives: Negatives) {
  const scores = bound.trains === 'likelihood' ? likelihoodsOfBatch : scoreBatch;
  const differentiate = valueAndGrad(
    (params: Params, before: BoundState | undefined, batch: Batch) => {
      const { joint, marginal } = scores(critic, params, train, batch, negatives);
      const { loss, state } = bound.loss(joint, marginal, before);
      return [loss, state] as const;
    },
    { aux: true },
  );
  return compile((params: Params, before: BoundState | undefined, batch: Batch) => {
    const { grads, aux } = differentiate(params, before, batch);
    return { grads, boundState: aux };
  });
}

/** Reads the bound on fixed rows with fixed derangements, so that checks differ by the weights alone. */
class Checker<Params extends Tree> {
  readonly #plan: TrainingPlan<Params>;
  readonly #train: PairedRows;
  readonly #validation: PairedRows;
  readonly #trainShifts: Int32Array;
  readonly #validationShifts: Int32Array;

  constructor(plan: TrainingPlan<Params>) {
    this.#plan = plan;
    const isSquare = plan.critic.trainsOnAllPairs === true;
    this.#validation = firstRows(plan.validation, checkedValidationRows);
    // Of bounds that compare all rows with each other, values are comparable only for as many rows.
    this.#train = firstRows(plan.train, isSquare ? this.#validation.n : checkedTrainRows);
    const pairs = isSquare ? checkedSquarePairs : checkedPairs;
    this.#trainShifts = shiftsFor(this.#train.n, pairs, plan.rng.fork('train check'));
    this.#validationShifts = shiftsFor(this.#validation.n, pairs, plan.rng.fork('validation check'));
  }

  async check(params: Params, step: number): Promise<Check> {
    const { critic, bound } = this.#plan;
    const train = bound.read(await scoreHeldOut(critic, params, this.#train, this.#trainShifts));
    const validation = bound.read(await scoreHeldOut(critic, params, this.#validation, this.#validationShifts));
    const likelihood =
      bound.trains === 'likelihood' ? await meanLikelihood(critic, params, this.#validation) : undefined;
    return { step, train, validation, objective: likelihood ?? validation.objective ?? validation.value };
  }

  dispose(): void {
    for (const { x, y } of [this.#train, this.#validation]) disposeTree([x, y]);
  }
}

function firstRows({ x, y, n }: PairedRows, count: number): PairedRows {
  const rows = Math.min(n, count);
  const first = (table: PairedRows['x']) => slice(table, { start: [0, 0], stop: [rows, table.shape[1]] });
  return { x: first(x), y: first(y), n: rows };
}

function shiftsFor(rows: number, pairs: number, rng: Random): Int32Array {
  return derangementShifts(rows, Math.ceil(pairs / rows), rng);
}
