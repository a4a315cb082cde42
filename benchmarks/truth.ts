/**
 * The right answers to the fixed inputs, in float64 and plain loops that share no code with any peer: an operation's result at the
 * sampled positions; a training step's loss, bound and the norm of every parameter's gradient.
 */
import { type Case, chainSettings, type MatmulCase, type MineCase, mineSettings } from './cases.ts';
import { type GivenLayer, givenBatch, givenLayers, givenLogEma, givenOperands, sampledPositions } from './inputs.ts';

export function truth(task: Case): number[] {
  if (task.kind === 'mine-step') return mineTruth(task);
  if (task.kind === 'matmul') return matmulTruth(task);
  const [{ values: x }] = givenOperands(task);
  if (task.kind === 'logsumexp') {
    const [rows, columns] = task.shape;
    return sampledPositions(rows).map((row) => logSumExp(x.subarray(row * columns, (row + 1) * columns)));
  }
  const { a, b } = chainSettings;
  const f =
    task.kind === 'exp' ? Math.exp : (value: number) => Math.sqrt(1 + Math.exp(-(Math.tanh(a * value + b) ** 2)));
  return sampledPositions(x.length).map((position) => f(x[position]));
}

function matmulTruth(task: MatmulCase): number[] {
  const { rows, inner, columns, transposeA, transposeB } = task;
  const [{ values: a }, { values: b }] = givenOperands(task);
  const [rowOfA, inA] = transposeA ? [1, rows] : [inner, 1];
  const [inB, columnOfB] = transposeB ? [1, inner] : [columns, 1];
  return sampledPositions(rows * columns).map((position) => {
    const row = Math.floor(position / columns);
    const column = position % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[row * rowOfA + k * inA] * b[k * inB + column * columnOfB];
    return sum;
  });
}

function mineTruth(task: MineCase): number[] {
  const { batch } = task;
  const layers = givenLayers(task);
  const [activate, slope] = task.activation === 'relu' ? [relu, reluSlope] : [elu, eluSlope];

  const inputs: Float64Array[] = [Float64Array.from(givenBatch(task))]; // of each layer
  for (const [index, layer] of layers.entries()) {
    const outputs = affine(inputs[index], layer);
    inputs.push(index < layers.length - 1 ? outputs.map(activate) : outputs);
  }
  const scores = inputs.pop()!;

  const meanJoint = scores.subarray(0, batch).reduce((sum, score) => sum + score, 0) / batch;
  const logMeanExp = logSumExp(scores.subarray(batch)) - Math.log(batch);
  const { emaRate } = mineSettings;
  const average = logSumExp([givenLogEma + Math.log1p(-emaRate), logMeanExp + Math.log(emaRate)]);
  const loss = Math.exp(logMeanExp - average) - meanJoint;

  // The derivative of the loss by the scores, and from there down to the first layer.
  let derivative = scores.map((score, row) => (row < batch ? -1 : Math.exp(score - average)) / batch);
  const norms: number[] = [];
  for (let index = layers.length - 1; index >= 0; index--) {
    const { weight, bias, ...below } = backward(derivative, inputs[index], layers[index]);
    norms.unshift(norm(weight), norm(bias));
    derivative = below.input.map((value, position) => value * slope(inputs[index][position]));
  }
  return [loss, meanJoint - logMeanExp, ...norms];
}

/** x W + b over rows. */
function affine(x: Float64Array, { inputs, outputs, weight, bias }: GivenLayer): Float64Array {
  const out = new Float64Array((x.length / inputs) * outputs);
  for (let row = 0; row < x.length / inputs; row++) {
    const target = out.subarray(row * outputs, (row + 1) * outputs);
    target.set(bias);
    for (let k = 0; k < inputs; k++) {
      const factor = x[row * inputs + k];
      for (let column = 0; column < outputs; column++) target[column] += factor * weight[k * outputs + column];
    }
  }
  return out;
}

/** The derivatives by weight, bias and input of a layer, from that by its output. */
function backward(derivative: Float64Array, x: Float64Array, { inputs, outputs, weight }: GivenLayer) {
  const byWeight = new Float64Array(inputs * outputs);
  const byBias = new Float64Array(outputs);
  const byInput = new Float64Array(x.length);
  for (let row = 0; row < x.length / inputs; row++) {
    const own = derivative.subarray(row * outputs, (row + 1) * outputs);
    for (let column = 0; column < outputs; column++) byBias[column] += own[column];
    for (let k = 0; k < inputs; k++) {
      const value = x[row * inputs + k];
      let sum = 0;
      for (let column = 0; column < outputs; column++) {
        byWeight[k * outputs + column] += value * own[column];
        sum += weight[k * outputs + column] * own[column];
      }
      byInput[row * inputs + k] = sum;
    }
  }
  return { weight: byWeight, bias: byBias, input: byInput };
}

function logSumExp(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const largest = list.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(list.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

const relu = (x: number): number => Math.max(x, 0);
const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));

/** Slopes as functions of the activation's output, from which they can be told. */
const reluSlope = (y: number): number => (y > 0 ? 1 : 0);
const eluSlope = (y: number): number => (y > 0 ? 1 : y + 1);
