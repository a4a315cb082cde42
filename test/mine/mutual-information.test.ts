import {
  AbortedError,
  criticNames,
  DataError,
  estimatorNames,
  gaussianMutualInformation,
  mutualInformation,
  natsToBits,
  type Progress,
} from '@infograd/mine';
import { memory, wasm } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { boundOf } from '../../packages/mine/src/bounds/index.ts';
import { columns, correlated, quick } from './small-data.ts';

const { x, y } = correlated(1000, 0.8);

afterEach(() => expect(memory().tensors).toBe(0));

describe('an estimate', () => {
  test('holds the value, its uncertainty, the curve and what it was made from', async () => {
    const result = await mutualInformation(x, y, { ...quick, seed: 3 });
    expect(result).toMatchObject({
      estimator: 'mine',
      critic: 'joint',
      preprocess: 'copula',
      backend: 'wasm',
      n: 1000,
      dimX: 1,
      dimY: 1,
      seed: 3,
      converged: true,
      warnings: [],
      wasm: { threads: wasm().info.threads, fma: wasm().info.fma, blas: wasm().info.blas },
    });
    const truth = gaussianMutualInformation({ rho: 0.8 });
    expect(Math.abs(result.mi - truth)).toBeLessThan(4 * result.stdError + 0.02);
    expect(result.bits).toBe(natsToBits(result.mi));
    expect(result.test).toBe(result.mi);
    expect(result.interval[1] - result.mi).toBeCloseTo(1.96 * result.stdError, 4);
    expect(result.mi - result.interval[0]).toBeCloseTo(1.96 * result.stdError, 4);
    expect(result.history[0]).toMatchObject({ step: 0 });
    expect(result.history.at(-1)!.step).toBe(result.steps);
    expect(Math.max(...result.history.map(({ validation }) => validation))).toBe(result.validation);
    expect(result.seconds).toBeGreaterThan(0);
  });

  test('leaves the event loop its turns, while the value is read as well', async () => {
    let longest = 0;
    let last = performance.now();
    const turn = (): void => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    };
    const timer = setInterval(turn, 5);
    const { seconds } = await mutualInformation(x, y, { estimator: 'mine', steps: 1, hidden: [384, 384] });
    turn();
    clearInterval(timer);
    expect(longest / 1000).toBeLessThan(seconds / 3);
  });

  test('turns into JSON and back', async () => {
    const result = await mutualInformation(x, y, { ...quick, steps: 50 });
    const parsed = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
    const { toJSON: _, ...fields } = result;
    expect(parsed).toEqual(fields);
    expect(Object.keys(parsed)).toEqual(
      expect.arrayContaining(['mi', 'bits', 'stdError', 'interval', 'warnings', 'history']),
    );
  });

  test('is the same to the bit for the same seed, and another for another', async () => {
    const runs = [];
    for (const seed of [5, 5, 6]) {
      const { seconds: _, ...rest } = (await mutualInformation(x, y, { ...quick, steps: 100, seed })).toJSON();
      runs.push(rest);
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]!.mi).not.toBe(runs[0]!.mi);
  });

  test('does not depend on what runs beside it', async () => {
    const options = { ...quick, steps: 100 };
    const [alone, beside] = [
      await mutualInformation(x, y, options),
      await Promise.all([mutualInformation(x, y, options), mutualInformation(y, x, options)]),
    ];
    expect(beside[0]!.mi).toBe(alone.mi);
  });

  test('of independent variables is near zero, and never clamped', async () => {
    const independent = correlated(1000, 0);
    const values = [];
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const options = { ...quick, steps: 200, seed, preprocess: 'copula' } as const;
      values.push((await mutualInformation(independent.x, independent.y, options)).mi);
    }
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(0.05);
    expect(Math.min(...values)).toBeLessThan(0);
  });

  test('does not change under a monotone change of a variable with copula inputs', async () => {
    const options = { ...quick, preprocess: 'copula' } as const;
    const plain = await mutualInformation(x, y, options);
    const bent = await mutualInformation(
      x.map(Math.exp),
      y.map((value) => value ** 3),
      options,
    );
    // Test rows are placed between training rows by value, so the two differ by interpolation alone.
    expect(bent.mi).toBeCloseTo(plain.mi, 1);
  });

  const freeCritics = criticNames.filter((critic) => !critic.startsWith('conditional'));
  const ofInformation = estimatorNames.filter((estimator) => boundOf(estimator).measure === 'mutual-information');
  const trainedByScores = ofInformation.filter((estimator) => boundOf(estimator).trains === 'scores');
  // Every bound with one critic, and every critic that can represent the ratio with one bound; symmetric InfoNCE needs a critic that scores all pairs.
  const combinations = [
    ...trainedByScores.map(
      (estimator) => [estimator, estimator === 'symmetric-info-nce' ? 'separable' : 'joint'] as const,
    ),
    ...freeCritics
      .filter((critic) => critic !== 'joint' && critic !== 'bilinear')
      .map((critic) => ['mine', critic] as const),
    ['info-nce', 'separable'] as const,
  ];
  test.each(combinations)('finds dependence with the %s bound and the %s critic', async (estimator, critic) => {
    const result = await mutualInformation(x, y, { ...quick, steps: 300, evaluateEvery: 100, estimator, critic });
    expect(result.estimator).toBe(estimator);
    expect(result.critic).toBe(critic);
    expect(Math.abs(result.mi - gaussianMutualInformation({ rho: 0.8 }))).toBeLessThan(4 * result.stdError + 0.06);
  });

  test('is nearly the same on the reference backend', async () => {
    const options = { ...quick, steps: 30, evaluateEvery: 10 };
    const onReference = await mutualInformation(x, y, { ...options, backend: 'reference' });
    expect(onReference.backend).toBe('reference');
    // Not closer: where a gradient is zero but for rounding, Adam takes a whole step in the direction of the rounding.
    expect(onReference.mi).toBeCloseTo((await mutualInformation(x, y, options)).mi, 2);
  }, 60_000);
});

