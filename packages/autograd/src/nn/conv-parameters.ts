/**
 * What the convolutional layer and its transpose share: options, parameters and the checks of both. A kernel of another size would be applied without
 * a word, since any size fits most images; so the layers compare it with their own.
 */
import { type PairLike, type Shape, ShapeError, sameShape, type Tensor } from '@infograd/tensor';
import { requireWhole } from '../options.ts';
import { torchUniform, zeros } from './initializers.ts';
import { type Layer, type LinearLayerOptions, requireActivation } from './linear-layer.ts';

export type ConvParams = {
  /** [kernel height, kernel width, inputs, outputs]; of a transposed convolution, [kernel height, kernel width, outputs, inputs]. */
  readonly weight: Tensor;
  /** [outputs] */
  readonly bias?: Tensor;
};

export interface ConvLayerOptions extends Omit<LinearLayerOptions, 'inputs' | 'outputs'> {
  /** Channels that come in. */
  inputs: number;
  /** Channels that come out. */
  outputs: number;
  /** Height and width of a window. */
  kernel: PairLike;
  /** How far neighbouring windows are apart; 1 when left out. */
  stride?: PairLike;
  /** Whether there is one; true when left out. The shift of a batch normalization that follows makes it idle. */
  bias?: boolean;
}

/**
 * Checks the options of a layer.
 *
 * @returns height and width of the kernel
 * @throws ValueError naming the option that is wrong
 */
export function requireConvOptions(
  owner: string,
  { inputs, outputs, kernel, activation = 'none' }: ConvLayerOptions,
): [height: number, width: number] {
  requireWhole(owner, 'inputs', inputs);
  requireWhole(owner, 'outputs', outputs);
  const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  requireWhole(owner, 'the height of kernel', height);
  requireWhole(owner, 'the width of kernel', width);
  requireActivation(owner, activation);
  return [height, width];
}

/** The layer's `init`. A bias that is left out is not drawn either. */
export function convInit(
  shape: Shape,
  fans: { fanIn: number; fanOut: number },
  {
    outputs,
    bias = true,
    init = torchUniform,
    biasInit = init === torchUniform ? torchUniform : zeros,
  }: ConvLayerOptions,
): Layer<ConvParams>['init'] {
  return (rng, options) => {
    const weight = init(rng, shape, { ...options, ...fans });
    return bias ? { weight, bias: biasInit(rng, [outputs], { ...options, ...fans }) } : { weight };
  };
}

/** @throws ShapeError when the weight is that of another layer */
export function requireKernel(owner: string, weight: Tensor, shape: Shape): void {
  if (sameShape(weight.shape, shape)) return;
  throw new ShapeError(
    `${owner}: weight is [${weight.shape.join(', ')}] in a layer of [${shape.join(', ')}]; use what its own init made`,
  );
}
