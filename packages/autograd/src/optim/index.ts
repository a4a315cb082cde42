/** Optimizers, learning rate schedules and gradient clipping: pure functions over parameter trees. */
export { type AdamOptions, adam } from './adam.ts';
export { type AdamwOptions, adamw } from './adamw.ts';
export { clipByGlobalNorm } from './clip-by-global-norm.ts';
export type { Optimizer, OptimizerState } from './optimizer.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export { constant, cosine, type Schedule, stepDecay, warmup } from './schedules.ts';
export { type SgdOptions, sgd } from './sgd.ts';