describe('several columns', () => {
  test('are rows of a table', async () => {
    const result = await mutualInformation(columns(x, 2), columns(y, 2), quick);
    expect(result).toMatchObject({ n: 500, dimX: 2, dimY: 2 });
  });

  test('may be fewer on one side', async () => {
    const result = await mutualInformation(columns(x, 2), x.slice(0, 500), quick);
    expect(result).toMatchObject({ dimX: 2, dimY: 1 });
  });
});

describe('bad data', () => {
  test('of different lengths', async () => {
    await expect(mutualInformation(x, y.slice(1), quick)).rejects.toMatchObject({
      name: 'DataError',
      code: 'length-mismatch',
      argument: 'y',
      message: 'x has 1000 rows and y has 999: row i of x must belong to row i of y. Pass as many rows of each',
    });
  });

  test('with fewer training rows than a batch', async () => {
    const error = await mutualInformation(x.slice(0, 100), y.slice(0, 100), quick).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({
      code: 'too-few-rows',
      message: '100 rows leave 50 for training, fewer than a batch of 64. Pass more rows, or a batchSize of 50 or less',
    });
  });

  test('in y is told from bad data in x', async () => {
    const broken = y.slice();
    broken[7] = Number.NaN;
    await expect(mutualInformation(x, broken, quick)).rejects.toMatchObject({
      code: 'not-finite',
      argument: 'y',
      row: 7,
    });
  });
});

describe('progress', () => {
  test('is told after every check', async () => {
    const reports: Progress[] = [];
    const result = await mutualInformation(x, y, { ...quick, onProgress: (progress) => reports.push(progress) });
    expect(reports.map(({ step }) => step)).toEqual(result.history.slice(1).map(({ step }) => step));
    for (const [i, report] of reports.entries()) {
      expect(report).toMatchObject(result.history[i + 1]!);
      expect(report.steps).toBe(quick.steps);
      expect(report.best).toBe(Math.max(...result.history.slice(0, i + 2).map(({ validation }) => validation)));
      expect(report.secondsLeft).toBeGreaterThanOrEqual(0);
    }
    expect(reports.at(-1)!.secondsLeft).toBe(0);
  });

  test('that throws ends the estimate with that error', async () => {
    const onProgress = () => {
      throw new RangeError('from the callback');
    };
    await expect(mutualInformation(x, y, { ...quick, onProgress })).rejects.toThrow('from the callback');
  });
});

describe('an abort', () => {
  test('rejects with the best estimate so far', async () => {
    const controller = new AbortController();
    const onProgress = ({ step }: Progress) => step === 100 && controller.abort(new Error('enough'));
    const error = await mutualInformation(x, y, { ...quick, signal: controller.signal, onProgress }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AbortedError);
    const { partial, cause, message } = error as AbortedError;
    expect(message).toBe('the estimate was aborted after 100 steps; error.partial holds the best estimate so far');
    expect((cause as Error).message).toBe('enough');
    expect(partial).toMatchObject({ steps: 100, converged: false, n: 1000 });
    expect(partial!.mi).toBeGreaterThan(0.2);
    expect(partial!.warnings.map(({ code }) => code)).toContain('not-converged');
  });

  test('before the start leaves no estimate', async () => {
    const error = await mutualInformation(x, y, { signal: AbortSignal.abort() }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortedError);
    expect((error as AbortedError).partial).toBeUndefined();
  });

  test('comes through from a timer, because training lets the event loop run', async () => {
    const started = performance.now();
    const options = { ...quick, steps: 1_000_000, patience: 1_000_000, signal: AbortSignal.timeout(200) };
    await expect(mutualInformation(x, y, options)).rejects.toBeInstanceOf(AbortedError);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('warnings', () => {
  const codesOf = async (...[data, options]: [{ x: Float64Array; y: Float64Array }, object]): Promise<string[]> =>
    (await mutualInformation(data.x, data.y, { ...quick, ...options })).warnings.map(({ code }) => code);

  test('of a curve that was still rising', async () => {
    expect(await codesOf({ x, y }, { steps: 60, evaluateEvery: 5, learningRate: 0.005 })).toContain('not-converged');
  });

  test('are spared when early stopping undid the overfitting', async () => {
    const noise = correlated(400, 0);
    const wide = await mutualInformation(columns(correlated(4000, 0, 7).x, 10), noise.x, {
      ...quick,
      activation: 'relu',
      hidden: [128, 128],
      batchSize: 100,
      weightDecay: 0,
      evaluateEvery: 100,
      patience: 2,
    });
    expect(wide.history.at(-1)!.train).toBeGreaterThan(0.1 + wide.history.at(-1)!.validation);
    // The weights from before the overfitting were restored, so the kept ones deserve no warning.
    expect(wide.warnings).toEqual([]);
    expect(Math.abs(wide.mi)).toBeLessThan(0.05);
  });

  test('of a value near the logarithm of the test rows', async () => {
    const same = correlated(200, 0.99999);
    expect(await codesOf(same, { batchSize: 64, steps: 600, hidden: [32, 32] })).toContain('near-ceiling');
  });

  test('of training that overflowed, with the last finite weights', async () => {
    const result = await mutualInformation(x, y, { ...quick, learningRate: 1e30, estimator: 'nwj' });
    expect(result.warnings.map(({ code }) => code)).toContain('non-finite');
    expect(Number.isFinite(result.mi)).toBe(true);
    expect(result.converged).toBe(false);
  });
});
