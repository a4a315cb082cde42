/**
 * jax-js on its WebAssembly backend, as its documentation advises for speed: the whole training step, Adam included, is one function under
 * `jit`. jax-js counts references by hand: a function consumes its arguments unless they are passed as `.ref`. In Node it
 * knows no threads, because it looks for the browser's Worker.
 */
import { createRequire } from 'node:module';
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { chainSettings, type MineCase, mineSettings, type OperationCase } from '../cases.ts';
import { emptyBatch, fillBatch } from '../host-batch.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';
import { hasRelaxedSimd } from '../relaxed-simd.ts';

export async function load(): Promise<Peer> {
  await init('wasm');
  defaultDevice('wasm');
  return {
    name: 'jax-js',
    describe() {
      const probe = np.zeros([1]);
      const { device } = probe;
      probe.dispose();
      if (device !== 'wasm') throw new Error(`jax-js runs on ${device}, not on wasm`);
      return `jax-js ${version()}, ${device}, SIMD, ${hasRelaxedSimd ? 'FMA, ' : ''}jit, 1 thread`;
    },
    prepare: (task) => (task.kind === 'mine-step' ? mineWorkload(task) : operationWorkload(task)),
  };
}

/** The package exports neither its version nor its package.json, but its entry lies next to it. */
function version(): string {
  const require = createRequire(import.meta.url);
  return require(require.resolve('@jax-js/jax').replace(/dist.*/, 'package.json')).version;
}

type Layer = { weight: np.Array; bias: np.Array };

type State = {
  layers: Layer[];
  /** Adam's moving averages of the gradient and of its square, one per array of the layers. */
  means: Layer[];
  squares: Layer[];
  /** Steps taken. */
  count: np.Array;
  logAverage: np.Array;
};

function mineWorkload(task: MineCase): Workload {
  const { batch, dimension, activation } = task;
  const shape = [2 * batch, 2 * dimension];
  const activate = activation === 'elu' ? nn.elu : nn.relu;

  const critic = (layers: Layer[], pairs: np.Array): np.Array =>
    layers.reduce((hidden, { weight, bias }, index) => {
      const out = np.matmul(hidden, weight).add(bias);
      return index < layers.length - 1 ? activate(out) : out;
    }, pairs);

  /**
   * Consumes its arguments. The rate is 1 in the first step, which has no average to start from. Joint and marginal scores are told apart by
   * a mask, because the derivative of a slice is wrong under jit in 0.1.25.
   */
  const lossOf = (layers: Layer[], pairs: np.Array, logAverage: np.Array, rate: np.Array) => {
    const scores = critic(layers, pairs).reshape([2 * batch]);
    const isJoint = np.arange(2 * batch).less(batch);
    const marginal = np.where(isJoint.ref, Number.NEGATIVE_INFINITY, scores.ref);
    const logMeanExp = nn.logsumexp(lax.stopGradient(marginal.ref)).sub(Math.log(batch));
    const average = np.logaddexp(logAverage.add(np.log1p(rate.ref.neg())), logMeanExp.ref.add(np.log(rate)));
    const meanJoint = np.sum(np.where(isJoint, scores, 0)).div(batch);
    const bound = meanJoint.ref.sub(logMeanExp);
    const loss = np
      .sum(np.exp(marginal.sub(average.ref)))
      .div(batch)
      .sub(meanJoint);
    return [loss, { bound, average }] as [np.Array, { bound: np.Array; average: np.Array }];
  };
  const differentiate = valueAndGrad(lossOf, { hasAux: true });

  const advance = jit((state: State, pairs: np.Array, rate: np.Array) => {
    const { layers, means, squares, count, logAverage } = state;
    const [[loss, { bound, average }], gradients] = differentiate(tree.ref(layers), pairs, logAverage, rate);
    loss.dispose();
    const next = adam({ layers, means, squares, count: count.add(1) }, gradients as Layer[]);
    return { state: { ...next, logAverage: average }, bound };
  });

  const check = jit((layers: Layer[], pairs: np.Array, logAverage: np.Array, rate: np.Array) => {
    const [[loss, { bound, average }], gradients] = differentiate(layers, pairs, logAverage, rate);
    average.dispose();
    const arrays = (gradients as Layer[]).flatMap(({ weight, bias }) => [weight, bias]);
    const norms = arrays.map((gradient) => np.sqrt(np.sum(np.square(gradient))));
    return np.stack([loss, bound, ...norms]);
  });

  const layers = givenLayers(task).map(({ weight, bias, inputs, outputs }) => ({
    weight: np.array(weight, { shape: [inputs, outputs] }),
    bias: np.array(bias),
  }));
  const zeros = (): Layer[] => tree.map((array: np.Array) => np.zerosLike(array.ref), layers);
  let state: State = { layers, means: zeros(), squares: zeros(), count: np.array(0), logAverage: np.array(0) };
  let rate = 1;
  const rows = emptyBatch(task);
  return {
    async step() {
      fillBatch(rows, task);
      const result = advance(state, np.array(rows, { shape }), np.array(rate));
      state = result.state;
      rate = mineSettings.emaRate;
      await result.bound.data(); // work is queued until then
    },
    async finish() {},
    async check() {
      const pairs = np.array(givenBatch(task), { shape });
      const rate = np.array(mineSettings.emaRate);
      return [...(await check(tree.ref(state.layers), pairs, np.array(givenLogEma), rate).data())];
    },
    dispose() {
      tree.dispose(state);
      advance.dispose();
      check.dispose();
    },
  };
}

