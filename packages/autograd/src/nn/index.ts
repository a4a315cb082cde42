/** Neural network building blocks: functions that make parameters, and functions that use them. */
export {
  heNormal,
  heUniform,
  type Initializer,
  type InitializerOptions,
  normal,
  torchUniform,
  xavierNormal,
  xavierUniform,
  zeros,
} from './initializers.ts';
export { type Layer, type LayerActivation, type LinearLayerOptions, type LinearParams, linear } from './linear.ts';
export { type MlpOptions, type MlpParams, mlp } from './mlp.ts';
