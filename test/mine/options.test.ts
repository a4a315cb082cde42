import {
  type Critic,
  MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformation,
  OptionError,
} from '@infograd/mine';
import { sum } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';

describe('options that make no sense are refused before any work, naming option and remedy', () => {
  const cases: [option: string, value: unknown, message: string][] = [
    ['estimator', 'mien', 'unknown estimator "mien"; use auto, mine, donsker-varadhan, nwj'],
    ['evaluate', 'auto', 'unknown evaluate "auto"; use mine, donsker-varadhan, nwj'],
    ['critic', 'tensor', 'unknown critic "tensor"; use joint, separable, bilinear'],
    ['critic', { name: 'own' }, 'critic is an object without name, init and pairs; use a Critic'],
    ['negatives', 'shuffle', 'unknown negatives "shuffle"; use derangement, independent, all-pairs'],
    ['negativesPerRow', 0, 'negativesPerRow is 0; use a whole number of 1 or more'],
    ['folds', 0, 'folds is 0; use a whole number of 1 or more'],
    ['restarts', 1.5, 'restarts is 1.5; use a whole number of 1 or more'],
    ['permutations', -1, 'permutations is -1; use a whole number of 0 or more'],
    ['jitter', -1, 'jitter is -1; use a number from 0 up'],
    ['isAuto', true, 'unknown option isAuto; the options are estimator, evaluate, critic'],
    [
      'activation',
      'swish',
      'unknown activation "swish"; use none, relu, leakyRelu, elu, tanh, sigmoid, softplus, gelu',
    ],
    ['preprocess', 'whiten', 'unknown preprocess "whiten"; use standardize, copula, uniform, none'],
    ['backend', 'webgpu', 'unknown backend "webgpu"; use wasm, reference, gpu, or a backend itself'],
    ['hidden', [], 'hidden is []; use layer widths such as [64, 64]'],
    ['hidden', [64, 0], 'hidden is [64,0]; use layer widths such as [64, 64]'],
    ['hidden', 64, 'hidden is 64; use layer widths such as [64, 64]'],
    ['steps', 0, 'steps is 0; use a whole number of 1 or more'],
    ['steps', 10.5, 'steps is 10.5; use a whole number of 1 or more'],
    ['batchSize', 1, 'batchSize is 1; use a whole number of 2 or more'],
    ['patience', -1, 'patience is -1; use a whole number of 1 or more'],
    ['evaluateEvery', '5', 'evaluateEvery is 5; use a whole number of 1 or more'],
    ['seed', -1, 'seed is -1; use a whole number of 0 or more'],
    ['learningRate', 0, 'learningRate is 0; use a number above 0, such as 0.005'],
    ['learningRate', Number.NaN, 'learningRate is NaN; use a number above 0, such as 0.005'],
    ['emaRate', 2, 'emaRate is 2; use a number above 0 and at most 1, such as 0.01'],
    ['weightDecay', -0.1, 'weightDecay is -0.1; use a number from 0 up'],
    ['split', { train: 0.5, validation: 0.5, test: 0 }, 'use three shares above 0 that sum to 1'],
    ['split', { train: 0.5, validation: 0.2, test: 0.2 }, 'use three shares above 0 that sum to 1'],
    ['split', { train: 0.8, test: 0.2 }, 'use three shares above 0 that sum to 1'],
    ['signal', {}, 'signal must be an AbortSignal'],
    ['onProgress', 'print', 'onProgress must be a function'],
    ['batch', 64, 'unknown option batch; the options are estimator, evaluate, critic, hidden'],
  ];

  test.each(cases)('%s: %j', async (option, value, message) => {
    const options = { [option]: value } as MutualInformationOptions;
    const error = await mutualInformation([], [], options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ name: 'OptionError', option, message: expect.stringContaining(message) });
    expect(() => new MutualInformationEstimator(options)).toThrow(OptionError);
  });
});

describe('options that do not go together are refused before any work', () => {
  const pairByPair: Critic<[]> = { name: 'own', init: () => [], pairs: (_, x) => sum(x, { axis: 1 }) };
  const cases: [options: MutualInformationOptions, option: string, message: string][] = [
    [
      { estimator: 'symmetric-info-nce' },
      'critic',
      "estimator 'symmetric-info-nce' compares all pairs of a batch, which critic 'joint' scores one by one; use critic 'separable', 'bilinear' or 'elliptical', negatives 'all-pairs', or estimator 'info-nce' or 'mine'",
    ],
    [{ critic: 'joint' }, 'critic', "which critic 'joint' scores one by one"],
    [{ critic: pairByPair }, 'critic', "use critic 'separable', 'bilinear' or 'elliptical', or estimator 'info-nce'"],
    [
      { estimator: 'symmetric-info-nce', critic: 'separable', negatives: 'derangement' },
      'negatives',
      "compares all pairs of a batch, so negatives cannot be 'derangement'; leave negatives out",
    ],
    [
      { estimator: 'mine', critic: pairByPair, negatives: 'all-pairs' },
      'negatives',
      "critic 'own' scores pairs one by one, so negatives cannot be 'all-pairs'; give it allPairs",
    ],
    [
      { estimator: 'mine', critic: 'separable', negativesPerRow: 4 },
      'negativesPerRow',
      "negativesPerRow is 4, but each row meets all others of its batch; leave it out, or use negatives 'derangement'",
    ],
    [{ estimator: 'mine', batchSize: 8, negativesPerRow: 8 }, 'negativesPerRow', 'a batch of 8 has 7 other rows'],
    [
      { blocks: { length: 10 }, permutations: 9 },
      'permutations',
      'use transferEntropy, or compare with estimates on surrogates',
    ],
    [{ estimator: 'club', critic: 'joint' }, 'critic', "reads a model of y given x, which critic 'joint' is not"],
    [{ estimator: 'club', critic: pairByPair }, 'critic', "reads a model of y given x, which critic 'own' is not"],
    [
      { estimator: 'mine', evaluate: 'club' },
      'critic',
      "evaluate 'club' reads a model of y given x, which critic 'joint'",
    ],
  ];

  test.each(cases)('%j', async (options, option, message) => {
    await expect(mutualInformation([], [], options)).rejects.toMatchObject({
      name: 'OptionError',
      option,
      message: expect.stringContaining(message),
    });
  });

  test('and those that do are not', () => {
    const fine: MutualInformationOptions[] = [
      { estimator: 'symmetric-info-nce', negatives: 'all-pairs' },
      { estimator: 'info-nce', critic: 'separable', negatives: 'derangement', negativesPerRow: 7, batchSize: 8 },
      { estimator: 'mine', negatives: 'independent', negativesPerRow: 100, batchSize: 8 },
      { estimator: 'mine', critic: pairByPair },
      { estimator: 'mine', critic: 'conditional-gaussian', evaluate: 'club' },
      { estimator: 'club', evaluate: 'mine' },
    ];
    for (const options of fine) expect(() => new MutualInformationEstimator(options)).not.toThrow();
  });
});

test('an option that is undefined takes its default', () => {
  expect(() => new MutualInformationEstimator({ steps: undefined, seed: undefined })).not.toThrow();
});
