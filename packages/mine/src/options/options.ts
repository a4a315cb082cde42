/**
 * The options of an estimate, their defaults, and their checks. Every value is checked before any work starts, and an
 * `OptionError` names the option, what it got and what it takes; nothing is clamped into range.
 */
import type { LayerActivation } from '@infograd/autograd';
import { activations } from '@infograd/tensor';
import { type BackendChoice, requireBackend } from '../backend.ts';
import {
  type BoundOptions,
  boundOf,
  defaultBoundOptions,
  type EstimatorName,
  estimatorNames,
} from '../bounds/index.ts';
import type { DiscreteColumns } from '../columns/read-columns.ts';
import type { Critic } from '../critics/critic.ts';
import { type CriticName, conditionalCriticNames } from '../critics/index.ts';
import { OptionError } from '../errors.ts';
import type { Progress } from '../result.ts';
import { type PreprocessName, preprocessNames } from '../rows/preprocess.ts';
import type { SplitFractions } from '../rows/split.ts';
import type { BlockOptions } from '../rows/split-blocks.ts';
import { type NegativesKind, negativesKinds } from '../training/batch-scores.ts';
import { requireCritic, requireLikelihood, requireLogarithm, requirePairs } from './require-critic.ts';
import {
  requireBlocks,
  requireDiscrete,
  requireFractions,
  requireOneOf,
  requireRange,
  requireWhole,
  requireWidths,
} from './require-option.ts';

export interface MutualInformationOptions {
  /**
   * The bound to train and report, or 'auto': the recipe that was measured to be most accurate (`autoSettings`). 'auto' when left out.
   */
  estimator?: EstimatorName | 'auto';
  /** Another bound to read the value with, once trained; the same when left out. */
  evaluate?: EstimatorName;
  /**
   * The critic's form, or a critic of your own, which gets rows on the scale that `preprocess` names; 'joint' when left out,
   * 'conditional-gaussian' for estimators that need a model of y given x.
   */
  critic?: CriticName | Critic;
  /** Widths of the critic's hidden layers; [64, 64] when left out. */
  hidden?: readonly number[];
  /** Between the critic's layers; 'leakyRelu' when left out. Smooth ones such as 'softplus' suit smooth densities. */
  activation?: LayerActivation;
  /**
   * Change of scale before training; 'copula', the normal scores of ranks, when left out: information is the same, and no tail is too
   * heavy for a bound.
   */
  preprocess?: PreprocessName;
  /** Training steps at most; 3000 when left out. */
  steps?: number;
  /** Joint pairs a step; 256 when left out. */
  batchSize?: number;
  /**
   * Which y a row meets in training besides its own. 'derangement': other rows of the batch, each as often; 'independent': rows drawn from
   * all training rows; 'all-pairs': all other rows of the batch. When left out, all pairs for critics that score them at the price of the rows
   * ('separable', 'bilinear', 'elliptical'), a derangement for others.
   */
  negatives?: NegativesKind;
  /** How many it meets, for 'derangement' and 'independent'; 1 when left out. */
  negativesPerRow?: number;
  /** Adam's rate at the first step; it falls to zero along a cosine. 0.005 when left out. */
  learningRate?: number;
  /** Weight of a new batch in the moving average of MINE, TUBA and the interpolated bound; 0.01 when left out. */
  emaRate?: number;
  /** Where 'alpha-interpolated' lies between TUBA (0) and InfoNCE (1); 0.01 when left out. */
  alpha?: number;
  /** SMILE clips scores in its partition term to [-tau, tau], in nats; 5 when left out. */
  tau?: number;
  /** Weight of ReMINE's penalty; 0.1 when left out. */
  lambda?: number;
  /** Decoupled weight decay; 0.001 when left out. */
  weightDecay?: number;
  /** Shares of the rows; 0.5, 0.2 and 0.3 when left out. */
  split?: SplitFractions;
  /** For rows that follow each other in time: the split then takes contiguous blocks of them. Rows are drawn one by one when left out. */
  blocks?: BlockOptions;
  /** Columns of x and of y whose numbers are names of categories: their numbers, counted from 0, or true for all; columns of text or booleans always are. */
  discrete?: DiscreteColumns;
  /** Standard deviation of seeded noise added to every column that is not discrete, in that column's standard deviations; none when left out. */
  jitter?: number;
  /** Checks in a row without a new best before training stops; 10 when left out. */
  patience?: number;
  /** Steps between checks on the validation rows; 100 when left out. */
  evaluateEvery?: number;
  /** How often the rows are split, so that each is a test row once; 1, a single split, when left out (4 for 'auto'). */
  folds?: number;
  /** Trainings of each split from other weights, of which the best on validation rows is kept; 1 when left out. */
  restarts?: number;
  /** Pairings that the true one is compared with for a p-value; 0, no test, when left out. For rows that are independent of each other. */
  permutations?: number;
  /** Everything random follows from it; 0 when left out. */
  seed?: number;
  /** 'wasm' when left out; 'gpu' for the best mode of a graphics card, or a backend that you opened yourself. */
  backend?: BackendChoice;
  /**
   * Trainings at once, of folds, restarts and candidates: each in a worker thread of Node, on the backend 'wasm' or 'reference' with one
   * thread. As many as the backend has threads when left out. It changes the time and nothing else; 1 for no workers.
   */
  workers?: number;
  /** Stops the estimate: the promise rejects with an `AbortedError` that holds the best estimate so far. */
  signal?: AbortSignal;
  /** Called after every check. */
  onProgress?: (progress: Progress) => void;
}

