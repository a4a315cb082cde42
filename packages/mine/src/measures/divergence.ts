/**
 * Divergences between any two samples: a critic is trained to raise the variational bound of an f-divergence, and the value is read off rows
 * of both samples that training did not see. The samples need not be paired, nor equally long. This is f-GAN's estimator without the
 * generator; mutual information is the special case of joint rows against shuffled ones.
 */
import { disposeTree, mlp } from '@infograd/autograd';
import { random, tensor } from '@infograd/tensor';
import { openBackend } from '../backend.ts';
import type { Reading } from '../bounds/bound.ts';
import type { DivergenceKind, FDivergence } from '../bounds/f-divergences/f-divergence.ts';
import { divergenceKinds, fDivergences } from '../bounds/f-divergences/index.ts';
import { standardError } from '../bounds/influence.ts';
import { abortedError, DataError, OptionError } from '../errors.ts';
import { interval95 } from '../fitting/estimate.ts';
import { hasConverged, nonFinite, notConverged, overfitting } from '../fitting/warnings.ts';
import { type MutualInformationOptions, resolveSettings } from '../options/options.ts';
import type { EstimateWarning, HistoryEntry } from '../result.ts';
import { applyPreprocess, type FittedPreprocess, fitPreprocess } from '../rows/preprocess.ts';
import { readNewSamples, type SampleInput, type Samples } from '../rows/samples.ts';
import { type Split, splitRows, takeRows } from '../rows/split.ts';
import type { TrainingOutcome } from '../training/training-loop.ts';
import { readDivergence, trainForDivergence } from './divergence-training.ts';

const sharedOptions = [
  'hidden',
  'activation',
  'preprocess',
  'steps',
  'batchSize',
  'learningRate',
  'weightDecay',
  'split',
  'patience',
  'evaluateEvery',
  'seed',
  'backend',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof MutualInformationOptions)[];

/**
 * The divergence, and options of training that `mutualInformation` has too. Their defaults are those of its single estimators, except for
 * the activation, which is 'softplus'.
 */
export type DivergenceOptions = Pick<MutualInformationOptions, (typeof sharedOptions)[number]> & {
  /** Which divergence; 'kl' when left out. */
  kind?: DivergenceKind;
};

export interface DivergenceResult {
  readonly kind: DivergenceKind;
  /** On test rows of both samples; below the divergence, but for noise. Equal distributions give 0, except for 'gan': -log 4. */
  readonly value: number;
  /** 'none' for the divergences that no logarithm gives a unit. */
  readonly unit: 'nats' | 'none';
  /** Standard error of `value` from the sampling of the test rows. It does not know how far the value lies below the truth. */
  readonly stdError: number;
  /** value -/+ 1.96 stdError: 95 % for the value under this critic. */
  readonly interval: readonly [low: number, high: number];
  /** The value on training rows (4,096 of each sample at most), under the weights that were kept. */
  readonly train: number;
  /** The value on the validation rows, which chose the weights. */
  readonly validation: number;
  readonly history: readonly HistoryEntry[];
  readonly steps: number;
  readonly converged: boolean;
  readonly warnings: readonly EstimateWarning[];
  readonly seed: number;
  /** Rows of p and of q. */
  readonly rows: { readonly p: number; readonly q: number };
  /** Columns. */
  readonly dimension: number;
  readonly seconds: number;
}

/**
 * Estimates an f-divergence D(P || Q) from a sample of each.
 *
 * A critic is trained on one part of the rows, its weights are chosen on a second, and the value is a lower bound read off a
 * third. Source: Nowozin et al. 2016 (arXiv 1606.00709), equation 4.
 *
 * @param p, q samples of P and of Q: any numbers of rows, as many columns each
 * @param options.kind 'kl' (the default), 'reverse-kl', 'pearson-chi2', 'squared-hellinger', 'jensen-shannon' (twice the usual one) or
 *   'gan'; for the others see {@link MutualInformationOptions}
 * @throws OptionError for options and DataError for data that make no sense; AbortedError when `options.signal` fires, whose `partial` is
 *   the `DivergenceResult` of the best weights so far
 * @example
 * const { value, interval } = await divergence(p, q, { kind: 'jensen-shannon', seed: 1 });
 */
