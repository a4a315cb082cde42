import {
  MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformation,
  OptionError,
} from '@infograd/mine';
import { describe, expect, test } from '@jest/globals';

describe('options that make no sense are refused before any work, naming option and remedy', () => {
  const cases: [option: string, value: unknown, message: string][] = [
    ['estimator', 'mien', 'unknown estimator "mien"; use mine, donsker-varadhan, nwj'],
    ['critic', 'bilinear', 'unknown critic "bilinear"; use joint, separable'],
    [
      'activation',
      'swish',
      'unknown activation "swish"; use none, relu, leakyRelu, elu, tanh, sigmoid, softplus, gelu',
    ],
    ['preprocess', 'whiten', 'unknown preprocess "whiten"; use standardize, copula, none'],
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
    ['batch', 64, 'unknown option batch; the options are estimator, critic, hidden'],
  ];

  test.each(cases)('%s: %j', async (option, value, message) => {
    const options = { [option]: value } as MutualInformationOptions;
    const error = await mutualInformation([], [], options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ name: 'OptionError', option, message: expect.stringContaining(message) });
    expect(() => new MutualInformationEstimator(options)).toThrow(OptionError);
  });
});

test('an option that is undefined takes its default', () => {
  expect(() => new MutualInformationEstimator({ steps: undefined, seed: undefined })).not.toThrow();
});
