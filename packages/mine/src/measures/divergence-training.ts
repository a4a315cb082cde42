/**
 * Training a critic v for an f-divergence between two samples that are not paired. As in `trainCritic`, every step is a scope, averaged
 * weights are checked on validation rows and the best are kept; unlike there, each batch is drawn from either sample by itself,
 * and gradients are clipped, because the terms of some divergences have heavy tails. Readings are never clipped.
 */
import {
  adamw,
  advance,
  clipByGlobalNorm,
  compile,
  cosine,
  disposeTree,
  grad,
  type Layer,
  type MlpParams,
  type OptimizerState,
} from '@infograd/autograd';
import { type Backend, gather, neg, type Random, scope, slice, squeeze, type Tensor, tensor } from '@infograd/tensor';
import type { Reading } from '../bounds/bound.ts';
import { type FDivergence, fDivergenceBound, largestShareOf, termsOf } from '../bounds/f-divergences/f-divergence.ts';
import { meanOf } from '../bounds/influence.ts';
import type { Settings } from '../options/options.ts';
import type { HistoryEntry, Progress } from '../result.ts';
import { BatchSampler } from '../rows/sampling.ts';
import { pauses } from '../training/pause.ts';
import { averageDecay, compiledAverage, type TrainingOutcome } from '../training/train.ts';

/** Rows of both samples on a backend: p [n, d] and q [m, d]. */
export interface TwoSamples {
  readonly p: Tensor;
  readonly q: Tensor;
}

