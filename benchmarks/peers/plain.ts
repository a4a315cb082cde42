/**
 * No library: plain loops over Float32Array, as one would write them by hand in an afternoon. The least that any library must beat, and always at
 * hand. The training step's network is in plain-critic.ts.
 */
import { chainSettings, type MatmulCase, type MineCase, mineSettings, type OperationCase } from '../cases.ts';
import { emptyBatch, fillBatch } from '../host-batch.ts';
import { givenBatch, givenLayers, givenLogEma, givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';
import { PlainCritic } from './plain-critic.ts';

export async function load(): Promise<Peer> {
  return {
    name: 'plain',
    describe: () => 'plain loops over Float32Array, 1 thread',
    prepare: (task) => (task.kind === 'mine-step' ? mineWorkload(task) : operationWorkload(task)),
  };
}

function mineWorkload(task: MineCase): Workload {
  const { batch, activation } = task;
  const critic = new PlainCritic(givenLayers(task), activation, 2 * batch);
  const rows = emptyBatch(task);
  let logAverage: number | undefined;

  const differentiate = (pairs: Float32Array, previous: number | undefined) => {
    const scores = critic.forward(pairs);
    const marginal = scores.subarray(batch);
    const meanJoint = scores.subarray(0, batch).reduce((sum, score) => sum + score, 0) / batch;
    const logMeanExp = logSumExp(marginal) - Math.log(batch);
    const { emaRate } = mineSettings;
    const average =
      previous === undefined
        ? logMeanExp
        : logSumExp([previous + Math.log1p(-emaRate), logMeanExp + Math.log(emaRate)]);
    critic.backward(scores.map((score, row) => (row < batch ? -1 : Math.exp(score - average)) / batch));
    return { loss: Math.exp(logMeanExp - average) - meanJoint, bound: meanJoint - logMeanExp, average };
  };

  return {
    step() {
      fillBatch(rows, task);
      logAverage = differentiate(rows, logAverage).average;
      critic.adam(mineSettings);
    },
    async finish() {},
    async check() {
      const { loss, bound } = differentiate(givenBatch(task), givenLogEma);
      return [loss, bound, ...critic.gradients.map((gradient) => Math.hypot(...gradient))];
    },
    dispose() {},
  };
}

function logSumExp(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index]);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += Math.exp(values[index] - largest);
  return largest + Math.log(sum);
}

function operationWorkload(task: OperationCase): Workload {
  const operands = givenOperands(task).map(({ values }) => values);
  return {
    step() {
      operation(task, operands);
    },
    async finish() {},
    async check() {
      return sampled(operation(task, operands));
    },
    dispose() {},
  };
}

function operation(task: OperationCase, [x, y]: Float32Array[]): Float32Array {
  if (task.kind === 'matmul') return product(task, x, y);
  if (task.kind === 'logsumexp') {
    const [rows, columns] = task.shape;
    return Float32Array.from({ length: rows }, (_, row) => logSumExp(x.subarray(row * columns, (row + 1) * columns)));
  }
  const { a, b } = chainSettings;
  const out = new Float32Array(x.length);
  if (task.kind === 'exp') {
    for (let index = 0; index < x.length; index++) out[index] = Math.exp(x[index]);
  } else {
    for (let index = 0; index < x.length; index++) {
      out[index] = Math.sqrt(1 + Math.exp(-(Math.tanh(a * x[index] + b) ** 2)));
    }
  }
  return out;
}

/** Rows of b are added up, so that the innermost loop runs along memory where b is not transposed. */
function product(task: MatmulCase, a: Float32Array, b: Float32Array): Float32Array {
  const { rows, inner, columns, transposeA, transposeB } = task;
  const [rowOfA, inA] = transposeA ? [1, rows] : [inner, 1];
  const [inB, columnOfB] = transposeB ? [1, inner] : [columns, 1];
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[row * rowOfA + k * inA];
      for (let column = 0; column < columns; column++) {
        out[row * columns + column] += factor * b[k * inB + column * columnOfB];
      }
    }
  }
  return out;
}
