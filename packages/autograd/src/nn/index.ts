/** Neural network building blocks: functions that make parameters, and functions that use them. */
export { activate } from './activate.ts';
export { type BatchNorm, type BatchNormOptions, type BatchNormState, batchNorm } from './batch-norm.ts';
export { binaryCrossEntropy } from './binary-cross-entropy.ts';
export type { ConvParams } from './conv-parameters.ts';
export { type ConvTranspose2dLayerOptions, convTranspose2dLayer } from './conv-transpose2d-layer.ts';
export { type Conv2dLayerOptions, conv2dLayer } from './conv2d-layer.ts';
export { type CrossEntropyOptions, crossEntropy } from './cross-entropy.ts';
export { type DropoutOptions, dropout } from './dropout.ts';
export { type EmbeddingOptions, type EmbeddingParams, embedding } from './embedding.ts';
export type { Initializer, InitializerOptions } from './initializers.ts';
export * as initializers from './initializers.ts';
export { type LayerNormOptions, layerNorm } from './layer-norm.ts';
export {
  type Layer,
  type LayerActivation,
  type LinearLayerOptions,
  type LinearParams,
  linearLayer,
} from './linear-layer.ts';
export type { LossReduction } from './loss-reduction.ts';
export { type MaxoutOptions, maxout } from './maxout.ts';
export { type MlpOptions, type MlpParams, mlp } from './mlp.ts';
export type { NormParams } from './normalization.ts';
