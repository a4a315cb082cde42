/**
 * What `mine estimate` can be asked for: the information of two sides, the same given a third, of pairs that lie some time apart, and
 * the transfer from one series to another. Each is a function from the samples to findings; the library computes.
 */
import {
  AbortedError,
  type ConditionalForm,
  conditionalMutualInformation,
  laggedPairs,
  MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformation,
  type Progress,
  type ShapedArray,
  surrogates,
  transferEntropy,
} from '@infograd/mine';
import { random } from '@infograd/tensor';
import { CliError } from './errors.ts';
import { conditionalFindings, type Findings, findingsOf } from './findings.ts';
import type { Side } from './input.ts';
import { discreteOf } from './training.ts';
import { joinLabels } from './wording.ts';

/** Which measure, and what only it takes. */
export interface MeasureOptions {
  conditional?: string;
  lag?: number;
  transfer?: boolean;
  history?: number;
  form?: ConditionalForm;
  permutations?: number;
  /** Whether the estimator is to be kept. */
  save?: string;
}

export interface Outcome {
  readonly findings: Findings;
  readonly interrupted: boolean;
  /** The fitted estimator as a file, if it is to be saved. */
  readonly weights?: Uint8Array;
}

/** @throws CliError when options are given that do not go together */
export function checkMeasure({ conditional, lag, transfer, history, form, save }: MeasureOptions): void {
  const name = transfer ? '--transfer' : conditional === undefined ? undefined : '--conditional';
  if (transfer && conditional !== undefined) {
    throw new CliError(
      '--conditional is not for --transfer',
      'leave it out: a transfer is given the past of y already',
    );
  }
  if (conditional !== undefined && lag !== undefined) {
    throw new CliError(
      '--conditional is not for --lag',
      'leave one of them out; --transfer --lag is conditional on the past of y',
    );
  }
  if (!transfer && history !== undefined) {
    throw new CliError('--history is for --transfer', 'give --transfer with it, or leave it out');
  }
  if (name === undefined && form !== undefined) {
    throw new CliError('--form is for --conditional and --transfer', 'give one of them with it, or leave it out');
  }
  if (transfer && lag === 0) throw new CliError('--lag is 0', 'a transfer takes time: give a lag of 1 or more');
  if (name !== undefined && save !== undefined) {
    throw new CliError(`--save is not for ${name}`, 'such an estimate is no single network; leave --save out');
  }
}

/** How many trainings one after another a measure takes; each shows its own progress. */
export function runsOf({ conditional, lag, transfer, form, permutations = 0 }: MeasureOptions): number {
  if (transfer || conditional !== undefined) return 2 + permutations * (form === 'direct' ? 2 : 1);
  return lag === undefined ? 1 : 1 + permutations;
}

type Options = MutualInformationOptions & { onProgress?: (progress: Progress) => void };

/**
 * Estimates what was asked for.
 *
 * @param sides x and y, and z where the measure is conditional
 * @throws AbortedError when the user interrupted it before there was an estimate
 */
export async function measure(sides: readonly Side[], asked: MeasureOptions, options: Options): Promise<Outcome> {
  if (asked.transfer) return whole(await transfer(sides, asked, options));
  if (asked.conditional !== undefined) return whole(await conditional(sides, asked, options));
  if (asked.lag !== undefined) return lagged(sides, asked.lag, asked, options);
  const [x, y] = sides;
  return fit(x, y, { ...options, ...discreteOf(x, y) }, asked.save !== undefined);
}

function whole(findings: Findings): Outcome {
  return { findings, interrupted: false };
}

async function fit(
  x: ShapedArray,
  y: ShapedArray,
  options: MutualInformationOptions,
  keeps: boolean,
): Promise<Outcome> {
  const estimator = new MutualInformationEstimator(options);
  try {
    const result = await estimator.fit(x, y);
    const weights = keeps ? await estimator.save() : undefined;
    return { findings: findingsOf(result), interrupted: false, weights };
  } catch (error) {
    if (error instanceof AbortedError && error.partial)
      return { findings: findingsOf(error.partial), interrupted: true };
    throw error;
  } finally {
    estimator.dispose();
  }
}

