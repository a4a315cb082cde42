import {
  AbortedError,
  DataError,
  type DivergenceKind,
  type DivergenceOptions,
  type DivergenceResult,
  divergence,
  divergenceKinds,
  OptionError,
  type Progress,
} from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';

afterEach(() => expect(memory().tensors).toBe(0));

function normal(rows: number, seed: number, { mean = 0, deviation = 1 } = {}): Float64Array {
  using values = random(seed).normal([rows], { dtype: 'float64', backend: reference() });
  return (values.dataSync() as Float64Array).map((value) => mean + deviation * value);
}

const quick = { hidden: [16], activation: 'softplus', steps: 400, evaluateEvery: 50, learningRate: 0.01 } as const;

/** Between N(1, 1) and N(0, 1), by quadrature over both densities. */
function truthOf(kind: DivergenceKind, mean = 1): number {
  const density = (x: number, centre: number) => Math.exp(-((x - centre) ** 2) / 2) / Math.sqrt(2 * Math.PI);
  let total = 0;
  const step = 1e-3;
  for (let x = -12; x <= 13; x += step) {
    const [p, q] = [density(x, mean), density(x, 0)];
    const u = p / q;
    const terms: Record<DivergenceKind, number> = {
      kl: p * Math.log(u),
      'reverse-kl': -q * Math.log(u),
      'pearson-chi2': q * (u - 1) ** 2,
      'squared-hellinger': (Math.sqrt(p) - Math.sqrt(q)) ** 2,
      'jensen-shannon': p * Math.log((2 * p) / (p + q)) + q * Math.log((2 * q) / (p + q)),
      gan: p * Math.log(p / (p + q)) + q * Math.log(q / (p + q)),
    };
    total += terms[kind] * step;
  }
  return total;
}

describe('between two normal distributions', () => {
  const p = normal(6000, 1, { mean: 1 });
  const q = normal(5000, 2);

  test.each(divergenceKinds)('%s is found, within its interval or 5 %%', async (kind) => {
    const truth = truthOf(kind);
    const result = await divergence(p, q, { ...quick, kind, seed: 1 });
    expect(result).toMatchObject({ kind, rows: { p: 6000, q: 5000 }, dimension: 1, seed: 1 });
    expect(result.unit).toBe(kind === 'pearson-chi2' || kind === 'squared-hellinger' ? 'none' : 'nats');
    expect(Math.abs(result.value - truth)).toBeLessThan(2.5 * result.stdError + 0.05 * Math.abs(truth));
    expect(result.interval).toEqual([
      expect.closeTo(result.value - 1.96 * result.stdError, 4),
      expect.closeTo(result.value + 1.96 * result.stdError, 4),
    ]);
    expect(result.stdError).toBeGreaterThan(0);
    expect(result.stdError).toBeLessThan(0.2);
    expect(result.history[0]!.step).toBe(0);
  });

  test('has the standard error that other samples show', async () => {
    const errors: number[] = [];
    const values: number[] = [];
    for (let seed = 0; seed < 12; seed++) {
      const result = await divergence(normal(1000, 10 + seed, { mean: 1 }), normal(800, 50 + seed), {
        ...quick,
        steps: 150,
        batchSize: 128,
        kind: 'jensen-shannon',
        seed,
      });
      errors.push(result.stdError);
      values.push(result.value);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const predicted = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    // Twelve values know their deviation to about 20 %; training adds to it.
    expect(predicted / deviation).toBeGreaterThan(0.45);
    expect(predicted / deviation).toBeLessThan(1.7);
  }, 60_000);

  test('equal options and data give equal results', async () => {
    const options = { ...quick, steps: 50, seed: 4 };
    const [first, second] = [await divergence(p, q, options), await divergence(p, q, options)];
    expect(second.value).toBe(first.value);
    expect(first.kind).toBe('kl');
    expect((await divergence(p, q, { ...options, seed: 5 })).value).not.toBe(first.value);
  });
});

describe('between two samples of one distribution', () => {
  test.each(['kl', 'reverse-kl', 'pearson-chi2', 'jensen-shannon'] as const)('%s is about 0', async (kind) => {
    const { value, stdError } = await divergence(normal(3000, 3), normal(3000, 4), { ...quick, kind, steps: 200 });
    expect(Math.abs(value)).toBeLessThan(3 * stdError + 0.02);
  });

  test('the GAN value is -log 4, and draws no warning for being negative', async () => {
    const options = { ...quick, kind: 'gan', steps: 200 } as const;
    const { value, warnings } = await divergence(normal(3000, 3), normal(3000, 4), options);
    expect(value).toBeCloseTo(-Math.log(4), 1);
    expect(warnings.map(({ code }) => code)).not.toContain('negative');
  });
});

test('several columns, told apart only together', async () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((seed) => normal(4000, seed));
  const joint = Float64Array.from({ length: 8000 }, (_, i) =>
    i % 2 === 0 ? a![i >> 1]! : 0.8 * a![i >> 1]! + 0.6 * b![i >> 1]!,
  );
  const product = Float64Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? c![i >> 1]! : d![i >> 1]!));
  const options = { ...quick, hidden: [32, 32], seed: 2 };
  const { value, stdError, dimension } = await divergence(
    { data: joint, shape: [4000, 2] },
    { data: product, shape: [4000, 2] },
    options,
  );
  expect(dimension).toBe(2);
  expect(Math.abs(value + Math.log(0.36) / 2)).toBeLessThan(3 * stdError + 0.05);
});

