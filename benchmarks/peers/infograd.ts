/**
 * Infograd through its public surface, as a reader of the README would write it: the whole training step is one turn of
 * `advance`, and everything in it, the batch included, is made of ordinary operations; batch and gradients are compiled.
 */
import {
  adam,
  advance,
  compile,
  disposeTree,
  type MlpParams,
  mlp,
  type OptimizerState,
  valueAndGrad,
} from '@infograd/autograd';
import { mine } from '@infograd/mine';
import {
  add,
  type Backend,
  concat,
  exp,
  gather,
  logsumexp,
  matmul,
  mul,
  neg,
  type Random,
  random,
  scope,
  setDefaultBackend,
  slice,
  sqrt,
  square,
  squeeze,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '@infograd/tensor';
import { chainSettings, layerSizes, type MineCase, mineSettings, type OperationCase } from '../cases.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';

export interface InfogradOptions {
  name: string;
  /** Where tensors live. */
  backend: Backend;
  /** How that backend runs, for the reader; throws when that is not as meant. Asked at the start, and again once work is done. */
  notes(): readonly string[];
}

export function infogradPeer({ name, backend, notes }: InfogradOptions): Peer {
  setDefaultBackend(backend);
  return {
    name,
    describe: () => ['Infograd', backend.name, ...notes()].join(', '),
    prepare(task) {
      const workload = task.kind === 'mine-step' ? mineWorkload(task) : operationWorkload(task);
      const check = async (): Promise<number[] | undefined> => {
        const results = await workload.check();
        notes();
        return results;
      };
      return { ...workload, check };
    },
  };
}

interface State {
  params: MlpParams;
  optimizer: OptimizerState<MlpParams>;
  /** Undefined before the first step. */
  logAverage: Tensor | undefined;
  bound: Tensor | undefined;
}

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

  const drawJoint = (count: number): [x: Tensor, y: Tensor] => {
    const x = rng.normal([count, dimension]);
    const noise = rng.normal([count, dimension], { stdDev: Math.sqrt(1 - correlation ** 2) });
    return [x, add(mul(x, correlation), noise)];
  };
  const dataSet = task.rows === undefined ? undefined : scope(() => drawJoint(task.rows!));

  const drawPairs = (): Tensor => {
    const [x, y] = dataSet ? chooseRows(dataSet, rng, batch) : drawJoint(batch);
    const shuffled = gather(y, rng.permutation(batch));
    return concat([concat([x, y], 1), concat([x, shuffled], 1)]);
  };

  /** On pairs drawn anew in every call, from the generator above. */
  const differentiateNext = compile((params: MlpParams, logAverage: Tensor | undefined) => {
    const { grads, aux } = differentiate(params, drawPairs(), logAverage);
    return { grads, aux };
  });

  let state = initialState();
  function initialState(): State {
    const layers = givenLayers(task).map(({ weight, bias, inputs, outputs }) => ({
      weight: tensor(weight, { shape: [inputs, outputs] }),
      bias: tensor(bias),
    }));
    return { params: { layers }, optimizer: optimizer.init({ layers }), logAverage: undefined, bound: undefined };
  }

  return {
    step() {
      state = advance(state, (before) => {
        const { grads, aux } = differentiateNext(before.params, before.logAverage);
        const { params, state: moments } = optimizer.update(before.params, grads, before.optimizer);
        return { params, optimizer: moments, ...aux };
      });
    },
    async finish() {
      await state.bound!.item();
    },
    async check() {
      const results = scope(() => {
        const pairs = tensor(givenBatch(task), { shape: [2 * batch, 2 * dimension] });
        const { value, grads, aux } = differentiate(state.params, pairs, tensor(givenLogEma));
        const norms = grads.layers.flatMap(({ weight, bias }) => [weight, bias]).map((g) => sqrt(sum(square(g))));
        return [value, aux.bound, ...norms];
      });
      const numbers = await Promise.all(results.map((result) => result.item()));
      disposeTree(results);
      return numbers;
    },
    dispose() {
      disposeTree([state, dataSet]);
      differentiateNext.dispose();
    },
  };
}

/** A batch of a data set, drawn with replacement. */
function chooseRows([x, y]: [x: Tensor, y: Tensor], rng: Random, batch: number): [x: Tensor, y: Tensor] {
  const indices = rng.choice(x.shape[0], batch, { replace: true });
  return [gather(x, indices), gather(y, indices)];
}

function operationWorkload(task: OperationCase): Workload {
  const operands = givenOperands(task).map(({ values, shape }) => tensor(values, { shape }));
  const first = tensor([0], { dtype: 'int32' });
  let latest: Tensor | undefined;
  return {
    step() {
      latest?.dispose();
      // Elementwise results of the gpu backend wait until something else asks for them; here a gather does.
      latest = scope(() => gather(operation(task, operands), first));
    },
    async finish() {
      await latest!.data();
    },
    async check() {
      const result = scope(() => operation(task, operands));
      const values = sampled(await result.data());
      result.dispose();
      return values;
    },
    dispose() {
      disposeTree([operands, first, latest]);
    },
  };
}

function operation(task: OperationCase, [x, y]: Tensor[]): Tensor {
  if (task.kind === 'matmul') return matmul(x, y, { transposeA: task.transposeA, transposeB: task.transposeB });
  if (task.kind === 'exp') return exp(x);
  if (task.kind === 'logsumexp') return logsumexp(x, { axis: -1 });
  const { a, b } = chainSettings;
  return sqrt(add(exp(neg(square(tanh(add(mul(x, a), b))))), 1));
}
