/**
 * Training a critic v for an f-divergence between two samples that are not paired. Unlike in `trainCritic`, each batch is drawn from either
 * sample by itself, and gradients are clipped, because the terms of some divergences have heavy tails. Readings are never clipped.
 */
import { clipByGlobalNorm, compile, disposeTree, grad, type Layer, type MlpParams } from '@infograd/autograd';
import { type Backend, gather, neg, type Random, scope, slice, squeeze, type Tensor, tensor } from '@infograd/tensor';
import type { Reading } from '../bounds/bound.ts';
import { type FDivergence, fDivergenceBound, largestShareOf, termsOf } from '../bounds/f-divergences/f-divergence.ts';
import { meanOf } from '../bounds/influence.ts';
import type { Settings } from '../options/options.ts';
import type { Progress } from '../result.ts';
import { BatchSampler } from '../rows/sampling.ts';
import { pauses } from '../training/pause.ts';
import { runTrainingLoop, type TrainingOutcome } from '../training/training-loop.ts';

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

/** Largest Euclidean norm of a step's gradients. */
const largestGradient = 5;

/** Rows of the training part that a check looks at, at most. */
const checkedTrainRows = 4096;

/** Rows per pass through the network when values are read. */
const chunkLength = 8192;

/** Trains v. Never rejects on abort or overflow: the outcome says how training ended. */
export async function trainForDivergence(plan: DivergencePlan): Promise<TrainingOutcome<MlpParams>> {
  const { divergence, network, train, settings, backend, rng, signal, onProgress } = plan;
  const batches = {
    p: new BatchSampler(train.p.shape[0], settings.batchSize, rng.fork('batches of p')),
    q: new BatchSampler(train.q.shape[0], settings.batchSize, rng.fork('batches of q')),
  };
  const lossOf = (params: MlpParams, rows: TwoSamples): Tensor => {
    const at = (table: Tensor, places: Tensor) => network.apply(params, gather(table, places));
    return neg(fDivergenceBound(divergence, at(train.p, rows.p), at(train.q, rows.q)));
  };
  const differentiate = grad(lossOf);
  const gradientsOf = compile((params: MlpParams, p: Tensor, q: Tensor) => ({
    grads: clipByGlobalNorm(differentiate(params, { p, q }), largestGradient).grads,
  }));
  const checked = { p: firstRows(train.p), q: firstRows(train.q) };
  try {
    return await runTrainingLoop({
      settings,
      backend,
      signal,
      onProgress,
      params: network.init(rng.fork('network'), { backend }),
      gradients: (params) => {
        const [p, q] = [batches.p.next(), batches.q.next()].map((rows) => tensor(rows, { backend }));
        return { ...gradientsOf(params, p, q), boundState: undefined };
      },
      check: async (params, step) => {
        const validation = await readDivergence(plan, params, plan.validation);
        return { step, train: await readDivergence(plan, params, checked), validation, objective: validation.value };
      },
    });
  } finally {
    disposeTree(checked);
    gradientsOf.dispose();
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
