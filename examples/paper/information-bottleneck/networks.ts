/**
 * The classifier and the statistics network of the information bottleneck. The classifier is an encoder, 784-1024-1024 ReLU and a linear layer to
 * what makes a code Z of 256 numbers, and a decoder, one linear layer from a code to ten logits. The statistics network scores pairs of image and
 * code. All noise comes in as tensors, so that everything here is a function of its arguments and can be compiled.
 */
import { dropout, initializers, type LinearParams, linearLayer, type MlpParams, mlp } from '@infograd/autograd';
import { add, concat, elu, linear, matmul, mul, type Random, slice, softplus, type Tensor } from '@infograd/tensor';
import { pixelsPerImage } from '../data/mnist.ts';
import { turnedRows } from '../turned-rows.ts';
import type { Variant } from './variants.ts';

export interface Widths {
  /** Of the encoder's two hidden layers. */
  readonly hidden: number;
  /** Numbers of a code. */
  readonly code: number;
  /** Of the statistics network's two hidden layers. */
  readonly statistics: number;
}

export const paperWidths: Widths = { hidden: 1024, code: 256, statistics: 512 };

const classes = 10;

/** Of all weights; biases start at zero. */
const init = initializers.xavierUniform;

/** The noise that the code of a batch is made with; each kind of code has at most one of the two. */
export interface CodeNoise {
  /** For the encoder's input: [rows, pixels] to add, or [rows, code] to put beside the pixels. */
  readonly input?: Tensor;
  /** [rows, code] */
  readonly code?: Tensor;
}

export type ClassifierParams = { readonly encoder: MlpParams; readonly decoder: LinearParams };

export interface Classifier {
  init(rng: Random): ClassifierParams;
  drawNoise(rng: Random, rows: number): CodeNoise;
  /**
   * What makes a code of an image: the code itself, or the means and raw deviations of a Gaussian one.
   *
   * @param x [rows, pixels]
   * @param units chooses what is dropped in training; nothing is, where it is left out
   * @returns [rows, code], for Gaussian codes [rows, 2 code]
   */
  encode(encoder: MlpParams, x: Tensor, noise: CodeNoise, units?: Random): Tensor;
  /** The code [rows, code] of what `encode` gives. */
  code(encoded: Tensor, noise: CodeNoise): Tensor;
  /** Logits [rows, 10]. */
  decode(decoder: LinearParams, code: Tensor): Tensor;
}

/** Standard deviation of the noise on pixels from -1 to 1. */
const additiveNoise = 0.5;

export function classifier(variant: Pick<Variant, 'code' | 'dropout'>, { hidden, code }: Widths): Classifier {
  const kind = variant.code;
  const inputs = pixelsPerImage + (kind === 'propagated' ? code : 0);
  const outputs = kind === 'gaussian' ? 2 * code : code;
  const encoder = mlp({ sizes: [inputs, hidden, hidden, outputs], init });
  const decoder = linearLayer({ inputs: code, outputs: classes, init });

  return {
    init: (rng) => ({ encoder: encoder.init(rng.fork('encoder')), decoder: decoder.init(rng.fork('decoder')) }),
    drawNoise(rng, rows) {
      if (kind === 'gaussian') return { code: rng.normal([rows, code]) };
      if (kind === 'propagated') return { input: rng.normal([rows, code]) };
      if (kind === 'additive') return { input: rng.normal([rows, pixelsPerImage], { stdDev: additiveNoise }) };
      return {};
    },
    encode(params, x, { input }, units) {
      const seen = kind === 'propagated' ? concat([x, input!], 1) : kind === 'additive' ? add(x, input!) : x;
      return units === undefined || variant.dropout === 0
        ? encoder.apply(params, seen)
        : applyWithDropout(params, seen, variant.dropout, units);
    },
    code(encoded, noise) {
      if (kind !== 'gaussian') return encoded;
      const { mean, deviation } = gaussianOf(encoded);
      return add(mean, mul(deviation, noise.code!));
    },
    decode: (params, z) => decoder.apply(params, z),
  };
}