export async function divergence(
  p: SampleInput,
  q: SampleInput,
  options: DivergenceOptions = {},
): Promise<DivergenceResult> {
  const started = performance.now();
  const { kind = 'kl', ...others } = options;
  const definition = definitionOf(kind);
  requireShared(others);
  const settings = resolveSettings({ activation: 'softplus', ...others, estimator: kind });
  const { signal, onProgress } = others;
  const samples = { p: await readNewSamples(p, 'p'), q: await readNewSamples(q, 'q') };
  requireSameColumns(samples.p, samples.q);
  if (signal?.aborted) throw abortedError(signal, undefined);

  const backend = await openBackend(others.backend);
  const rng = random(settings.seed);
  const splits = {
    p: splitRows(samples.p.n, settings.split, rng.fork('split of p'), settings.batchSize),
    q: splitRows(samples.q.n, settings.split, rng.fork('split of q'), settings.batchSize),
  };
  const scale = fitPreprocess(settings.preprocess, stacked(partOf(samples, splits, 'train')), 'p and q together');
  const upload = (part: keyof Split) => {
    const { p, q } = partOf(samples, splits, part);
    return { p: uploaded(scale, p), q: uploaded(scale, q) };
  };
  const uploaded = (fitted: FittedPreprocess, rows: Samples) =>
    tensor(applyPreprocess(fitted, rows), { shape: [rows.n, rows.d], backend });

  const network = mlp({ sizes: [samples.p.d, ...settings.hidden, 1], activation: settings.activation });
  const train = upload('train');
  const validation = upload('validation');
  const test = upload('test');
  try {
    const plan = { divergence: definition, network, train, validation, settings, backend, rng, signal, onProgress };
    const outcome = await trainForDivergence(plan);
    try {
      const reading = await readDivergence(plan, outcome.params, test);
      const stdError = standardError(reading.influence);
      const result: DivergenceResult = {
        kind,
        value: reading.value,
        unit: definition.unit,
        stdError,
        interval: interval95(reading.value, stdError),
        train: outcome.best.train.value,
        validation: outcome.best.validation.value,
        history: outcome.history,
        steps: outcome.steps,
        converged: hasConverged(outcome),
        warnings: warningsOf(definition, outcome, reading),
        seed: settings.seed,
        rows: { p: samples.p.n, q: samples.q.n },
        dimension: samples.p.d,
        seconds: (performance.now() - started) / 1000,
      };
      if (signal?.aborted) throw abortedError(signal, result);
      return result;
    } finally {
      disposeTree(outcome.params);
    }
  } finally {
    disposeTree([train, validation, test]);
  }
}

function definitionOf(kind: DivergenceKind): FDivergence {
  if (divergenceKinds.includes(kind)) return fDivergences[kind];
  throw new OptionError(`unknown kind ${JSON.stringify(kind)}; use ${divergenceKinds.join(', ')}`, 'kind');
}

function requireShared(options: object): void {
  const unknown = Object.keys(options).find((name) => !(sharedOptions as readonly string[]).includes(name));
  if (unknown === undefined) return;
  throw new OptionError(
    `unknown option ${unknown}; the options of divergence are kind, ${sharedOptions.join(', ')}`,
    unknown,
  );
}

function requireSameColumns(p: Samples, q: Samples): void {
  if (p.d === q.d) return;
  throw new DataError(`p has ${p.d} columns and q has ${q.d}; pass samples of one space`, {
    code: 'dimension-mismatch',
    argument: 'q',
  });
}

function partOf(
  samples: { p: Samples; q: Samples },
  splits: { p: Split; q: Split },
  part: keyof Split,
): { p: Samples; q: Samples } {
  return { p: takeRows(samples.p, splits.p[part]), q: takeRows(samples.q, splits.q[part]) };
}

function stacked({ p, q }: { p: Samples; q: Samples }): Samples {
  const values = new Float64Array(p.values.length + q.values.length);
  values.set(p.values);
  values.set(q.values, p.values.length);
  return { values, n: p.n + q.n, d: p.d };
}

function warningsOf(
  definition: FDivergence,
  outcome: TrainingOutcome<unknown>,
  test: Reading,
): readonly EstimateWarning[] {
  const signs = [
    notConverged(outcome),
    overfitting(outcome),
    nonFinite(outcome, test),
    heavyTail(definition, test),
    negative(definition, test),
  ];
  return signs.filter((warning) => warning !== undefined);
}

function heavyTail({ name, heavyTail }: FDivergence, { largestShare }: Reading): EstimateWarning | undefined {
  if (!(largestShare > 0.02)) return undefined;
  const sample = heavyTail === 'joint' ? 'p' : 'q';
  return {
    code: 'heavy-tail',
    message: `one row of ${sample} makes up ${(100 * largestShare).toFixed(0)} % of its mean: '${name}' has a heavy tail on these data, so value and standard error are unreliable and likely too low; use more rows, or a bounded divergence such as 'jensen-shannon'`,
  };
}

function negative({ generator }: FDivergence, { value, influence }: Reading): EstimateWarning | undefined {
  const least = generator(1);
  if (!(value < least - 0.01 - 2 * standardError(influence))) return undefined;
  return {
    code: 'negative',
    message: `${value.toFixed(3)} is below ${least.toFixed(3)}, the value of equal distributions, by more than its noise: the critic does not carry over to the test rows. Use preprocess 'copula', more rows or more weightDecay`,
  };
}