/** Kingma and Ba 2015, algorithm 1. Consumes its arguments; `count` counts this step already. */
function adam({ layers, means, squares, count }: Omit<State, 'logAverage'>, gradients: Layer[]) {
  const { learningRate, beta1, beta2, epsilon } = mineSettings;
  const blend = (beta: number) => (average: np.Array, value: np.Array) => average.mul(beta).add(value.mul(1 - beta));
  const nextMeans = tree.map(blend(beta1), means, tree.ref(gradients));
  const nextSquares = tree.map(blend(beta2), squares, tree.map(np.square, gradients));
  const correction1 = np.subtract(1, np.exp(count.ref.mul(Math.log(beta1))));
  const correction2 = np.subtract(1, np.exp(count.ref.mul(Math.log(beta2))));
  const update = (array: np.Array, mean: np.Array, square: np.Array): np.Array => {
    const direction = mean.div(correction1.ref).div(np.sqrt(square.div(correction2.ref)).add(epsilon));
    return array.sub(direction.mul(learningRate));
  };
  const nextLayers = tree.map(update, layers, tree.ref(nextMeans), tree.ref(nextSquares));
  correction1.dispose();
  correction2.dispose();
  return { layers: nextLayers, means: nextMeans, squares: nextSquares, count };
}

function operationWorkload(task: OperationCase): Workload {
  const operands = givenOperands(task).map(({ values, shape }) => np.array(values, { shape }));
  const run = jit((...arrays: np.Array[]) => operation(task, arrays));
  const compute = (): np.Array => run(...tree.ref(operands));
  return {
    async step() {
      (await compute().blockUntilReady()).dispose(); // work is queued until then
    },
    async finish() {},
    async check() {
      return sampled(await compute().data());
    },
    dispose() {
      tree.dispose(operands);
      run.dispose();
    },
  };
}

function operation(task: OperationCase, [x, y]: np.Array[]): np.Array {
  if (task.kind === 'matmul')
    return np.matmul(task.transposeA ? x.transpose() : x, task.transposeB ? y.transpose() : y);
  if (task.kind === 'exp') return np.exp(x);
  if (task.kind === 'logsumexp') return nn.logsumexp(x, -1);
  const { a, b } = chainSettings;
  return np.sqrt(np.exp(np.square(np.tanh(x.mul(a).add(b))).neg()).add(1));
}