/** Every option but the callbacks, with its value: what a saved estimator remembers. */
export interface Settings extends BoundOptions {
  readonly estimator: EstimatorName;
  /** Whether the settings began as those of 'auto'. */
  readonly isAuto: boolean;
  readonly evaluate?: EstimatorName;
  readonly critic: CriticName | Critic;
  readonly hidden: readonly number[];
  readonly activation: LayerActivation;
  readonly preprocess: PreprocessName;
  readonly steps: number;
  readonly batchSize: number;
  readonly negatives?: NegativesKind;
  readonly negativesPerRow: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly split: SplitFractions;
  readonly blocks?: BlockOptions;
  readonly discrete?: DiscreteColumns;
  readonly jitter: number;
  readonly patience: number;
  readonly evaluateEvery: number;
  readonly folds: number;
  readonly restarts: number;
  readonly permutations: number;
  readonly seed: number;
}

export const defaultSettings: Settings = {
  estimator: 'mine',
  isAuto: false,
  evaluate: undefined,
  critic: 'joint',
  hidden: [64, 64],
  activation: 'leakyRelu',
  preprocess: 'copula',
  steps: 3000,
  batchSize: 256,
  negatives: undefined,
  negativesPerRow: 1,
  learningRate: 5e-3,
  ...defaultBoundOptions,
  weightDecay: 1e-3,
  split: { train: 0.5, validation: 0.2, test: 0.3 },
  blocks: undefined,
  discrete: undefined,
  jitter: 0,
  patience: 10,
  evaluateEvery: 100,
  folds: 1,
  restarts: 1,
  permutations: 0,
  seed: 0,
};

/**
 * What 'auto' stands for, chosen by accuracy on distributions of known information (docs/accuracy.md): a copula in closed form and a separable
 * network beside it, on normal scores, trained and read by symmetric InfoNCE, a lower bound, over four folds.
 */
export const autoSettings: Settings = {
  ...defaultSettings,
  estimator: 'symmetric-info-nce',
  isAuto: true,
  critic: 'elliptical',
  hidden: [128, 128],
  activation: 'gelu',
  steps: 800,
  batchSize: 256,
  learningRate: 5e-3,
  weightDecay: 0.2,
  split: { train: 0.65, validation: 0.1, test: 0.25 },
  patience: 5,
  evaluateEvery: 50,
  folds: 4,
};

/** What a run is told besides its settings. */
const runOptionNames = ['backend', 'workers', 'signal', 'onProgress'];

const activationNames: readonly LayerActivation[] = [...activations, 'gelu'];

