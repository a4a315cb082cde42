import {
  autoregressiveCovariances,
  autoregressiveTransferEntropy,
  laggedPairs,
  mutualInformation,
  splitRows,
  surrogates,
  transferEntropy,
} from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { permutedBlocks } from '../../packages/mine/src/rows/split-blocks.ts';
import { quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

/** A run of v_t = A v_(t-1) + unit noise for two variables, after its start is forgotten. */
function series(coefficients: number[][], n: number, seed: number): [Float64Array, Float64Array] {
  const forgotten = 200;
  using draws = random(seed).normal([2 * (n + forgotten)], { dtype: 'float64', backend: reference() });
  const noise = draws.dataSync() as Float64Array;
  const columns: [Float64Array, Float64Array] = [new Float64Array(n), new Float64Array(n)];
  let now = [0, 0];
  for (let t = 0; t < n + forgotten; t++) {
    now = coefficients.map((row, i) => row[0]! * now[0]! + row[1]! * now[1]! + noise[2 * t + i]!);
    if (t < forgotten) continue;
    for (const i of [0, 1] as const) columns[i][t - forgotten] = now[i]!;
  }
  return columns;
}

const driven = [
  [0.7, 0],
  [0.5, 0.4],
];

describe('the closed form', () => {
  test('has the stationary covariances of known series', () => {
    const [now, later] = autoregressiveCovariances({ coefficients: [[0.5]] }, 1);
    expect(now![0]![0]).toBeCloseTo(4 / 3, 12);
    expect(later![0]![0]).toBeCloseTo(2 / 3, 12);
    const noise = [
      [1, 0.3],
      [0.3, 2],
    ];
    const [sigma] = autoregressiveCovariances({ coefficients: driven, noise }, 0);
    const product = (p: number[][], q: number[][]) =>
      p.map((row) => q[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * q[k]![j]!, 0)));
    const transposed = driven[0]!.map((_, j) => driven.map((row) => row[j]!));
    const mapped = product(product(driven, sigma!), transposed);
    mapped.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value + noise[i]![j]!).toBeCloseTo(sigma![i]![j]!, 10);
      });
    });
  });

  test('is zero against the arrow, and what the source adds along it', () => {
    const options = { coefficients: driven };
    expect(autoregressiveTransferEntropy({ ...options, source: 1, target: 0 })).toBeCloseTo(0, 12);
    // Target given both pasts has variance 1; given its own past alone, the source's conditional variance is added.
    const [[[s00, s01], [, s11]]] = autoregressiveCovariances(options, 0) as [[[number, number], [number, number]]];
    const truth = Math.log1p(0.25 * (s00 - (s01 * s01) / s11)) / 2;
    expect(autoregressiveTransferEntropy({ ...options, source: 0, target: 1 })).toBeCloseTo(truth, 10);
    const longer = autoregressiveTransferEntropy({ ...options, source: 0, target: 1, history: 4 });
    expect(longer).toBeLessThan(truth);
    expect(longer).toBeGreaterThan(0.5 * truth);
  });

  test('refuses series that grow and variables that are not there', () => {
    expect(() => autoregressiveCovariances({ coefficients: [[1]] }, 0)).toThrow('the series is not stable');
    expect(() => autoregressiveCovariances({ coefficients: [[0.5, 1]] }, 0)).toThrow(
      'square matrices of the same size',
    );
    const options = { coefficients: driven, source: 0, target: 2 };
    expect(() => autoregressiveTransferEntropy(options)).toThrow('target 2 is none of the 2 variables, counted from 0');
    expect(() => autoregressiveTransferEntropy({ ...options, target: 0 })).toThrow('the same variable');
    expect(() => autoregressiveTransferEntropy({ ...options, target: 1, lag: 0 })).toThrow('lag 0');
  });
});

