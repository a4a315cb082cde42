/** Neural network building blocks: functions that make parameters, and functions that use them. */
export { activate } from './activate.ts';
export type { Initializer, InitializerOptions } from './initializers.ts';
export * as initializers from './initializers.ts';
export {
  type Layer,
  type LayerActivation,
  type LinearLayerOptions,
  type LinearParams,
  linearLayer,
} from './linear-layer.ts';
export { type MlpOptions, type MlpParams, mlp } from './mlp.ts';
