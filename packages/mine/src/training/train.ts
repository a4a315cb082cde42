/**
 * The training loop. Every step is a scope that turns one state into the next; now and then the averaged weights are
 * checked on validation rows, the best are kept, and training stops when they no longer improve. Nothing is read back
 * between checks, and the event loop gets its turn every few steps, so that signals and timers work.
 */
import {
  adamw,
  advance,
  compile,
  cosine,
  disposeTree,
  type Optimizer,
  type OptimizerState,
  type Tree,
  treeLeaves,
  treeMap,
  valueAndGrad,
} from '@infograd/autograd';
import { add, type Backend, mul, type Random, slice, type Tensor, tensor } from '@infograd/tensor';
import type { Bound, BoundState, Reading } from '../bounds/bound.ts';
import type { Critic } from '../critics/critic.ts';
import type { Settings } from '../options/options.ts';
import type { HistoryEntry, Progress } from '../result.ts';
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
import { pauses } from './pause.ts';

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

/** The bound under one set of weights, on both parts. */
export interface Check {
  readonly step: number;
  readonly train: Reading;
  readonly validation: Reading;
  /** What training raises, on the validation rows: the weights are chosen by it. */
  readonly objective: number;
}

export interface TrainingOutcome<Params> {
  /** The best weights; the caller disposes them. */
  readonly params: Params;
  readonly best: Check;
  readonly history: readonly HistoryEntry[];
  readonly steps: number;
  readonly ending: 'all-steps' | 'no-improvement' | 'non-finite' | 'aborted';
}

type State<Params extends Tree> = {
  readonly params: Params;
  readonly optimizer: OptimizerState<Params>;
  /** An exponential average of the weights: what is checked and kept. It varies less than the weights themselves. */
  readonly average: Params;
  readonly best: Params;
  readonly boundState: BoundState | undefined;
};

/** Decay of the weights' average, once it has warmed up. */
export const averageDecay = 0.99;
/** Rows and pairs that a check looks at, at most: enough for a difference of 0.01 nats, little beside the steps. */
const checkedTrainRows = 2048;
const checkedValidationRows = 8192;
const checkedPairs = 16384;
/** The same for critics that score all pairs of rows at the price of the rows. */
const checkedSquarePairs = 2 ** 19;

/** Trains a critic. Never rejects on abort or overflow: the outcome says how training ended. */
export async function trainCritic<Params extends Tree>(plan: TrainingPlan<Params>): Promise<TrainingOutcome<Params>> {
  const { settings, signal, train, rng } = plan;
  const { steps, evaluateEvery, patience, batchSize, learningRate, weightDecay } = settings;
  const optimizer = adamw({ learningRate: cosine({ from: learningRate, steps }), weightDecay });
  const batches = new BatchSampler(train.n, batchSize, rng.fork('batches'));
  const shifts = rng.fork('shifts');
  const negatives = negativesOf(plan);
  const gradientsOf = compiledGradients(plan, negatives);
  const averageOf = compiledAverage<Params>();
  const checker = new Checker(plan);
  const started = performance.now();
  const pause = pauses();
  const history: HistoryEntry[] = [];

  let state = initialState(plan, optimizer);
  try {
    let best = await checker.check(state.average, 0);
    history.push(entryOf(best));
    let step = 0;
    let misses = 0;
    const finish = (ending: TrainingOutcome<Params>['ending']): TrainingOutcome<Params> => {
      disposeTree(state, state.best);
      return { params: state.best, best, history, steps: step, ending };
    };

    // A critic without parameters is what it is.
    if (treeLeaves(state.params).length === 0) return finish('no-improvement');

    while (step < steps) {
      if (signal?.aborted) return finish('aborted');
      state = advance(state, (before) => {
        const batch = drawBatch(batches.next(), shifts, plan.backend, negatives, train.n);
        const { grads, boundState } = gradientsOf(before.params, before.boundState, batch);
        const { params, state } = optimizer.update(before.params, grads, before.optimizer);
        // Early weights are far from where they go, so the average forgets them faster.
        const decay = Math.min(averageDecay, (1 + state.step) / (10 + state.step));
        const [kept, added] = [decay, 1 - decay].map((weight) => tensor(weight, { backend: plan.backend }));
        const average = averageOf(before.average, params, kept, added);
        return { params, optimizer: state, average, best: before.best, boundState };
      });
      step++;
      await pause();
      if (step % evaluateEvery !== 0 && step !== steps) continue;

      const check = await checker.check(state.average, step);
      if (!Number.isFinite(check.validation.value) || !Number.isFinite(check.train.value)) return finish('non-finite');
      history.push(entryOf(check));
      misses++;
      if (check.objective > best.objective) {
        best = check;
        misses = 0;
        state = advance(state, (before) => ({ ...before, best: before.average }));
      }
      reportProgress(plan, check, best, (performance.now() - started) / 1000);
      if (misses >= patience) return finish('no-improvement');
    }
    return finish('all-steps');
  } catch (error) {
    disposeTree(state);
    throw error;
  } finally {
    checker.dispose();
    gradientsOf.dispose();
    averageOf.dispose();
  }
}

function initialState<Params extends Tree>(plan: TrainingPlan<Params>, optimizer: Optimizer): State<Params> {
  const params = plan.critic.init(plan.rng.fork('critic'), { backend: plan.backend });
  return { params, optimizer: optimizer.init(params), average: params, best: params, boundState: undefined };
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

/** The weights' average with new weights taken in: kept times the old average, added times the new weights. */
export function compiledAverage<Params extends Tree>() {
  return compile((average: Params, params: Params, kept: Tensor, added: Tensor) =>
    treeMap((old, now) => add(mul(old, kept), mul(now, added)), average, params),
  );
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

function entryOf({ step, train, validation }: Check): HistoryEntry {
  return { step, train: train.value, validation: validation.value };
}

function reportProgress<Params extends Tree>(
  plan: TrainingPlan<Params>,
  check: Check,
  best: Check,
  seconds: number,
): void {
  const { steps } = plan.settings;
  const secondsLeft = (seconds / check.step) * (steps - check.step);
  plan.onProgress?.({ ...entryOf(check), steps, best: best.validation.value, seconds, secondsLeft });
}
