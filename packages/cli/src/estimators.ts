/**
 * The estimators by name: networks, which the library trains, and baselines, which need no training. One function runs any of them on two
 * sides and gives its findings, so that commands can put them side by side.
 */
import {
  binned,
  type EstimatorName,
  estimatorDescriptions,
  estimatorNames,
  gao,
  gaussian,
  ksg,
  type MutualInformationOptions,
  mutualInformation,
  type NeighbourOptions,
  ross,
} from '@infograd/mine';
import { oneOf } from './arguments.ts';
import { CliError } from './errors.ts';
import { type Findings, findingsOf } from './findings.ts';
import { didYouMean } from './suggest.ts';
import type { SampleTable } from './table/read.ts';
import { discreteOf } from './training.ts';

/** One line on each baseline. */
export const baselineDescriptions = {
  ksg: 'nearest neighbours (Kraskov, algorithm 1): few assumptions, little bias in low dimensions; numbers without many ties',
  ksg2: 'the same with algorithm 2: more noise, less bias in more dimensions',
  ross: 'nearest neighbours for categories on one side and numbers on the other',
  gao: 'nearest neighbours for any mixture of categories and numbers; too high for rounded numbers',
  gaussian: 'canonical correlations of normal scores: right for Gaussian copulas, blind to other dependence',
  binned: 'counts in bins of equally many rows, with a correction; rounded numbers too; one column a side',
  counts: 'frequencies of all values, with a correction; one column of categories a side',
} as const;

export type BaselineName = keyof typeof baselineDescriptions;
export type AnyEstimator = EstimatorName | 'auto' | BaselineName;

export const baselineNames = Object.keys(baselineDescriptions) as readonly BaselineName[];
export const networkNames: readonly (EstimatorName | 'auto')[] = ['auto', ...estimatorNames];
export const allEstimatorNames: readonly AnyEstimator[] = [...networkNames, ...baselineNames];

const autoDescription = 'the recipe that was measured to be most accurate; a lower bound';

/** One line for each of `names`, for help. */
export function describeEstimators(names: readonly AnyEstimator[]): string {
  const all: Record<string, string> = { auto: autoDescription, ...estimatorDescriptions, ...baselineDescriptions };
  return names.map((name) => `  ${name.padEnd(20)} ${all[name]}`).join('\n');
}

/** Whether a name is that of a network. */
export function isNetwork(name: AnyEstimator): name is EstimatorName | 'auto' {
  return (networkNames as readonly string[]).includes(name);
}

/** The name of a network. */
export function networkName(option: string) {
  return (text: string): EstimatorName | 'auto' => {
    if (!(baselineNames as readonly string[]).includes(text)) return oneOf(option, networkNames)(text);
    throw new CliError(
      `${option} is '${text}', which is a baseline without a network`,
      `mine compare runs it: mine compare FILE --x ... --y ... --estimators ${text}`,
    );
  };
}

/** Names separated by commas. */
export function estimatorList(option: string) {
  return (text: string): AnyEstimator[] => {
    const names = text.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !(allEstimatorNames as readonly string[]).includes(name));
    if (unknown !== undefined) {
      const remedy =
        unknown === '' ? 'separate names with single commas' : didYouMean(unknown, allEstimatorNames, 'estimators');
      throw new CliError(`${option}: there is no estimator '${unknown}'`, remedy);
    }
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) throw new CliError(`${option}: ${twice} is named twice`, 'name each estimator once');
    return names as AnyEstimator[];
  };
}

/**
 * The findings of one estimator.
 *
 * @param options the library's; baselines take `preprocess`, `jitter` and `seed` of them
 * @throws CliError when the estimator cannot use such columns; the library's errors
 */
export async function runEstimator(
  name: AnyEstimator,
  x: SampleTable,
  y: SampleTable,
  options: MutualInformationOptions,
): Promise<Findings> {
  if (isNetwork(name))
    return findingsOf(await mutualInformation(x, y, { ...options, ...discreteOf(x, y), estimator: name }));
  const { preprocess, jitter, seed = 0 } = options;
  requireColumns(name, x, y);
  const started = performance.now();
  const given: NeighbourOptions = Object.fromEntries(
    Object.entries({ preprocess, jitter, seed }).filter(([, value]) => value !== undefined),
  );
  const { mi, stdError, warnings = [] } = await runBaseline(name, x, y, given);
  return {
    value: mi,
    ...(stdError === undefined ? {} : { stdError, interval: [mi - 1.96 * stdError, mi + 1.96 * stdError] }),
    measure: 'mutual-information',
    side: 'estimate',
    estimator: name,
    n: x.shape[0],
    dimensions: [x.shape[1], y.shape[1]],
    folds: [],
    ...jitterNotes(name, jitter),
    history: [],
    parts: [],
    seconds: (performance.now() - started) / 1000,
    seed,
    warnings,
  };
}

async function runBaseline(
  name: BaselineName,
  x: SampleTable,
  y: SampleTable,
  given: NeighbourOptions,
): Promise<{ mi: number; stdError?: number; warnings?: Findings['warnings'] }> {
  switch (name) {
    case 'ksg':
      return ksg(x, y, given);
    case 'ksg2':
      return ksg(x, y, { ...given, algorithm: 2 });
    case 'gao':
      return gao(x, y, given);
    case 'ross':
      return isDiscrete(x) ? ross(x, y, given) : ross(y, x, given);
    case 'gaussian':
      return gaussian(x, y, given.preprocess === undefined ? {} : { preprocess: given.preprocess });
    case 'binned':
      return binned(x, y);
    case 'counts':
      // With as many bins as rows, every value has its own.
      return binned(x, y, { bins: x.shape[0] });
  }
}

/** Whether all columns of a side are categories. */
export function isDiscrete({ discrete, shape }: SampleTable): boolean {
  return discrete.length === shape[1];
}

/** Whether categories stand on one side and numbers on the other. */
export function isMixed(x: SampleTable, y: SampleTable): boolean {
  return (isDiscrete(x) && y.discrete.length === 0) || (isDiscrete(y) && x.discrete.length === 0);
}

function requireColumns(name: BaselineName, x: SampleTable, y: SampleTable): void {
  if (name === 'gao') return;
  if (name === 'ross') {
    if (isMixed(x, y)) return;
    throw new CliError(
      'ross is for categories on one side and numbers on the other',
      'name the categories in --discrete, or use gao',
    );
  }
  if (name === 'counts') {
    if (isDiscrete(x) && isDiscrete(y)) return;
    throw new CliError('counts is for categories on both sides', 'name them in --discrete, or use binned');
  }
  if (x.discrete.length + y.discrete.length === 0) return;
  throw new CliError(`${name} takes numbers, not the categories of --discrete`, 'use ross, gao or counts');
}

/** Estimators that have no use for noise get none, and say so. */
function jitterNotes(name: BaselineName, jitter: number | undefined): { jitter?: number; notes: string[] } {
  if (jitter === undefined) return { notes: [] };
  if (name !== 'gaussian' && name !== 'binned' && name !== 'counts') return { jitter, notes: [] };
  return { notes: ['no noise was added: ranks and counts have no use for it'] };
}