test('a heavy tail is warned of, and a bounded divergence on the same data needs no warning', async () => {
  const [narrow, wide] = [normal(3000, 5), normal(3000, 6, { deviation: 3 })];
  // The mean of q/p under P, which the reverse Kullback-Leibler bound rests on, has no variance here.
  const reverse = await divergence(narrow, wide, { ...quick, kind: 'reverse-kl' });
  expect(reverse.warnings.map(({ code }) => code)).toContain('heavy-tail');
  expect(reverse.warnings.find(({ code }) => code === 'heavy-tail')?.message).toMatch(
    /^one row of p makes up \d+ % of its mean: 'reverse-kl' has a heavy tail/,
  );
  const bounded = await divergence(narrow, wide, { ...quick, kind: 'jensen-shannon' });
  expect(bounded.warnings).toEqual([]);
});

describe('what makes no sense is refused', () => {
  const p = normal(1000, 1);
  const cases: [string, DivergenceOptions, string][] = [
    ['kind', { kind: 'wasserstein' as DivergenceKind }, 'unknown kind "wasserstein"; use kl, reverse-kl'],
    [
      'estimator',
      { estimator: 'mine' } as DivergenceOptions,
      'unknown option estimator; the options of divergence are',
    ],
    ['steps', { steps: 0 }, 'steps is 0'],
  ];

  test.each(cases)('option %s', async (option, options, message) => {
    const error = await divergence(p, p, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ option, message: expect.stringContaining(message) });
  });

  test('samples of different spaces, too few rows, a column constant in both', async () => {
    await expect(divergence(p, { data: p, shape: [500, 2] })).rejects.toThrow('p has 1 columns and q has 2');
    await expect(divergence(p, [1, 2, 3], quick)).rejects.toThrow(DataError);
    await expect(divergence(Array(1000).fill(1), Array(1000).fill(1), quick)).rejects.toThrow(
      'p and q together: column 0 is constant',
    );
  });

  test('a signal stops it', async () => {
    const controller = new AbortController();
    const options = { ...quick, evaluateEvery: 10, signal: controller.signal, onProgress: () => controller.abort() };
    await expect(divergence(p, normal(1000, 2), options)).rejects.toThrow(AbortedError);
    await expect(divergence(p, p, { signal: AbortSignal.abort() })).rejects.toThrow('aborted before training');
  });

  test('a signal that stops it leaves the best divergence so far', async () => {
    const controller = new AbortController();
    const onProgress = ({ step }: Progress) => step === 200 && controller.abort('enough');
    const options = { ...quick, evaluateEvery: 50, steps: 1000, signal: controller.signal, onProgress };
    const wide = normal(1000, 2).map((value) => 3 * value);
    const error = await divergence(p, wide, { ...options, kind: 'jensen-shannon' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortedError);
    const { partial, message, cause } = error as AbortedError<DivergenceResult>;
    expect(message).toBe('the estimate was aborted after 200 steps; error.partial holds the best estimate so far');
    expect(cause).toBe('enough');
    expect(partial).toMatchObject({ kind: 'jensen-shannon', steps: 200, converged: false, rows: { p: 1000, q: 1000 } });
    // Twice the divergence of standard normals whose deviations are 1 and 3 is 0.37.
    expect(partial!.value).toBeGreaterThan(0.1);
    expect(partial!.value).toBeLessThan(0.5);
    expect(partial!.history.map(({ step }) => step)).toEqual([0, 50, 100, 150, 200]);
  });
});