export interface DivergencePlan {
  readonly divergence: FDivergence;
  /** From rows [n, d] to v [n, 1]. */
  readonly network: Layer<MlpParams>;
  readonly train: TwoSamples;
  readonly validation: TwoSamples;
  readonly settings: Settings;
  readonly backend: Backend;
  readonly rng: Random;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

type State = {
  readonly params: MlpParams;
  readonly optimizer: OptimizerState<MlpParams>;
  readonly average: MlpParams;
  readonly best: MlpParams;
};

/** Largest Euclidean norm of a step's gradients. */
const largestGradient = 5;

/** Rows of the training part that a check looks at, at most. */
const checkedTrainRows = 4096;

/** Rows per pass through the network when values are read. */
const chunkLength = 8192;

/** Trains v. Never rejects on abort or overflow: the outcome says how training ended. */
export async function trainForDivergence(plan: DivergencePlan): Promise<TrainingOutcome<MlpParams>> {
  const { divergence, network, train, settings, backend, rng, signal } = plan;
  const { steps, evaluateEvery, patience, batchSize, learningRate, weightDecay } = settings;
  const optimizer = adamw({ learningRate: cosine({ from: learningRate, steps }), weightDecay });
  const batches = {
    p: new BatchSampler(train.p.shape[0], batchSize, rng.fork('batches of p')),
    q: new BatchSampler(train.q.shape[0], batchSize, rng.fork('batches of q')),
  };
  const lossOf = (params: MlpParams, rows: TwoSamples): Tensor => {
    const at = (table: Tensor, places: Tensor) => network.apply(params, gather(table, places));
    return neg(fDivergenceBound(divergence, at(train.p, rows.p), at(train.q, rows.q)));
  };
  const differentiate = grad(lossOf);
  const gradientsOf = compile((params: MlpParams, p: Tensor, q: Tensor) => ({
    grads: clipByGlobalNorm(differentiate(params, { p, q }), largestGradient).grads,
  }));
  const averageOf = compiledAverage<MlpParams>();
  const checked = { p: firstRows(train.p), q: firstRows(train.q) };
  const started = performance.now();
  const pause = pauses();
  const history: HistoryEntry[] = [];
  const check = async (params: MlpParams, step: number) => {
    const validation = await readDivergence(plan, params, plan.validation);
    return { step, train: await readDivergence(plan, params, checked), validation, objective: validation.value };
  };

  const params = network.init(rng.fork('network'), { backend });
  let state: State = { params, optimizer: optimizer.init(params), average: params, best: params };
  try {
    let best = await check(params, 0);
    history.push({ step: 0, train: best.train.value, validation: best.validation.value });
    let step = 0;
    let misses = 0;
    const finish = (ending: TrainingOutcome<MlpParams>['ending']): TrainingOutcome<MlpParams> => {
      disposeTree(state, state.best);
      return { params: state.best, best, history, steps: step, ending };
    };

    while (step < steps) {
      if (signal?.aborted) return finish('aborted');
      state = advance(state, (before) => {
        const [p, q] = [batches.p.next(), batches.q.next()].map((rows) => tensor(rows, { backend }));
        const { grads } = gradientsOf(before.params, p, q);
        const { params, state } = optimizer.update(before.params, grads, before.optimizer);
        const decay = Math.min(averageDecay, (1 + state.step) / (10 + state.step));
        const [kept, added] = [decay, 1 - decay].map((weight) => tensor(weight, { backend }));
        return { params, optimizer: state, average: averageOf(before.average, params, kept, added), best: before.best };
      });
      step++;
      await pause();
      if (step % evaluateEvery !== 0 && step !== steps) continue;

      const now = await check(state.average, step);
      const entry = { step, train: now.train.value, validation: now.validation.value };
      if (!Number.isFinite(entry.validation) || !Number.isFinite(entry.train)) return finish('non-finite');
      history.push(entry);
      misses++;
      if (now.objective > best.objective) {
        best = now;
        misses = 0;
        state = advance(state, (before) => ({ ...before, best: before.average }));
      }
      const seconds = (performance.now() - started) / 1000;
      const secondsLeft = (seconds / step) * (steps - step);
      plan.onProgress?.({ ...entry, steps, best: best.validation.value, seconds, secondsLeft });
      if (misses >= patience) return finish('no-improvement');
    }
    return finish('all-steps');
  } catch (error) {
    disposeTree(state);
    throw error;
  } finally {
    disposeTree(checked);
    gradientsOf.dispose();
    averageOf.dispose();
  }
}

/**
 * The divergence on rows of both samples, in double precision. The influences are those of the n rows of p and then the m of q, scaled
 * so that the standard error of n + m influences is that of a difference of two independent means.
 */
export async function readDivergence(
  { divergence, network }: Pick<DivergencePlan, 'divergence' | 'network'>,
  params: MlpParams,
  { p, q }: TwoSamples,
): Promise<Reading> {
  const terms = termsOf(divergence, await scoresOf(network, params, p), await scoresOf(network, params, q));
  const { ofJoint, ofMarginal } = terms;
  const meanJoint = meanOf(ofJoint);
  const meanMarginal = meanOf(ofMarginal);
  const [n, m] = [ofJoint.length, ofMarginal.length];
  const influence = new Float64Array(n + m);
  influence.set(ofJoint.map((term) => ((term - meanJoint) * (n + m)) / n));
  influence.set(
    ofMarginal.map((term) => ((meanMarginal - term) * (n + m)) / m),
    n,
  );
  return {
    value: meanJoint - meanMarginal,
    influence,
    logPartition: 0,
    largestShare: largestShareOf(divergence, terms),
  };
}

async function scoresOf(network: Layer<MlpParams>, params: MlpParams, rows: Tensor): Promise<Float64Array> {
  const [n, d] = rows.shape;
  const scores = new Float64Array(n);
  const pause = pauses();
  for (let start = 0; start < n; start += chunkLength) {
    const stop = [Math.min(n, start + chunkLength), d];
    const chunk = scope(() => squeeze(network.apply(params, slice(rows, { start: [start, 0], stop })), 1));
    scores.set(await chunk.data(), start);
    chunk.dispose();
    await pause();
  }
  return scores;
}

function firstRows(table: Tensor): Tensor {
  const [n, d] = table.shape;
  return slice(table, { start: [0, 0], stop: [Math.min(n, checkedTrainRows), d] });
}