describe('lagged pairs', () => {
  test('are the present beside the pasts, newest first, with several columns kept together', async () => {
    const source = [
      [0, 100],
      [1, 101],
      [2, 102],
      [3, 103],
      [4, 104],
    ];
    const pairs = await laggedPairs(source, [10, 11, 12, 13, 14], { lag: 2, history: { source: 2, target: 1 } });
    expect([...pairs.times]).toEqual([3, 4]);
    expect(pairs.future).toEqual({ data: Float64Array.of(13, 14), shape: [2, 1] });
    expect(pairs.targetPast).toEqual({ data: Float64Array.of(12, 13), shape: [2, 1] });
    expect(pairs.sourcePast).toEqual({ data: Float64Array.of(1, 101, 0, 100, 2, 102, 1, 101), shape: [2, 4] });
  });

  test('show at which lag a series follows another', async () => {
    const [x] = series(
      [
        [0, 0],
        [0, 0],
      ],
      1003,
      1,
    );
    const follower = x.map((_, t) => (t < 3 ? 0.1 * t : x[t - 3]! + 0.3 * x[(7 * t + 11) % 1003]!));
    const at = async (lag: number): Promise<number> => {
      const { sourcePast, future } = await laggedPairs(x, follower, { lag });
      return (await mutualInformation(sourcePast, future, quick)).mi;
    };
    expect(await at(3)).toBeGreaterThan(0.8);
    expect(await at(2)).toBeLessThan(0.1);
  });

  test('are refused for lags that make no sense or reach before the start', async () => {
    await expect(laggedPairs([1, 2], [1, 2], { lag: 0 })).rejects.toThrow('lag is 0; use a whole number of 1 or more');
    await expect(laggedPairs([1, 2], [1, 2], { history: { target: 1.5 } })).rejects.toThrow('history.target is 1.5');
    await expect(laggedPairs([1, 2, 3], [1, 2, 4], { lag: 3 })).rejects.toMatchObject({ code: 'too-few-rows' });
    await expect(laggedPairs([1, 2, 3], [1, 2])).rejects.toThrow('source has 3 rows and target has 2');
  });
});

describe('a split by blocks', () => {
  test('moves whole blocks', () => {
    const rows = [...permutedBlocks(100, 10, random(3))];
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
    const breaks = rows.filter((row, place) => place > 0 && row !== rows[place - 1]! + 1).length;
    expect(breaks).toBeGreaterThan(5);
    expect(breaks).toBeLessThanOrEqual(10);
  });

  test('keeps rows of different parts further apart than the gap, and drops none of the test rows', () => {
    const shares = { train: 0.5, validation: 0.2, test: 0.3 };
    const { train, validation, test } = splitRows(1000, shares, random(1), 32, { length: 50, gap: 5 });
    expect(test.length).toBe(300);
    expect(train.length).toBeGreaterThan(350);
    const nearest = (one: Int32Array, other: Int32Array): number => {
      const closest = [...one].map((row) => other.reduce((least, near) => Math.min(least, Math.abs(row - near)), 1000));
      return Math.min(...closest);
    };
    expect(nearest(train, test)).toBe(6);
    expect(nearest(train, validation)).toBeGreaterThanOrEqual(6);
    expect(nearest(validation, test)).toBeGreaterThanOrEqual(6);
    // In random order: neighbours in the list are not neighbours in time.
    expect([...test].filter((row, place) => place > 0 && row === test[place - 1]! + 1).length).toBeLessThan(10);
  });

  test('is refused where it leaves too little, or the numbers make no sense', async () => {
    const shares = { train: 0.5, validation: 0.2, test: 0.3 };
    expect(() => splitRows(100, shares, random(1), 40, { length: 5, gap: 20 })).toThrow(/100 rows leave \d+ for/);
    await expect(mutualInformation([1, 2], [1, 2], { blocks: { length: 0 } })).rejects.toThrow(
      'blocks is {"length":0}; use whole numbers of rows',
    );
  });
});

