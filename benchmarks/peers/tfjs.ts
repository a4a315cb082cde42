/**
 * TensorFlow.js as its users write it when speed matters: production mode, tidy around every step, `variableGrads` and the library's own
 * Adam, the critic's input filled on the host in one typed array (measured faster than tf.randomNormal, gather and concat), one synchronous
 * read. The backends differ in nothing but their name. `explicitTranspose` is one step beyond what users do: see linearLayer.
 */
import * as tf from '@tensorflow/tfjs-core';
import { chainSettings, type MineCase, mineSettings, type OperationCase } from '../cases.ts';
import { emptyBatch, fillBatch } from '../host-batch.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';

export interface TfjsOptions {
  name: string;
  backend: 'wasm' | 'cpu' | 'webgl' | 'webgpu';
  explicitTranspose?: boolean;
  /** What else a reader should know of how this backend runs. */
  notes(): string[];
}

export async function tfjsPeer({ name, backend, explicitTranspose = false, notes }: TfjsOptions): Promise<Peer> {
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} backend here`);
  await tf.ready();
  return {
    name,
    describe() {
      if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js runs on ${tf.getBackend()}, not on ${backend}`);
      const all = [
        backend,
        ...notes(),
        ...(explicitTranspose ? ['linear layers with hand-written derivative, so training steps only'] : []),
      ];
      return `TensorFlow.js ${tf.version_core}, ${all.join(', ')}`;
    },
    prepare(task) {
      if (task.kind === 'mine-step') return mineWorkload(task, explicitTranspose ? explicitLinear : linearLayer);
      return explicitTranspose ? undefined : operationWorkload(task);
    },
  };
}

type Linear = (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D) => tf.Tensor2D;

/** Fused with its bias; under a gradient tfjs fuses no activation but 'linear'. */
const linearLayer: Linear = (a, b, bias) => tf.fused.matMul({ a, b, bias }) as tf.Tensor2D;

/**
 * The same layer, its derivative written out with copies of the transposed operands, because tfjs-wasm multiplies some 20 times more slowly
 * when told to transpose. tfjs does not do this, nor do its users; it shows how much of the distance is that one weakness.
 */
const explicitLinear: Linear = (x, weight, bias) =>
  tf.customGrad((...operands: unknown[]) => {
    const [a, b, c, save] = operands as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    save([a, b]);
    return {
      value: tf.fused.matMul({ a, b, bias: c }) as tf.Tensor,
      gradFunc: (g: tf.Tensor, [savedA, savedB]: tf.Tensor[]) => [
        tf.matMul(g, tf.transpose(savedB)),
        tf.matMul(tf.transpose(savedA), g),
        tf.sum(g, 0),
      ],
    };
  })(x, weight, bias) as tf.Tensor2D;

function mineWorkload(task: MineCase, linear: Linear): Workload {
  const { dimension, batch } = task;
  const layers = givenLayers(task).map(({ weight, bias, inputs, outputs }) => ({
    weight: tf.variable(tf.tensor2d(weight, [inputs, outputs])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
  const variables = layers.flatMap(({ weight, bias }) => [weight, bias]);
  const activation = task.activation === 'elu' ? tf.elu : tf.relu;
  const { learningRate, beta1, beta2, epsilon } = mineSettings;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);

  const critic = (pairs: tf.Tensor2D): tf.Tensor2D =>
    layers.reduce((hidden, { weight, bias }, index) => {
      const out = linear(hidden, weight as tf.Tensor2D, bias as tf.Tensor1D);
      return index < layers.length - 1 ? activation(out) : out;
    }, pairs);

  /** Outlives tidy: the caller disposes it. */
  type Kept = { average: tf.Scalar; bound: tf.Scalar };

  const differentiate = (rows: Float32Array, previous: tf.Scalar | undefined) => {
    let kept!: Kept;
    const pairs = tf.tensor2d(rows, [2 * batch, 2 * dimension]);
    const { value, grads } = tf.variableGrads(() => {
      const [joint, marginal] = tf.split(critic(pairs), 2);
      const meanJoint = tf.mean<tf.Scalar>(joint);
      // The moving average is a constant to the derivative. tfjs has no stopGradient, so this term brings its own derivative.
      const meanRatio = tf.customGrad((...operands: unknown[]) => {
        const [scores, save] = operands as [tf.Tensor, tf.GradSaveFunc];
        const logMeanExp = tf.sub<tf.Scalar>(tf.logSumExp(scores), Math.log(batch));
        const average = previous ? movingAverage(previous, logMeanExp) : logMeanExp;
        kept = { average: tf.keep(average), bound: tf.keep(tf.sub<tf.Scalar>(meanJoint, logMeanExp)) };
        const weights = tf.div(tf.exp(tf.sub(scores, average)), batch);
        save([weights]);
        return {
          value: tf.sum<tf.Scalar>(weights),
          gradFunc: (by: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul<tf.Tensor>(by, saved),
        };
      })(marginal);
      return tf.sub<tf.Scalar>(meanRatio, meanJoint);
    }, variables);
    return { kept, value, grads };
  };

  const rows = emptyBatch(task);
  let latest: Kept | undefined;
  return {
    step() {
      const before = latest;
      tf.tidy(() => {
        fillBatch(rows, task);
        const { kept, grads } = differentiate(rows, before?.average);
        latest = kept;
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      });
      if (before) tf.dispose(before);
    },
    async finish() {
      await latest!.bound.data();
    },
    async check() {
      const results = tf.tidy(() => {
        const { kept, value, grads } = differentiate(givenBatch(task), tf.scalar(givenLogEma));
        kept.average.dispose();
        return [value, kept.bound, ...variables.map(({ name }) => tf.norm(grads[name]))];
      });
      const numbers = await Promise.all(results.map(async (result) => (await result.data())[0]));
      tf.dispose(results);
      return numbers;
    },
    dispose() {
      tf.dispose(variables);
      if (latest) tf.dispose(latest);
      optimizer.dispose();
    },
  };
}

/** log((1 - rate) exp(previous) + rate exp(now)). */
function movingAverage(previous: tf.Scalar, now: tf.Scalar): tf.Scalar {
  const { emaRate } = mineSettings;
  const excess = tf.add(tf.sub(now, previous), Math.log(emaRate) - Math.log1p(-emaRate));
  return tf.add(tf.add(previous, Math.log1p(-emaRate)), tf.softplus(excess));
}

function operationWorkload(task: OperationCase): Workload {
  const operands = givenOperands(task).map(({ values, shape }) => tf.tensor(values, shape));
  const run = (): tf.Tensor => tf.tidy(() => operation(task, operands));
  let latest: tf.Tensor | undefined;
  return {
    step() {
      latest?.dispose();
      latest = run();
    },
    async finish() {
      const first = tf.tidy(() => tf.slice(tf.reshape(latest!, [-1]), 0, 1));
      await first.data();
      first.dispose();
    },
    async check() {
      const result = run();
      const values = sampled(await result.data());
      result.dispose();
      return values;
    },
    dispose() {
      tf.dispose(operands);
      latest?.dispose();
    },
  };
}

function operation(task: OperationCase, [x, y]: tf.Tensor[]): tf.Tensor {
  if (task.kind === 'matmul') return tf.matMul(x, y, task.transposeA, task.transposeB);
  if (task.kind === 'exp') return tf.exp(x);
  if (task.kind === 'logsumexp') return tf.logSumExp(x, -1);
  const { a, b } = chainSettings;
  return tf.sqrt(tf.add(tf.exp(tf.neg(tf.square(tf.tanh(tf.add(tf.mul(x, a), b))))), 1));
}
