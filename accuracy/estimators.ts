/** The estimators that can be judged, by name: those of `mutualInformation`, and the baselines without a network. */
import {
  type BaselineResult,
  binned,
  type EstimatorName,
  estimatorNames,
  gao,
  gaussian,
  ksg,
  type MutualInformationOptions,
  mutualInformation,
  type SampleInput,
} from '@infograd/mine';
import { resolveSettings } from '../packages/mine/src/options/options.ts';

/** An estimate, and whatever else its estimator says about it. */
export interface JudgedEstimate {
  /** Nats. */
  readonly mi: number;
  readonly stdError?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly pValue?: number;
  readonly steps?: number;
  /** Codes. */
  readonly warnings: readonly string[];
}

const baselines: Readonly<Record<string, (x: SampleInput, y: SampleInput) => Promise<BaselineResult>>> = {
  ksg: (x, y) => ksg(x, y),
  'ksg-2': (x, y) => ksg(x, y, { algorithm: 2 }),
  gao: (x, y) => gao(x, y),
  gaussian: (x, y) => gaussian(x, y),
  binned: (x, y) => binned(x, y),
};

/** Every name that {@link judge} takes. */
export const judgedNames: readonly string[] = ['auto', ...estimatorNames, ...Object.keys(baselines)];

/** @throws Error when a name is no estimator's */
export function requireEstimators(names: readonly string[]): void {
  const unknown = names.find((name) => !judgedNames.includes(name));
  if (unknown !== undefined)
    throw new Error(`no estimator is called ${unknown}; estimators are ${judgedNames.join(', ')}`);
}

/** Everything but the seed that an estimate's value depends on: all settings, also those that were left to their defaults. */
export function settingsOf(name: string, options: MutualInformationOptions): object {
  if (name in baselines) return {};
  const { seed: _, ...settings } = resolveSettings({ ...options, estimator: name as EstimatorName | 'auto' });
  return settings;
}

/** One estimate. @throws Error when it is not a finite number */
export async function judge(
  name: string,
  x: SampleInput,
  y: SampleInput,
  options: MutualInformationOptions,
): Promise<JudgedEstimate> {
  const estimate = name in baselines ? await judgeBaseline(name, x, y) : await judgeNeural(name, x, y, options);
  if (Number.isFinite(estimate.mi)) return estimate;
  throw new Error(`the estimate is ${estimate.mi}`);
}

async function judgeBaseline(name: string, x: SampleInput, y: SampleInput): Promise<JudgedEstimate> {
  const { mi } = await baselines[name](x, y);
  return { mi, warnings: [] };
}

async function judgeNeural(
  name: string,
  x: SampleInput,
  y: SampleInput,
  options: MutualInformationOptions,
): Promise<JudgedEstimate> {
  const estimator = name as EstimatorName | 'auto';
  const result = await mutualInformation(x, y, { ...options, estimator });
  return {
    mi: result.mi,
    stdError: result.stdError,
    interval: result.interval,
    pValue: result.permutation?.pValue,
    steps: result.steps,
    warnings: result.warnings.map(({ code }) => code),
  };
}
