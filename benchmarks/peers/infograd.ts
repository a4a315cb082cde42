/**
 * Infograd through its public surface, as a reader of the README would write it: the whole training step is one turn of
 * `advance`, and everything in it, the batch included, is made of ordinary operations.
 */
import { createRequire } from 'node:module';
import { adam, advance, disposeTree, type MlpParams, mlp, type OptimizerState, valueAndGrad } from '@infograd/autograd';
import { mine } from '@infograd/mine';
import {
  add,
  concat,
  defaultBackend,
  exp,
  gather,
  logsumexp,
  matmul,
  mul,
  random,
  scope,
  slice,
  sqrt,
  square,
  squeeze,
  sum,
  type Tensor,
  tensor,
} from '@infograd/tensor';
import { type Case, layerSizes, type MineCase, mineSettings } from '../cases.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';

export async function load(): Promise<Peer> {
  const { version } = createRequire(import.meta.url)('@infograd/tensor/package.json') as { version: string };
  return {
    name: 'infograd',
    describe() {
      const { name } = defaultBackend();
      if (name !== 'wasm') throw new Error(`Infograd runs on ${name}, not on wasm`);
      return `Infograd ${version}, ${name}, SIMD, 1 thread`;
    },
    prepare: (task) => (task.kind === 'mine' ? mineWorkload(task) : operationWorkload(task)),
  };
}

type State = { params: MlpParams; optimizer: OptimizerState<MlpParams>; logAverage: Tensor | undefined };

function mineWorkload(task: MineCase): Workload {
  const { dimension, batch, activation } = task;
  const { correlation, learningRate, beta1, beta2, epsilon, emaRate } = mineSettings;
  const sizes = [2 * dimension, ...layerSizes(task).map(([, outputs]) => outputs)];
  const critic = mlp({ sizes, activation });
  const optimizer = adam({ learningRate, beta1, beta2, epsilon });
  const rng = random(0);

  const differentiate = valueAndGrad(
    (params: MlpParams, pairs: Tensor, logAverage: Tensor | undefined) => {
      const scores = squeeze(critic.apply(params, pairs), 1);
      const joint = slice(scores, { stop: [batch] });
      const marginal = slice(scores, { start: [batch] });
      const { loss, bound, logAverage: next } = mine(joint, marginal, logAverage, { rate: emaRate });
      return [loss, { bound, logAverage: next }] as const;
    },
    { aux: true },
  );

  const drawPairs = (): Tensor => {
    const x = rng.normal([batch, dimension]);
    const noise = rng.normal([batch, dimension], { stdDev: Math.sqrt(1 - correlation ** 2) });
    const y = add(mul(x, correlation), noise);
    const shuffled = gather(y, rng.permutation(batch));
    return concat([concat([x, y], 1), concat([x, shuffled], 1)]);
  };

  let state = initialState();
  function initialState(): State {
    const layers = givenLayers(task).map(({ weight, bias, inputs, outputs }) => ({
      weight: tensor(weight, { shape: [inputs, outputs] }),
      bias: tensor(bias),
    }));
    return { params: { layers }, optimizer: optimizer.init({ layers }), logAverage: undefined };
  }

  return {
    step() {
      state = advance(state, (before) => {
        const { grads, aux } = differentiate(before.params, drawPairs(), before.logAverage);
        aux.bound.itemSync(); // reading the bound is part of the step
        const { params, state: moments } = optimizer.update(before.params, grads, before.optimizer);
        return { params, optimizer: moments, logAverage: aux.logAverage };
      });
    },
    check: () =>
      scope(() => {
        const pairs = tensor(givenBatch(task), { shape: [2 * batch, 2 * dimension] });
        const { value, grads, aux } = differentiate(state.params, pairs, tensor(givenLogEma));
        const norms = grads.layers.flatMap(({ weight, bias }) => [weight, bias]).map((g) => sqrt(sum(square(g))));
        return [value, aux.bound, ...norms].map((scalar) => scalar.itemSync());
      }),
    dispose: () => disposeTree(state),
  };
}

function operationWorkload(task: Exclude<Case, MineCase>): Workload {
  const shape = task.kind === 'matmul' ? [task.size, task.size] : task.shape;
  const [a, b] = givenOperands(task).map((values) => tensor(values, { shape }));
  const run = (): Tensor => {
    if (task.kind === 'matmul') return matmul(a, b, { transposeA: task.transposeA, transposeB: task.transposeB });
    return task.kind === 'exp' ? exp(a) : logsumexp(a, { axis: -1 });
  };
  return {
    step: () => run().dispose(),
    check: () => scope(() => sampled(run().dataSync())),
    dispose() {
      a.dispose();
      b?.dispose();
    },
  };
}
