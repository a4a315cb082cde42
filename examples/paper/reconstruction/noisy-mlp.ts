/**
 * The critic of the bi-directional models: a multilayer perceptron that sees Gaussian noise on its input and on each hidden layer, as Salimans et al.
 * (2016) have it in "Improved techniques for training GANs". The noise keeps it from telling the two joint distributions apart by details, and with
 * that keeps its gradients alive. It is drawn outside and passed in, so that a step can be compiled and still draw from a generator of its own.
 */
import { linearLayer, type MlpParams } from '@infograd/autograd';
import { add, type Random, type Tensor } from '@infograd/tensor';

export interface NoisyMlp {
  init(rng: Random): MlpParams;
  /** Scores [n, 1] of rows [n, in]. */
  apply(params: MlpParams, x: Tensor, noise: readonly Tensor[]): Tensor;
  /** Noise for that many rows: for the input, then for each hidden layer; nothing where all of it is 0. */
  noise(rng: Random, rows: number): Tensor[];
}

export interface NoisyMlpOptions {
  /** [in, hidden..., 1] */
  readonly sizes: readonly number[];
  /** Standard deviations. */
  readonly inputNoise: number;
  readonly hiddenNoise: number;
}

export function noisyMlp({ sizes, inputNoise, hiddenNoise }: NoisyMlpOptions): NoisyMlp {
  const layers = sizes.slice(1).map((outputs, index) =>
    linearLayer({
      inputs: sizes[index],
      outputs,
      activation: index < sizes.length - 2 ? 'leakyRelu' : 'none',
      slope: 0.2,
    }),
  );
  return {
    init: (rng) => ({ layers: layers.map((layer) => layer.init(rng)) }),
    apply: (params, x, noise) =>
      layers.reduce((values, layer, index) => {
        const disturbed = noise.length === 0 ? values : add(values, noise[index]);
        return layer.apply(params.layers[index], disturbed);
      }, x),
    noise: (rng, rows) =>
      inputNoise === 0 && hiddenNoise === 0
        ? []
        : sizes
            .slice(0, -1)
            .map((size, index) => rng.normal([rows, size], { stdDev: index === 0 ? inputNoise : hiddenNoise })),
  };
}
