import {
  discreteEntropy,
  discreteMutualInformation,
  type Level,
  MutualInformationEstimator,
  mutualInformation,
  OptionError,
} from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeColumns, fitColumns, layoutOf } from '../../packages/mine/src/columns/encode-columns.ts';
import { readColumns, readNewColumns } from '../../packages/mine/src/columns/read-columns.ts';
import { aboveEntropy } from '../../packages/mine/src/fitting/warnings.ts';
import { quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

function uniforms(count: number, seed: number): Float64Array {
  using draws = random(seed).uniform([count], { dtype: 'float64', backend: reference() });
  return draws.dataSync() as Float64Array;
}

/** A symmetric channel of k letters: y is x with this probability, and otherwise any of the others. */
function channel(n: number, k: number, kept: number, seed = 1): { x: number[]; y: number[]; truth: number } {
  const u = uniforms(3 * n, seed);
  const x = Array.from({ length: n }, (_, i) => Math.floor(k * u[i]!));
  const y = x.map((letter, i) => (u[n + i]! < kept ? letter : (letter + 1 + Math.floor((k - 1) * u[2 * n + i]!)) % k));
  const joint = Array.from({ length: k }, (_, a) =>
    Array.from({ length: k }, (_, b) => (a === b ? kept / k : (1 - kept) / k / (k - 1))),
  );
  return { x, y, truth: discreteMutualInformation(joint) };
}

describe('categories are read', () => {
  test('from text, booleans and numbers that are called discrete, column by column', async () => {
    const rows: Level[][] = [
      ['red', 1.5, true, 30],
      ['blue', 2.5, false, 10],
      ['red', 0.5, false, 20],
    ];
    const { samples, levels } = await readColumns(rows, 'x', [3]);
    expect(levels).toEqual([['blue', 'red'], null, [false, true], [10, 20, 30]]);
    expect([...samples.values]).toEqual([1, 1.5, 1, 2, 0, 2.5, 0, 0, 1, 0.5, 0, 1]);
    expect((await readColumns(['b', 'a', 'b'], 'x')).levels).toEqual([['a', 'b']]);
    expect((await readColumns(Int32Array.of(7, 5, 7), 'x', true)).levels).toEqual([[5, 7]]);
  });

  test('in further rows by the levels that are known', async () => {
    expect([...(await readNewColumns([['b', 2]], 'x', [['a', 'b'], null])).values]).toEqual([1, 2]);
    expect([...(await readNewColumns([7], 'x', [[5, 7]])).values]).toEqual([1]);
    await expect(readNewColumns(['c'], 'x', [['a', 'b']])).rejects.toMatchObject({
      code: 'unknown-level',
      row: 0,
      message: expect.stringContaining('row 0, column 0 is "c", which is none of the 2 levels'),
    });
  });

  test('and refused when a column mixes kinds, is constant or does not exist', async () => {
    await expect(readColumns(['a', 1, 'b'], 'x')).rejects.toThrow(
      'x: row 1, column 0 is 1, but row 0 of that column is a string',
    );
    await expect(readColumns(['a', 'a'], 'y')).rejects.toThrow('y: column 0 is constant (every row is "a")');
    await expect(readColumns([1, 2, 3], 'x', [1])).rejects.toThrow('discrete.x names column 1, but x has 1 columns');
  });

  test.each(['ba', 'doe', 'club', 'l1out'] as const)(
    'as x, but not as y, by %s, which fits a density to y',
    async (estimator) => {
      const { x, y } = channel(400, 3, 0.8);
      const numbers = x.map((letter, i) => letter + (y[i]! - 1) / 3 + ((i * 37) % 100) / 100);
      const few = { ...quick, steps: 50, estimator };
      const error = await mutualInformation(numbers, y.map(String), few).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(OptionError);
      expect(error).toMatchObject({
        option: 'estimator',
        message: expect.stringMatching(
          `estimator '${estimator}' fits a density .* column 0 of y is one of 3 levels. Use estimator 'auto', .* exchange x and y`,
        ),
      });
      const mixed = y.map((letter, i): Level[] => [numbers[i]!, `level ${letter}`]);
      await expect(mutualInformation(numbers, mixed, few)).rejects.toThrow('column 1 of y is one of 3 levels');
      expect(Number.isFinite((await mutualInformation(y.map(String), numbers, few)).mi)).toBe(true);
    },
  );

  test('only where the option makes sense', async () => {
    await expect(mutualInformation([1, 2], [1, 2], { discrete: { x: [-1] } })).rejects.toThrow(
      'discrete is {"x":[-1]}; use true or column numbers for x and y',
    );
  });
});

describe('categories are encoded', () => {
  const rows = { values: Float64Array.of(0, 10, 1, 20, 2, 30, 0, 20), n: 4, d: 2 };

  test('one-hot after the numbers when they are few, with the mean square of standardized columns', () => {
    const fitted = fitColumns('standardize', rows, [['a', 'b', 'c'], null], 'x');
    expect(layoutOf(fitted)).toEqual({ dense: 4, embedded: [] });
    const encoded = encodeColumns(fitted, rows);
    const height = Math.fround(Math.sqrt(3));
    expect([...encoded.slice(0, 4)]).toEqual([expect.closeTo(-Math.SQRT2, 6), height, 0, 0]);
    expect([...encoded.slice(4, 8)]).toEqual([0, 0, height, 0]);
  });

  test('as codes in the last places when they are many', () => {
    const many = Array.from({ length: 40 }, (_, level) => level);
    const fitted = fitColumns('none', rows, [many, null], 'x');
    expect(layoutOf(fitted)).toEqual({ dense: 1, embedded: [40] });
    expect([...encodeColumns(fitted, rows)]).toEqual([10, 0, 20, 1, 30, 2, 20, 0]);
  });
});

describe('the information between categories', () => {
  test('is found whatever the letters are called', async () => {
    const { x, y, truth } = channel(3000, 4, 0.8);
    const names = ['north', 'east', 'south', 'west'];
    const text = await mutualInformation(
      x.map((letter) => names[letter]!),
      y,
      { ...quick, discrete: { y: true } },
    );
    expect(Math.abs(text.mi - truth)).toBeLessThan(4 * text.stdError + 0.02);
    expect(text.entropy!.x).toBeCloseTo(Math.log(4), 2);
    expect(text.entropy!.y).toBeCloseTo(Math.log(4), 2);
    expect(text.warnings).toEqual([]);
  });

  test('of a category and a number is found, and a fitted estimator takes the same names', async () => {
    const n = 3000;
    const u = uniforms(2 * n, 3);
    const side = Array.from({ length: n }, (_, i) => (u[i]! < 0.5 ? 'left' : 'right'));
    const number = side.map((name, i) => u[n + i]! + (name === 'left' ? 0 : 0.5));
    using estimator = new MutualInformationEstimator({ ...quick, seed: 2 });
    const { mi, stdError, entropy } = await estimator.fit(side, number);
    // Half of the numbers lie where only one side reaches: I = log 2 / 2.
    expect(Math.abs(mi - Math.LN2 / 2)).toBeLessThan(4 * stdError + 0.03);
    expect(Object.keys(entropy!)).toEqual(['x']);
    const [sure, excluded] = await estimator.score(['left', 'right'], [0.2, 0.2]);
    expect(sure).toBeCloseTo(Math.LN2, 0);
    expect(excluded).toBeLessThan(-1);
    using copy = await MutualInformationEstimator.load(await estimator.save());
    expect(await copy.score(['left'], [0.2])).toEqual(await estimator.score(['left'], [0.2]));
    await expect(estimator.score(['middle'], [0.2])).rejects.toMatchObject({ code: 'unknown-level' });
  });

  test.each(['joint', 'separable'] as const)(
    'of many letters is found through learnt vectors, with the %s critic',
    async (critic) => {
      const { x, y, truth } = channel(5000, 50, 0.7);
      const options = {
        ...quick,
        critic,
        hidden: [64],
        steps: 1000,
        evaluateEvery: 250,
        batchSize: 256,
        discrete: { x: true, y: true },
      } as const;
      using estimator = new MutualInformationEstimator(options);
      const { mi, dimX, warnings } = await estimator.fit(x, y);
      expect(dimX).toBe(1);
      expect(mi).toBeGreaterThan(0.75 * truth);
      expect(mi).toBeLessThan(truth + 0.1);
      expect(warnings.map(({ code }) => code)).not.toContain('above-entropy');
      using copy = await MutualInformationEstimator.load(await estimator.save());
      expect(await copy.score(x.slice(0, 5), y.slice(0, 5))).toEqual(
        await estimator.score(x.slice(0, 5), y.slice(0, 5)),
      );
    },
  );

  test('cannot exceed the entropy: more earns a warning that names the side', () => {
    const x = discreteEntropy([0.5, 0.5]);
    expect(aboveEntropy({ mi: 0.9, stdError: 0.02 }, { x, y: 1.1 })).toMatchObject({
      code: 'above-entropy',
      message: expect.stringContaining(
        '0.900 nats is more than x can tell, whose levels have an entropy of 0.693 nats',
      ),
    });
    expect(aboveEntropy({ mi: 0.72, stdError: 0.02 }, { x })).toBeUndefined();
    expect(aboveEntropy({ mi: 3, stdError: 0.02 }, {})).toBeUndefined();
  });
});