async function conditional([x, y, z]: readonly Side[], { form }: MeasureOptions, options: Options): Promise<Findings> {
  const discrete = { x: x.discrete, y: y.discrete, z: z.discrete };
  const result = await conditionalMutualInformation(x, y, z, { ...options, discrete, form });
  const { pValue, permuted, dimX, dimY, dimZ } = result;
  const significance =
    pValue === undefined || permuted === undefined
      ? undefined
      : { pValue, count: permuted.length, against: 'exchanges among neighbours in z' as const };
  const [ofX, ofY, ofZ] = [x, y, z].map(({ labels }) => joinLabels(labels));
  const names = [`I(${ofX}; ${ofZ}, ${ofY})`, `I(${ofX}; ${ofZ})`] as const;
  return conditionalFindings(result, [dimX, dimY, dimZ], names, significance);
}

async function transfer([x, y]: readonly Side[], asked: MeasureOptions, options: Options): Promise<Findings> {
  const { lag, history, form } = asked;
  const { permutations = 0, ...others } = options;
  const discrete = { source: isDiscrete(x, '--x'), target: isDiscrete(y, '--y') };
  const result = await transferEntropy(x, y, { ...others, discrete, form, lag, history, surrogates: permutations });
  const significance =
    result.pValue === undefined
      ? undefined
      : { pValue: result.pValue, count: permutations, against: 'surrogates' as const };
  const [ofX, ofY] = [x, y].map(({ labels }) => joinLabels(labels));
  const names = [`I(${ofY}; past of ${ofY}, past of ${ofX})`, `I(${ofY}; past of ${ofY})`] as const;
  return conditionalFindings(result, [x.shape[1], y.shape[1]], names, significance);
}

function isDiscrete({ discrete, labels }: Side, option: string): boolean {
  if (discrete.length === 0 || discrete.length === labels.length) return discrete.length > 0;
  throw new CliError(
    `--transfer takes ${option} as categories or as numbers, and ${labels.length - discrete.length} of its columns are not in --discrete`,
    `name all columns of ${option} in --discrete, or none`,
  );
}

/**
 * Rows stand in time, so they are split in blocks, and the permutation test gives way to surrogates of x that keep its memory: each
 * is an estimate of its own, because a critic that was trained on x would find every surrogate unlikely.
 */
async function lagged(
  [x, y]: readonly Side[],
  lag: number,
  { save }: MeasureOptions,
  options: Options,
): Promise<Outcome> {
  const { permutations = 0, ...others } = options;
  const n = y.shape[0];
  const span = Math.max(lag, 1);
  const blocks = { length: Math.max(10 * span, Math.round(n / 50)), gap: span };
  const settings = { ...others, ...discreteOf(x, y), blocks };
  const pairsWith = async (source: ShapedArray): Promise<[ShapedArray, ShapedArray]> => {
    if (lag === 0) return [source, y];
    const { sourcePast, future } = await laggedPairs(source, y, { lag });
    return [sourcePast, future];
  };
  const outcome = await fit(...(await pairsWith(x)), settings, save !== undefined);
  if (permutations === 0 || outcome.interrupted) return outcome;
  const series = { values: x.data, n, d: x.shape[1] };
  const manner = { kind: 'rotation', count: permutations, length: blocks.length } as const;
  let reached = 0;
  try {
    for (const turned of surrogates(series, manner, random(options.seed ?? 0).fork('surrogates'))) {
      const pairs = await pairsWith({ data: turned.values, shape: [turned.n, turned.d] });
      if ((await mutualInformation(...pairs, settings)).mi >= outcome.findings.value) reached++;
    }
  } catch (error) {
    if (error instanceof AbortedError) return { ...outcome, interrupted: true };
    throw error;
  }
  const pValue = (1 + reached) / (1 + permutations);
  const significance = { pValue, count: permutations, against: 'surrogates' as const };
  return { ...outcome, findings: { ...outcome.findings, significance } };
}
