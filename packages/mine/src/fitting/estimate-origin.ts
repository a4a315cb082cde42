/**
 * What an estimate was made with: the fields that a measure put together from several estimates takes over from one of them, because all
 * of them ran with the same options in the same place.
 */
import type { MutualInformationResult } from '../result.ts';

export type EstimateOrigin = Pick<
  MutualInformationResult,
  'estimator' | 'bound' | 'critic' | 'preprocess' | 'backend' | 'wasm' | 'gpu' | 'workers'
>;

/** Those fields of a result. */
export function originOf(result: MutualInformationResult): EstimateOrigin {
  const { estimator, bound, critic, preprocess, backend, wasm, gpu, workers } = result;
  return {
    estimator,
    bound,
    critic,
    preprocess,
    backend,
    ...(wasm === undefined ? {} : { wasm }),
    ...(gpu === undefined ? {} : { gpu }),
    workers,
  };
}
