/**
 * Where parameters start. An initializer draws a tensor from a generator; most scale it by the fans, the numbers of
 * inputs and outputs of one unit, so that signals keep their size from layer to layer. The fans of a weight matrix
 * [in, out] are read off its shape; other shapes need them as options.
 */
import {
  type Random,
  type RandomOptions,
  type Shape,
  type Tensor,
  ValueError,
  zeros as zerosOf,
} from '@infograd/tensor';
import { requireFrom } from '../options.ts';

export interface InitializerOptions extends RandomOptions {
  /** Inputs to one unit; the first axis of a matrix when left out. */
  fanIn?: number;
  /** Units that one input reaches; the second axis of a matrix when left out. */
  fanOut?: number;
}

/** Draws a tensor of the shape from the generator. */
export type Initializer = (rng: Random, shape: Shape, options?: InitializerOptions) => Tensor;

/**
 * Uniform on ±√(6 / (fanIn + fanOut)) (Glorot & Bengio, 2010, equation 16): for tanh and sigmoid.
 *
 * @throws ValueError when the fans cannot be told
 * @example xavierUniform(random(1), [2, 4]).shape // [2, 4]
 */
export const xavierUniform: Initializer = (rng, shape, options = {}) => {
  const { fanIn, fanOut } = fansOf('xavierUniform', shape, options);
  return symmetricUniform(rng, shape, Math.sqrt(6 / (fanIn + fanOut)), options);
};

/**
 * Normal with variance 2 / (fanIn + fanOut) (Glorot & Bengio, 2010, equation 12).
 *
 * @throws ValueError when the fans cannot be told
 * @example xavierNormal(random(1), [2, 4]).shape // [2, 4]
 */
export const xavierNormal: Initializer = (rng, shape, options = {}) => {
  const { fanIn, fanOut } = fansOf('xavierNormal', shape, options);
  return centredNormal(rng, shape, Math.sqrt(2 / (fanIn + fanOut)), options);
};

/**
 * Uniform on ±√(6 / fanIn) (He et al., "Delving deep into rectifiers", 2015, equation 10): for relu and its kin.
 *
 * @throws ValueError when the fans cannot be told
 * @example heUniform(random(1), [2, 4]).shape // [2, 4]
 */
export const heUniform: Initializer = (rng, shape, options = {}) => {
  const { fanIn } = fansOf('heUniform', shape, options);
  return symmetricUniform(rng, shape, Math.sqrt(6 / fanIn), options);
};

/**
 * Normal with variance 2 / fanIn (He et al., 2015, equation 10).
 *
 * @throws ValueError when the fans cannot be told
 * @example heNormal(random(1), [2, 4]).shape // [2, 4]
 */
export const heNormal: Initializer = (rng, shape, options = {}) => {
  const { fanIn } = fansOf('heNormal', shape, options);
  return centredNormal(rng, shape, Math.sqrt(2 / fanIn), options);
};

/**
 * Uniform on ±1 / √fanIn: what PyTorch gives the weights and the biases of a linear layer.
 *
 * @throws ValueError when the fans cannot be told
 * @example torchUniform(random(1), [4], { fanIn: 2 }).shape // [4]
 */
export const torchUniform: Initializer = (rng, shape, options = {}) => {
  const { fanIn } = fansOf('torchUniform', shape, { fanOut: 1, ...options });
  return symmetricUniform(rng, shape, 1 / Math.sqrt(fanIn), options);
};

/**
 * An initializer of normal numbers around 0, whatever the fans.
 *
 * @throws ValueError when stdDev is negative or not finite
 * @example normal(0.02)(random(1), [3]).shape // [3]
 */
export function normal(stdDev: number): Initializer {
  requireFrom('normal', 'stdDev', stdDev, 0);
  return (rng, shape, options = {}) => centredNormal(rng, shape, stdDev, options);
}

/**
 * Zeros, for biases; the generator is not used.
 *
 * @example zeros(random(1), [2]) // [0, 0]
 */
export const zeros: Initializer = (_rng, shape, { dtype, backend } = {}) => zerosOf(shape, { dtype, backend });

function symmetricUniform(rng: Random, shape: Shape, bound: number, { dtype, backend }: InitializerOptions): Tensor {
  return rng.uniform(shape, { min: -bound, max: bound, dtype, backend });
}

function centredNormal(rng: Random, shape: Shape, stdDev: number, { dtype, backend }: InitializerOptions): Tensor {
  return rng.normal(shape, { stdDev, dtype, backend });
}

function fansOf(name: string, shape: Shape, options: InitializerOptions): { fanIn: number; fanOut: number } {
  const [first, second] = shape.length === 2 ? shape : [];
  const { fanIn = first, fanOut = second } = options;
  if (fanIn > 0 && fanOut > 0) return { fanIn, fanOut };
  throw new ValueError(
    `${name}: the fans of shape [${shape.join(', ')}] are unknown or zero; pass fanIn and fanOut, or a matrix [in, out]`,
  );
}
