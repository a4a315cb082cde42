/** The main function: mutual information of two tables of samples, from a critic trained on part of their rows. */
import { disposeTree } from '@infograd/autograd';
import { openBackend } from './backend.ts';
import type { TableInput } from './columns/read-columns.ts';
import { type EstimateByRow, fitModels } from './fitting/fit.ts';
import { type MutualInformationOptions, resolveSettings } from './options/options.ts';
import type { MutualInformationResult } from './result.ts';

/**
 * Estimates I(X; Y) from paired samples, in nats (with bits beside them).
 *
 * A critic is trained on one part of the rows, its weights are chosen on a second, and the value is a lower bound read
 * off a third that neither has seen. Source: Belghazi et al. 2018 (arXiv 1801.04062), algorithm 1.
 *
 * @param x, y n samples each, rows = samples: number[], number[][], typed array, { data, shape }, ndarray or
 *   Tensor; arrays may hold text or booleans, which are categories
 * @param options see {@link MutualInformationOptions}; equal options and data give equal results, to the bit,
 *   on one backend in one mode
 * @throws OptionError for options and DataError for data that make no sense; AbortedError when `options.signal` fires;
 *   BackendUnavailableError when the backend cannot run here
 * @example
 * const { mi, bits, interval } = await mutualInformation(x, y, { seed: 1 });
 */
export async function mutualInformation(
  x: TableInput,
  y: TableInput,
  options: MutualInformationOptions = {},
): Promise<MutualInformationResult> {
  return (await mutualInformationByRow(x, y, options)).result;
}

/** `mutualInformation` with the rows that it was read from, for estimates that are compared row by row. */
export async function mutualInformationByRow(
  x: TableInput,
  y: TableInput,
  options: MutualInformationOptions = {},
): Promise<{ result: MutualInformationResult; byRow: EstimateByRow }> {
  const settings = resolveSettings(options);
  const { models, result, byRow } = await fitModels(x, y, settings, await openBackend(options.backend), options);
  for (const { params } of models) disposeTree(params);
  return { result, byRow };
}
