/**
 * The training loop, whatever is trained. Every step is a scope that turns one state into the next; now and then the averaged weights are
 * checked on validation rows, the best are kept, and training stops when they no longer improve. Nothing is read back
 * between checks, and the event loop gets its turn every few steps, so that signals and timers work.
 */
import {
  adamw,
  advance,
  compile,
  cosine,
  disposeTree,
  type OptimizerState,
  type Tree,
  treeLeaves,
  treeMap,
} from '@infograd/autograd';
import { add, type Backend, mul, type Tensor, tensor } from '@infograd/tensor';
import type { BoundState, Reading } from '../bounds/bound.ts';
import type { Settings } from '../options/options.ts';
import type { HistoryEntry, Progress } from '../result.ts';
import { pauses } from './pause.ts';

export interface LoopPlan<Params extends Tree> {
  readonly settings: Settings;
  readonly backend: Backend;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Where training starts; the loop disposes them. */
  readonly params: Params;
  /** The loss's gradients on a new batch, and what the next step needs to know, from what the last one left. */
  gradients(params: Params, before: BoundState | undefined): { grads: Params; boundState: BoundState | undefined };
  /** How good weights are; read on the same rows every time. */
  check(params: Params, step: number): Promise<Check>;
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
const averageDecay = 0.99;

/** Trains. Never rejects on abort or overflow: the outcome says how training ended. */
export async function runTrainingLoop<Params extends Tree>(plan: LoopPlan<Params>): Promise<TrainingOutcome<Params>> {
  const { params, settings, backend, signal } = plan;
  const { steps, evaluateEvery, patience, learningRate, weightDecay } = settings;
  const optimizer = adamw({ learningRate: cosine({ from: learningRate, steps }), weightDecay });
  const averageOf = compiledAverage<Params>();
  const started = performance.now();
  const pause = pauses();
  const history: HistoryEntry[] = [];

  let state: State<Params> = {
    params,
    optimizer: optimizer.init(params),
    average: params,
    best: params,
    boundState: undefined,
  };
  try {
    let best = await plan.check(state.average, 0);
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
        const { grads, boundState } = plan.gradients(before.params, before.boundState);
        const { params, state } = optimizer.update(before.params, grads, before.optimizer);
        // Early weights are far from where they go, so the average forgets them faster.
        const decay = Math.min(averageDecay, (1 + state.step) / (10 + state.step));
        const [kept, added] = [decay, 1 - decay].map((weight) => tensor(weight, { backend }));
        const average = averageOf(before.average, params, kept, added);
        return { params, optimizer: state, average, best: before.best, boundState };
      });
      step++;
      await pause();
      if (step % evaluateEvery !== 0 && step !== steps) continue;

      const check = await plan.check(state.average, step);
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
    averageOf.dispose();
  }
}

/** The weights' average with new weights taken in: kept times the old average, added times the new weights. */
function compiledAverage<Params extends Tree>() {
  return compile((average: Params, params: Params, kept: Tensor, added: Tensor) =>
    treeMap((old, now) => add(mul(old, kept), mul(now, added)), average, params),
  );
}

function entryOf({ step, train, validation }: Check): HistoryEntry {
  return { step, train: train.value, validation: validation.value };
}

function reportProgress<Params extends Tree>(plan: LoopPlan<Params>, check: Check, best: Check, seconds: number): void {
  const { steps } = plan.settings;
  const secondsLeft = (seconds / check.step) * (steps - check.step);
  plan.onProgress?.({ ...entryOf(check), steps, best: best.validation.value, seconds, secondsLeft });
}
