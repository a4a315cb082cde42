/**
 * jax-js on its WebAssembly backend, as its documentation advises for speed: the whole training step, Adam included, is one function under
 * `jit`. jax-js counts references by hand: a function consumes its arguments unless they are passed as `.ref`. In Node it
 * knows no threads, because it looks for the browser's Worker.
 */
import { createRequire } from 'node:module';
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { type Case, chainSettings, type MineCase, mineSettings } from '../cases.ts';
import { emptyBatch, fillBatch } from '../host-batch.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';

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
      return `jax-js ${version()}, ${device}, jit, 1 thread`;
    },
    prepare: (task) => (task.kind === 'mine' ? mineWorkload(task) : operationWorkload(task)),
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

  /** Consumes its arguments. The rate is 1 in the first step, which has no average to start from. */
  const lossOf = (layers: Layer[], pairs: np.Array, logAverage: np.Array, rate: np.Array) => {
    const [joint, marginal] = np.split(critic(layers, pairs).reshape([2 * batch]), 2);
    const logMeanExp = nn.logmeanexp(lax.stopGradient(marginal.ref));
    const average = np.logaddexp(logAverage.add(np.log1p(rate.ref.neg())), logMeanExp.ref.add(np.log(rate)));
    const meanJoint = np.mean(joint);
    const bound = lax.stopGradient(meanJoint.ref).sub(logMeanExp);
    const loss = np.mean(np.exp(marginal.sub(average.ref))).sub(meanJoint);
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
    const norms = tree.leaves(gradients as Layer[]).map((gradient) => np.sqrt(np.sum(np.square(gradient))));
    return np.stack([loss, bound, ...norms]);
  });

  const layers = givenLayers(task).map(({ weight, bias, inputs, outputs }) => ({
    weight: np.array(weight, { shape: [inputs, outputs] }),
    bias: np.array(bias),
  }));
  const zeros = (): Layer[] => tree.map((array: np.Array) => np.zerosLike(array.ref), layers) as Layer[];
  let state: State = { layers, means: zeros(), squares: zeros(), count: np.zeros([]), logAverage: np.zeros([]) };
  let rate = 1;
  let latest: np.Array | undefined;
  const rows = emptyBatch(task);
  return {
    step() {
      fillBatch(rows, task);
      const result = advance(state, np.array(rows, { shape }), np.array(rate));
      rate = mineSettings.emaRate;
      state = result.state;
      // Work is queued until a result is read.
      latest?.dispose();
      latest = result.bound;
      latest.dataSyncKept
    },
  } as never;
}