/**
 * The settings that options amount to.
 *
 * @throws OptionError when an option is unknown or its value makes no sense
 * @example resolveSettings({ steps: 500 }).batchSize // 256
 */
export function resolveSettings(options: MutualInformationOptions = {}): Settings {
  const known = [...Object.keys(defaultSettings).filter((name) => name !== 'isAuto'), ...runOptionNames];
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new OptionError(`unknown option ${name}; the options are ${known.join(', ')}`, name);
  }
  const isAuto = (options.estimator ?? 'auto') === 'auto';
  const given = Object.entries(options).filter(
    ([name, value]) => value !== undefined && name in defaultSettings && !(isAuto && name === 'estimator'),
  );
  const { estimator, ...others }: Settings = {
    ...(isAuto ? autoSettings : defaultSettings),
    ...Object.fromEntries(given),
  };
  requireOneOf('estimator', isAuto ? 'auto' : estimator, ['auto', ...estimatorNames]);
  if (others.evaluate !== undefined) requireOneOf('evaluate', others.evaluate, estimatorNames);
  const settings: Settings = {
    estimator,
    ...others,
    critic: options.critic ?? (isAuto ? autoSettings.critic : defaultCriticOf(estimator)),
  };
  requireCritic(settings.critic);
  requireLikelihood(settings);
  requireLogarithm(settings);
  if (settings.negatives !== undefined) requireOneOf('negatives', settings.negatives, negativesKinds);
  requireOneOf('activation', settings.activation, activationNames);
  requireOneOf('preprocess', settings.preprocess, preprocessNames);
  requireWidths(settings.hidden);
  for (const name of ['steps', 'patience', 'evaluateEvery', 'folds', 'restarts'] as const)
    requireWhole(name, settings[name], 1);
  requireWhole('permutations', settings.permutations, 0);
  requireWhole('batchSize', settings.batchSize, 2);
  requireWhole('negativesPerRow', settings.negativesPerRow, 1);
  requirePairs(settings);
  requireWhole('seed', settings.seed, 0);
  requireRange('learningRate', settings.learningRate, (rate) => rate > 0, 'a number above 0, such as 0.005');
  requireRange(
    'emaRate',
    settings.emaRate,
    (rate) => rate > 0 && rate <= 1,
    'a number above 0 and at most 1, such as 0.01',
  );
  requireRange('alpha', settings.alpha, (alpha) => alpha >= 0 && alpha <= 1, 'a number from 0 to 1, such as 0.01');
  requireRange('tau', settings.tau, (tau) => tau > 0, 'a number of nats above 0, such as 5');
  requireRange('lambda', settings.lambda, (lambda) => lambda >= 0, 'a number from 0 up, such as 0.1');
  requireRange('weightDecay', settings.weightDecay, (decay) => decay >= 0, 'a number from 0 up');
  requireFractions(settings.split);
  requireBlocks(settings.blocks);
  if (settings.blocks !== undefined && settings.permutations > 0) {
    throw new OptionError(
      'permutations pair rows one by one, which rows that follow each other in time do not allow; use transferEntropy, or compare with estimates on surrogates',
      'permutations',
    );
  }
  requireDiscrete(settings.discrete);
  requireRange('jitter', settings.jitter, (noise) => noise >= 0, 'a number from 0 up, such as 0.001');
  if (options.backend !== undefined) requireBackend(options.backend);
  if (options.workers !== undefined) requireWhole('workers', options.workers, 1);
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new OptionError('signal must be an AbortSignal, such as new AbortController().signal', 'signal');
  }
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new OptionError('onProgress must be a function that takes the progress so far', 'onProgress');
  }
  return settings;
}

/** The options that lead to settings again. */
export function optionsOf({ isAuto, estimator, ...others }: Settings): MutualInformationOptions {
  return { ...others, estimator: isAuto ? 'auto' : estimator };
}

function defaultCriticOf(estimator: EstimatorName): CriticName | Critic {
  return boundOf(estimator).trains === 'likelihood' ? conditionalCriticNames[0] : defaultSettings.critic;
}
