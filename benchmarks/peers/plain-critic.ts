/**
 * A multilayer perceptron with its derivative and Adam, in plain loops over Float32Array that are allocated once. It shows what a training step
 * is when nothing is abstracted, and how far that goes.
 */
import type { MineCase, mineSettings } from '../cases.ts';
import type { GivenLayer } from '../inputs.ts';

interface Layer extends GivenLayer {
  /** Of the batch; those of the last layer are the scores. */
  readonly results: Float32Array;
  /** The loss's derivatives: by the results, by the weight and by the bias. */
  readonly byResults: Float32Array;
  readonly byWeight: Float32Array;
  readonly byBias: Float32Array;
}

/** What Adam knows of one parameter. */
interface Parameter {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export class PlainCritic {
  private readonly layers: readonly Layer[];
  private readonly parameters: readonly Parameter[];
  private readonly isElu: boolean;
  private readonly rows: number;
  private pairs: Float32Array = new Float32Array();
  private steps = 0;

  constructor(given: readonly GivenLayer[], activation: MineCase['activation'], rows: number) {
    this.isElu = activation === 'elu';
    this.rows = rows;
    this.layers = given.map((layer) => ({
      ...layer,
      results: new Float32Array(rows * layer.outputs),
      byResults: new Float32Array(rows * layer.outputs),
      byWeight: new Float32Array(layer.weight.length),
      byBias: new Float32Array(layer.bias.length),
    }));
    this.parameters = this.layers.flatMap(({ weight, bias, byWeight, byBias }) => [
      parameter(weight, byWeight),
      parameter(bias, byBias),
    ]);
  }

  /** By weight and bias of each layer, as the latest backward left them. */
  get gradients(): Float32Array[] {
    return this.parameters.map(({ gradient }) => gradient);
  }

  /** The score of each row of `pairs`. */
  forward(pairs: Float32Array): Float32Array {
    this.pairs = pairs;
    let input: Float32Array = pairs;
    for (const [index, { inputs, outputs, weight, bias, results }] of this.layers.entries()) {
      for (let row = 0; row < this.rows; row++) {
        results.set(bias, row * outputs);
        for (let k = 0; k < inputs; k++) {
          const value = input[row * inputs + k];
          for (let column = 0; column < outputs; column++) {
            results[row * outputs + column] += value * weight[k * outputs + column];
          }
        }
      }
      if (index < this.layers.length - 1) this.activate(results);
      input = results;
    }
    return input;
  }

  /** From the loss's derivative by the scores of the latest forward. */
  backward(byScores: Float32Array): void {
    this.layers.at(-1)!.byResults.set(byScores);
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const below = this.layers[index - 1];
      parametersBackward(this.layers[index], below?.results ?? this.pairs, this.rows);
      if (below) {
        inputBackward(this.layers[index], below.byResults, this.rows);
        this.activationBackward(below);
      }
    }
  }

  /** Kingma and Ba 2015, algorithm 1. */
  adam({ learningRate, beta1, beta2, epsilon }: typeof mineSettings): void {
    this.steps++;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = 1 - beta2 ** this.steps;
    for (const { values, gradient, mean, square } of this.parameters) {
      for (let index = 0; index < values.length; index++) {
        mean[index] = beta1 * mean[index] + (1 - beta1) * gradient[index];
        square[index] = beta2 * square[index] + (1 - beta2) * gradient[index] ** 2;
        const deviation = Math.sqrt(square[index] / correction2) + epsilon;
        values[index] -= (learningRate * (mean[index] / correction1)) / deviation;
      }
    }
  }

  private activate(values: Float32Array): void {
    for (let index = 0; index < values.length; index++) {
      if (values[index] < 0) values[index] = this.isElu ? Math.expm1(values[index]) : 0;
    }
  }

  /** The slope can be told from the activation's result. */
  private activationBackward({ results, byResults }: Layer): void {
    for (let index = 0; index < results.length; index++) {
      if (results[index] <= 0) byResults[index] *= this.isElu ? results[index] + 1 : 0;
    }
  }
}

function parameter(values: Float32Array, gradient: Float32Array): Parameter {
  return { values, gradient, mean: new Float32Array(values.length), square: new Float32Array(values.length) };
}

function parametersBackward(layer: Layer, input: Float32Array, rows: number): void {
  const { inputs, outputs, byResults, byWeight, byBias } = layer;
  byWeight.fill(0);
  byBias.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < outputs; column++) byBias[column] += byResults[row * outputs + column];
    for (let k = 0; k < inputs; k++) {
      const value = input[row * inputs + k];
      for (let column = 0; column < outputs; column++) {
        byWeight[k * outputs + column] += value * byResults[row * outputs + column];
      }
    }
  }
}

function inputBackward({ inputs, outputs, weight, byResults }: Layer, byInput: Float32Array, rows: number): void {
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inputs; k++) {
      let sum = 0;
      for (let column = 0; column < outputs; column++) {
        sum += weight[k * outputs + column] * byResults[row * outputs + column];
      }
      byInput[row * inputs + k] = sum;
    }
  }
}
