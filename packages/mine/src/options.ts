/**
 * The options of an estimate, their defaults, and their checks. Every value is checked before any work starts, and an
 * `OptionError` names the option, what it got and what it takes; nothing is clamped into range.
 */
import type { LayerActivation } from '@infograd/autograd';
import { activations } from '@infograd/tensor';
import { type BackendChoice, requireBackend } from './backend.ts';
import { type EstimatorName, estimatorNames } from './bounds/index.ts';
import { type CriticName, criticNames } from './critics/index.ts';
import { OptionError } from './errors.ts';
import type { PreprocessName } from './preprocess.ts';
import type { Progress } from './result.ts';
import type { SplitFractions } from './split.ts';

export interface MutualInformationOptions {
  /** The bound to train and report; 'mine' when left out. */
  estimator?: EstimatorName;
  /** The critic's form; 'joint' when left out. */
  critic?: CriticName;
  /** Widths of the critic's hidden layers; [64, 64] when left out. */
  hidden?: readonly number[];
  /** Between the critic's layers; 'leakyRelu' when left out. Smooth ones such as 'softplus' suit smooth densities. */
  activation?: LayerActivation;
  /** Change of scale before training; 'standardize' when left out, 'copula' for heavy tails. */
  preprocess?: PreprocessName;
  /** Training steps at most; 3000 when left out. */
  steps?: number;
  /** Joint pairs a step, and as many marginal pairs; 256 when left out. */
  batchSize?: number;
  /** Adam's rate at the first step; it falls to zero along a cosine. 0.005 when left out. */
  learningRate?: number;
  /** Weight of a new batch in MINE's moving average; 0.01 when left out. */
  emaRate?: number;
  /** Decoupled weight decay; 0.001 when left out. */
  weightDecay?: number;
  /** Shares of the rows; 0.5, 0.2 and 0.3 when left out. */
  split?: SplitFractions;
  /** Checks in a row without a new best before training stops; 10 when left out. */
  patience?: number;
  /** Steps between checks on the validation rows; 100 when left out. */
  evaluateEvery?: number;
  /** Everything random follows from it; 0 when left out. */
  seed?: number;
  /** 'wasm' when left out; 'gpu' for the best mode of a graphics card, or a backend that you opened yourself. */
  backend?: BackendChoice;
  /** Stops the estimate: the promise rejects with an `AbortedError` that holds the best estimate so far. */
  signal?: AbortSignal;
  /** Called after every check. */
  onProgress?: (progress: Progress) => void;
}

/** Every option but the callbacks, with its value: what a saved estimator remembers. */
export interface Settings {
  readonly estimator: EstimatorName;
  readonly critic: CriticName;
  readonly hidden: readonly number[];
  readonly activation: LayerActivation;
  readonly preprocess: PreprocessName;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly emaRate: number;
  readonly weightDecay: number;
  readonly split: SplitFractions;
  readonly patience: number;
  readonly evaluateEvery: number;
  readonly seed: number;
}

export const defaultSettings: Settings = {
  estimator: 'mine',
  critic: 'joint',
  hidden: [64, 64],
  activation: 'leakyRelu',
  preprocess: 'standardize',
  steps: 3000,
  batchSize: 256,
  learningRate: 5e-3,
  emaRate: 0.01,
  weightDecay: 1e-3,
  split: { train: 0.5, validation: 0.2, test: 0.3 },
  patience: 10,
  evaluateEvery: 100,
  seed: 0,
};

/** What a run is told besides its settings. */
const callbackNames = ['backend', 'signal', 'onProgress'];

const preprocessNames: readonly PreprocessName[] = ['standardize', 'copula', 'none'];
const activationNames: readonly LayerActivation[] = [...activations, 'gelu'];

/**
 * The settings that options amount to.
 *
 * @throws OptionError when an option is unknown or its value makes no sense
 * @example resolveSettings({ steps: 500 }).batchSize // 256
 */
export function resolveSettings(options: MutualInformationOptions = {}): Settings {
  const known = [...Object.keys(defaultSettings), ...callbackNames];
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new OptionError(`unknown option ${name}; the options are ${known.join(', ')}`, name);
  }
  const given = Object.entries(options).filter(([name, value]) => value !== undefined && name in defaultSettings);
  const settings: Settings = { ...defaultSettings, ...Object.fromEntries(given) };
  requireOneOf('estimator', settings.estimator, estimatorNames);
  requireOneOf('critic', settings.critic, criticNames);
  requireOneOf('activation', settings.activation, activationNames);
  requireOneOf('preprocess', settings.preprocess, preprocessNames);
  requireWidths(settings.hidden);
  for (const name of ['steps', 'patience', 'evaluateEvery'] as const) requireWhole(name, settings[name], 1);
  requireWhole('batchSize', settings.batchSize, 2);
  requireWhole('seed', settings.seed, 0);
  requireRange('learningRate', settings.learningRate, (rate) => rate > 0, 'a number above 0, such as 0.005');
  requireRange(
    'emaRate',
    settings.emaRate,
    (rate) => rate > 0 && rate <= 1,
    'a number above 0 and at most 1, such as 0.01',
  );
  requireRange('weightDecay', settings.weightDecay, (decay) => decay >= 0, 'a number from 0 up');
  requireFractions(settings.split);
  if (options.backend !== undefined) requireBackend(options.backend);
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new OptionError('signal must be an AbortSignal, such as new AbortController().signal', 'signal');
  }
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new OptionError('onProgress must be a function that takes the progress so far', 'onProgress');
  }
  return settings;
}

function requireOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === 'string' && allowed.includes(value)) return;
  throw new OptionError(`unknown ${option} ${JSON.stringify(value)}; use ${allowed.join(', ')}`, option);
}

function requireWhole(option: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new OptionError(`${option} is ${String(value)}; use a whole number of ${least} or more`, option);
}

function requireRange(option: string, value: unknown, fits: (value: number) => boolean, allowed: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return;
  throw new OptionError(`${option} is ${String(value)}; use ${allowed}`, option);
}

function requireWidths(hidden: unknown): void {
  const fits =
    Array.isArray(hidden) && hidden.length > 0 && hidden.every((width) => Number.isInteger(width) && width > 0);
  if (!fits) throw new OptionError(`hidden is ${JSON.stringify(hidden)}; use layer widths such as [64, 64]`, 'hidden');
}

function requireFractions(split: SplitFractions): void {
  const parts = [split?.train, split?.validation, split?.test];
  const areShares = parts.every((part) => typeof part === 'number' && part > 0 && part < 1);
  if (areShares && Math.abs(parts.reduce((sum, part) => sum + part, 0) - 1) < 1e-9) return;
  throw new OptionError(
    `split is ${JSON.stringify(split)}; use three shares above 0 that sum to 1, such as { train: 0.5, validation: 0.2, test: 0.3 }`,
    'split',
  );
}
