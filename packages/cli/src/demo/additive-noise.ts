/**
 * The additive-noise experiment: x ~ N(0, 3 I), y = x + N(0, 0.2 I), where the truth is exactly 2 bits a dimension. A
 * network of ten hidden units climbs the Donsker-Varadhan bound on fresh samples every step, written with the engine's
 * own parts, as a training loop of one's own would be. No split and no early stopping: no row is ever seen twice.
 */
import { adam, advance, disposeTree, mlp, valueAndGrad } from '@infograd/autograd';
import { additiveGaussianNoise, donskerVaradhan } from '@infograd/mine';
import { add, type Backend, concat, neg, type Random, random, slice, type Tensor, wasm } from '@infograd/tensor';

const signal = 3;
const noise = 0.2;

export interface AdditiveNoiseOptions {
  readonly dimension: number;
  readonly steps?: number;
  /** Fresh samples each step. */
  readonly batchSize?: number;
  readonly seed?: number;
  readonly backend?: Backend;
  readonly abort?: AbortSignal;
  readonly onStep?: (step: number, bound: number) => void;
}

/** Values in nats. */
export interface AdditiveNoiseResult {
  readonly truth: number;
  /** The bound at each step, on the samples of that step before it trains on them. */
  readonly history: readonly { readonly step: number; readonly value: number }[];
  /** The mean of the last fifty steps. */
  readonly estimate: number;
  readonly seconds: number;
}

/**
 * Runs the experiment.
 *
 * @throws the abort signal's reason when it fires
 * @example
 * const { estimate, truth } = await additiveNoise({ dimension: 1 }); // 1.37 and 1.386 nats
 */
export async function additiveNoise({
  dimension,
  steps = 500,
  batchSize = 20_000,
  seed = 0,
  backend = wasm(),
  abort,
  onStep,
}: AdditiveNoiseOptions): Promise<AdditiveNoiseResult> {
  const started = performance.now();
  const rng = random(seed);
  // Its weights start uniform on ±1 / √fanIn, as PyTorch's do.
  const critic = mlp({ sizes: [2 * dimension, 10, 1], activation: 'relu' });
  const optimizer = adam({ learningRate: 0.01 });
  const params = critic.init(rng.fork('critic'), { backend });
  const samples = rng.fork('samples');
  const history: { step: number; value: number }[] = [];

  let state = { params, optimizer: optimizer.init(params), bound: undefined as Tensor | undefined };
  try {
    for (let step = 1; step <= steps; step++) {
      abort?.throwIfAborted();
      state = advance(state, (before) => {
        const { joint, marginal } = drawPairs(samples, batchSize, dimension, backend);
        const lossOf = valueAndGrad((weights: typeof params) =>
          neg(donskerVaradhan(critic.apply(weights, joint), critic.apply(weights, marginal))),
        );
        const { value, grads } = lossOf(before.params);
        const after = optimizer.update(before.params, grads, before.optimizer);
        return { params: after.params, optimizer: after.state, bound: neg(value) };
      });
      const value = await state.bound!.item();
      history.push({ step, value });
      onStep?.(step, value);
      // Lets an interrupt through.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    disposeTree(state);
  }

  const last = history.slice(-50);
  const estimate = last.reduce((sum, { value }) => sum + value, 0) / last.length;
  const truth = additiveGaussianNoise({ signal, noise, dimension });
  return { truth, history, estimate, seconds: (performance.now() - started) / 1000 };
}

/** Pairs [n, 2d] from the joint distribution and from the product of its marginals. */
function drawPairs(rng: Random, n: number, dimension: number, backend: Backend): { joint: Tensor; marginal: Tensor } {
  const x = rng.normal([n, dimension], { stdDev: Math.sqrt(signal), backend });
  const y = add(x, rng.normal([n, dimension], { stdDev: Math.sqrt(noise), backend }));
  // Rows are independent, so the y of the row before is independent of x: turning y by one row shuffles it for free.
  const turned = concat([slice(y, { start: [n - 1], stop: [n] }), slice(y, { start: [0], stop: [n - 1] })]);
  return { joint: concat([x, y], 1), marginal: concat([x, turned], 1) };
}
