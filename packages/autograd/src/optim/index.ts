/** Optimizers, schedules, gradient clipping, averages of weights and training steps: pure functions over parameter trees. */
export { type AdamOptions, adam } from './adam.ts';
export { type AdamwOptions, adamw } from './adamw.ts';
export { adaptiveClip } from './adaptive-clip.ts';
export { clipByGlobalNorm } from './clip-by-global-norm.ts';
export { exponentialAverage } from './exponential-average.ts';
export { globalNorm } from './global-norm.ts';
export type { Optimizer, OptimizerState } from './optimizer.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export { constant, cosine, type Schedule, stepDecay, warmup } from './schedules.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export { startTraining, type Training, trainingStep, type WithGrads } from './training-step.ts';
export { type WeightAverage, type WeightAverageState, weightAverage } from './weight-average.ts';