/** Means and standard deviations of Gaussian codes, [rows, code] each: σ = softplus(ρ - 5), which starts small. */
export function gaussianOf(encoded: Tensor): { mean: Tensor; deviation: Tensor } {
  const code = encoded.shape[1] / 2;
  const mean = slice(encoded, { start: [0, 0], stop: [encoded.shape[0], code] });
  const raw = slice(encoded, { start: [0, code] });
  return { mean, deviation: softplus(add(raw, -5)) };
}

/** The encoder with units of its hidden layers dropped. */
function applyWithDropout({ layers }: MlpParams, x: Tensor, rate: number, rng: Random): Tensor {
  return layers.reduce((values, { weight, bias }, index) => {
    if (index === layers.length - 1) return linear(values, weight, bias);
    return dropout(linear(values, weight, bias, { activation: 'relu' }), { rate, training: true, rng });
  }, x);
}

export type StatisticsParams = {
  /** The first layer: [pixels, width] and [code, width], one matrix in two pieces, with one bias. */
  readonly pixels: Tensor;
  readonly code: Tensor;
  readonly bias: Tensor;
  readonly second: LinearParams;
  readonly output: LinearParams;
};

export interface StatisticsNoise {
  /** On a batch's images and codes, [rows, pixels] and [rows, code]. */
  readonly pixels: Tensor;
  readonly code: Tensor;
  /** On the two hidden layers of joint and marginal pairs, [2 rows, width] each. */
  readonly first: Tensor;
  readonly second: Tensor;
}

export interface Scores {
  readonly joint: Tensor;
  readonly marginal: Tensor;
}

export interface StatisticsNetwork {
  init(rng: Random): StatisticsParams;
  drawNoise(rng: Random, rows: number): StatisticsNoise;
  /**
   * T of each image beside its own code, and beside the code of the row before: rows come in random order, so that the turn by one is as good a
   * derangement as any. Scores are [rows, 1].
   */
  scores(params: StatisticsParams, x: Tensor, code: Tensor, noise: StatisticsNoise): Scores;
}

/**
 * [x, z] + noise 0.3, 512 ELU + noise 0.5, 512 ELU + noise 0.5, 1. Of [x, z] W = x Wx + z Wz, each product is made once for the rows of a batch, with
 * its noise, and the pairs, joint and marginal, are sums of these.
 */
export function statisticsNetwork({ code, statistics: width }: Widths): StatisticsNetwork {
  const second = linearLayer({ inputs: width, outputs: width, activation: 'elu', init });
  const output = linearLayer({ inputs: width, outputs: 1, init });
  const fans = { fanIn: pixelsPerImage + code, fanOut: width };

  return {
    init: (rng) => ({
      pixels: init(rng, [pixelsPerImage, width], fans),
      code: init(rng, [code, width], fans),
      bias: initializers.zeros(rng, [width]),
      second: second.init(rng),
      output: output.init(rng),
    }),
    drawNoise: (rng, rows) => ({
      pixels: rng.normal([rows, pixelsPerImage], { stdDev: 0.3 }),
      code: rng.normal([rows, code], { stdDev: 0.3 }),
      first: rng.normal([2 * rows, width], { stdDev: 0.5 }),
      second: rng.normal([2 * rows, width], { stdDev: 0.5 }),
    }),
    scores(params, x, z, noise) {
      const rows = x.shape[0];
      const ofPixels = linear(add(x, noise.pixels), params.pixels, params.bias);
      const ofCodes = matmul(add(z, noise.code), params.code);
      const pairs = concat([add(ofPixels, ofCodes), add(ofPixels, turnedRows(ofCodes, rows - 1))]);
      const first = add(elu(pairs), noise.first);
      const scores = output.apply(params.output, add(second.apply(params.second, first), noise.second));
      return { joint: slice(scores, { stop: [rows] }), marginal: slice(scores, { start: [rows] }) };
    },
  };
}
