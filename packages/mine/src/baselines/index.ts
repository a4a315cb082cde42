/** Estimators without a network: fast, and what a neural estimate is held against. All in nats. */
export type { BaselineResult } from './baseline-result.ts';
export { type BinnedOptions, type BinnedResult, binned } from './binned.ts';
export { type GaussianOptions, type GaussianResult, gaussian } from './gaussian.ts';
export { KDTree, type Neighbours } from './k-d-tree.ts';
export { type KsgOptions, type KsgResult, ksg } from './ksg.ts';
export { type GaoResult, gao, type MixedResult, ross } from './mixed.ts';
export type { BaselinePreprocess, NeighbourOptions } from './neighbour-samples.ts';