describe('surrogates', () => {
  const values = Float64Array.from({ length: 60 }, (_, i) => i);

  test('turn the series, each by another number of steps, or shuffle its blocks', () => {
    const turned = surrogates({ values, n: 60, d: 1 }, { kind: 'rotation', count: 5, length: 10 }, random(1));
    const starts = turned.map((surrogate) => surrogate.values[0]!);
    expect(new Set(starts).size).toBe(5);
    for (const [i, surrogate] of turned.entries()) {
      expect(starts[i]).toBeGreaterThanOrEqual(10);
      expect(starts[i]).toBeLessThanOrEqual(50);
      expect([...surrogate.values]).toEqual([...values].map((value) => (value + starts[i]!) % 60));
    }
    const [shuffled] = surrogates({ values, n: 60, d: 1 }, { kind: 'blocks', count: 1, length: 6 }, random(1));
    expect([...shuffled!.values].sort((a, b) => a - b)).toEqual([...values]);
    expect([...shuffled!.values]).not.toEqual([...values]);
  });

  test('keep rows of several columns whole, and are refused where the series is too short', () => {
    const table = { values, n: 30, d: 2 };
    const [turned] = surrogates(table, { kind: 'rotation', count: 1, length: 5 }, random(1));
    for (let row = 0; row < 30; row++) expect(turned!.values[2 * row + 1]).toBe(turned!.values[2 * row]! + 1);
    expect(() => surrogates(table, { kind: 'rotation', count: 30, length: 5 }, random(1))).toThrow(
      '30 rows can be turned by 21 numbers of steps',
    );
    expect(() => surrogates(table, { kind: 'blocks', count: 1, length: 20 }, random(1))).toThrow('fewer than three');
  });
});

describe('transfer entropy', () => {
  const [source, target] = series(driven, 1500, 2);
  const settings = { ...quick, steps: 300, seed: 1 } as const;

  test('is the closed form along the arrow, and significant', async () => {
    const truth = autoregressiveTransferEntropy({ coefficients: driven, source: 0, target: 1 });
    const result = await transferEntropy(source, target, { ...settings, surrogates: 9 });
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.03 + 3 * result.stdError);
    expect(result.pValue).toBe(0.1);
    expect(result.surrogates!.values).toHaveLength(9);
    expect(Math.abs(result.surrogates!.mean)).toBeLessThan(0.03);
    expect(result).toMatchObject({
      lag: 1,
      history: { source: 1, target: 1 },
      blocks: { length: 30, gap: 1 },
      n: 1499,
    });
  });

  test('is zero against the arrow, and not significant', async () => {
    const result = await transferEntropy(target, source, { ...settings, surrogates: 9 });
    expect(Math.abs(result.mi)).toBeLessThan(0.02 + 3 * result.stdError);
    expect(result.pValue).toBeGreaterThan(0.1);
  });

  test('finds states that follow each other', async () => {
    const n = 2000;
    using draws = random(5).uniform([2 * n], { dtype: 'float64', backend: reference() });
    const u = draws.dataSync() as Float64Array;
    const first = Int32Array.from({ length: n }, (_, t) => Math.floor(3 * u[t]!));
    const second = first.map((_, t) => (t > 0 && u[n + t]! < 0.8 ? first[t - 1]! : Math.floor(3 * u[(t + 7) % n]!)));
    const { mi } = await transferEntropy(first, second, { ...settings, discrete: { source: true, target: true } });
    // A channel that keeps a letter with 0.8 + 0.2 / 3: log 3 - H(0.867, 0.067, 0.067) = 0.613.
    expect(mi).toBeGreaterThan(0.5);
    expect(mi).toBeLessThan(0.7);
  });

  test('is refused with options that make no sense', async () => {
    await expect(transferEntropy(source, target, { surrogates: -1 })).rejects.toThrow('surrogates is -1');
    const surrogate = 'noise' as 'blocks';
    await expect(transferEntropy(source, target, { surrogate })).rejects.toThrow(
      'unknown surrogate "noise"; use rotation or blocks',
    );
  });
});
