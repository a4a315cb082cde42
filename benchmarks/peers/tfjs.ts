/**
 * TensorFlow.js as its users write it when speed matters: production mode, tidy around every step, `variableGrads` and the library's own
 * Adam, the critic's input filled on the host in one typed array (measured faster than tf.randomNormal, gather and concat), one synchronous
 * read. The backends differ in nothing but their name. `explicitTranspose` is one step beyond what users do: see linearLayer.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Case, type MineCase, mineSettings } from '../cases.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';
import { registerGradients } from './tfjs-gradients.ts';

export interface TfjsOptions {
  name: string;
  backend: 'wasm' | 'cpu';
  explicitTranspose?: boolean;
}

export async function tfjsPeer({ name, backend, explicitTranspose = false }: TfjsOptions): Promise<Peer> {
  await registerGradients();
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} backend here`);
  await tf.ready();
  const simd = backend === 'wasm' && (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
  return {
    name,
    describe() {
      if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js runs on ${tf.getBackend()}, not on ${backend}`);
      const notes = [simd ? 'SIMD' : '', explicitTranspose ? 'linear layers with hand-written derivative' : ''].filter(
        Boolean,
      );
      return `TensorFlow.js ${tf.version_core}, ${[backend, ...notes].join(', ')}, 1 thread`;
    },
    prepare(task) {
      if (task.kind === 'mine') return mineWorkload(task, explicitTranspose ? explicitLinear : linearLayer);
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
  const { learningRate, beta1, beta2, epsilon, emaRate } = mineSettings;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  let logEma: number | undefined;

  const critic = (pairs: tf.Tensor2D): tf.Tensor2D =>
    layers.reduce((hidden, { weight, bias }, index) => {
      const out = linear(hidden, weight as tf.Tensor2D, bias as tf.Tensor1D);
      return index < layers.length - 1 ? activation(out) : out;
    }, pairs);

  /** The bound's value, and the gradients of the loss with the moving average before this batch. */
  const differentiate = (rows: Float32Array, previous: number | undefined) => {
    let bound = 0;
    let average = 0;
    const pairs = tf.tensor2d(rows, [2 * batch, 2 * dimension]);
    const { value, grads } = tf.variableGrads(() => {
      const [joint, marginal] = tf.split(critic(pairs), 2);
      const meanJoint = tf.mean(joint);
      const logMeanExp = tf.sub(tf.logSumExp(marginal), Math.log(batch));
      const now = logMeanExp.dataSync()[0];
      average = previous === undefined ? now : logAddExp(previous + Math.log1p(-emaRate), now + Math.log(emaRate));
      bound = meanJoint.dataSync()[0] - now;
      return tf.sub<tf.Scalar>(tf.mean(tf.exp(tf.sub(marginal, average))), meanJoint);
    }, variables);
    return { bound, average, value, grads };
  };

  const rows = new Float32Array(2 * batch * 2 * dimension);
  return {
    step() {
      tf.tidy(() => {
        fillBatch(rows, task);
        const { average, grads } = differentiate(rows, logEma);
        logEma = average;
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      });
    },
    check() {
      return tf.tidy(() => {
        const { bound, value, grads } = differentiate(givenBatch(task), givenLogEma);
        return [value.dataSync()[0], bound, ...variables.map(({ name }) => tf.norm(grads[name]).dataSync()[0])];
      });
    },
    dispose() {
      tf.dispose(variables);
      optimizer.dispose();
    },
  };
}

/** Rows [x, y], y = ρ x + √(1 - ρ²) noise, then as many with y from a shuffled row. */
function fillBatch(rows: Float32Array, { batch, dimension }: MineCase): void {
  const { correlation } = mineSettings;
  const noise = Math.sqrt(1 - correlation ** 2);
  const order = tf.util.createShuffledIndices(batch);
  const width = 2 * dimension;
  for (let row = 0; row < batch; row++) {
    for (let column = 0; column < dimension; column++) {
      // Box-Muller: two normal numbers from two uniform ones, one for x and one for the noise.
      const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
      const angle = 2 * Math.PI * Math.random();
      const x = radius * Math.cos(angle);
      const at = row * width + column;
      rows[at] = x;
      rows[at + dimension] = correlation * x + noise * radius * Math.sin(angle);
    }
  }
  for (let row = 0; row < batch; row++) {
    const target = (batch + row) * width;
    rows.copyWithin(target, row * width, row * width + dimension);
    rows.copyWithin(target + dimension, order[row] * width + dimension, (order[row] + 1) * width);
  }
}

function logAddExp(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

function operationWorkload(task: Exclude<Case, MineCase>): Workload {
  const operands = givenOperands(task).map((values) =>
    tf.tensor(values, task.kind === 'matmul' ? [task.size, task.size] : [...task.shape]),
  );
  const run = (): tf.Tensor => {
    const [a, b] = operands;
    if (task.kind === 'matmul') return tf.matMul(a, b, task.transposeA, task.transposeB);
    return task.kind === 'exp' ? tf.exp(a) : tf.logSumExp(a, -1);
  };
  return {
    step: () => tf.dispose(tf.tidy(run)),
    check: () => tf.tidy(() => sampled(run().dataSync())),
    dispose: () => tf.dispose(operands),
  };
}
