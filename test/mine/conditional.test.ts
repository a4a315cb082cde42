import { conditionalMutualInformation, gaussianMutualInformationOf, mutualInformation } from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readColumns } from '../../packages/mine/src/columns/read-columns.ts';
import { pairedStandardError } from '../../packages/mine/src/fitting/paired-standard-error.ts';
import { conditionalCells, permutedWithin } from '../../packages/mine/src/measures/conditional-permutation.ts';
import { conditionalShuffle } from '../../packages/mine/src/measures/conditional-shuffle.ts';
import { quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

function normals(n: number, count: number, seed = 1): Float64Array[] {
  const rng = random(seed).fork('conditional');
  return Array.from({ length: count }, (_, i) => {
    using draws = rng.fork(i).normal([n], { dtype: 'float64', backend: reference() });
    return draws.dataSync() as Float64Array;
  });
}

/** I(X; Y | Z) of three jointly normal numbers, by the chain rule. */
function truthOf(covariance: number[][]): number {
  const withoutY = [0, 2].map((i) => [0, 2].map((j) => covariance[i]![j]!));
  return gaussianMutualInformationOf(covariance, 1) - gaussianMutualInformationOf(withoutY, 1);
}

const n = 2000;
const [a, b, c] = normals(n, 3) as [Float64Array, Float64Array, Float64Array];
const settings = { ...quick, hidden: [32], steps: 400, seed: 1 } as const;
const forms = ['difference', 'direct'] as const;

describe.each(forms)('the %s form', (form) => {
  const estimate = (x: Float64Array, y: Float64Array, z: Float64Array) =>
    conditionalMutualInformation(x, y, z, { ...settings, form });

  test('is zero along a chain, where x and y depend on each other through z alone', async () => {
    const z = a.map((value, i) => value + 0.6 * b[i]!);
    const y = z.map((value, i) => value + 0.6 * c[i]!);
    const { mi, stdError } = await estimate(a, y, z);
    expect((await mutualInformation(a, y, settings)).mi).toBeGreaterThan(0.3);
    expect(Math.abs(mi)).toBeLessThan(0.03 + 3 * stdError);
  });

  test('is zero at a fork, where z causes both', async () => {
    const { mi, stdError } = await estimate(
      a.map((value, i) => value + 0.5 * b[i]!),
      a.map((value, i) => value + 0.5 * c[i]!),
      a,
    );
    expect(Math.abs(mi)).toBeLessThan(0.03 + 3 * stdError);
  });

  test('is found at a collider, although x and y are independent', async () => {
    const z = a.map((value, i) => value + b[i]! + 0.5 * c[i]!);
    const truth = truthOf([
      [1, 0, 1],
      [0, 1, 1],
      [1, 1, 2.25],
    ]);
    const { mi, stdError } = await estimate(a, b, z);
    expect(mi - truth).toBeGreaterThan(-0.15 - 3 * stdError);
    expect(mi - truth).toBeLessThan(0.05 + 3 * stdError);
    expect(mi).toBeGreaterThan(0.25);
  });

  test('is found where z decides the sign, and correlation sees nothing', async () => {
    const y = a.map((value, i) => value * b[i]! + 0.5 * c[i]!);
    const { mi, stdError } = await estimate(a, y, b);
    // E_z[log(1 + 4 z^2)] / 2 = 0.581 by quadrature.
    expect(mi).toBeGreaterThan(0.2);
    expect(mi).toBeLessThan(0.65 + 3 * stdError);
  });
});

describe('both forms say what they were made with', () => {
  const short = { ...settings, steps: 50 };

  test.each(forms)('in the %s form', async (form) => {
    const result = await conditionalMutualInformation(a, b, c, {
      ...short,
      form,
      backend: 'reference',
      preprocess: 'copula',
    });
    expect(result).toMatchObject({
      form,
      side: 'estimate',
      estimator: 'mine',
      bound: form === 'direct' ? 'donsker-varadhan' : 'mine',
      critic: 'joint',
      preprocess: 'copula',
      backend: 'reference',
      workers: 1,
    });
    const jittered = await conditionalMutualInformation(a, b, c, { ...short, form, jitter: 0.01 });
    expect(jittered).toMatchObject({ backend: 'wasm', wasm: { threads: expect.any(Number) } });
    expect(jittered.notes).toEqual([expect.stringContaining('normal noise of 0.01 standard deviations')]);
  });

  test('and the direct one takes no estimator that fits a density', async () => {
    const options = { ...short, form: 'direct', estimator: 'club' } as const;
    await expect(conditionalMutualInformation(a, b, c, options)).rejects.toThrow(
      "form 'direct' tells rows from exchanged ones, which have no density for estimator 'club' to fit",
    );
  });
});

describe('the difference', () => {
  const y = a.map((value, i) => value + 0.4 * c[i]!);

  test('holds its parts, and an error that knows that they share rows', async () => {
    const result = await conditionalMutualInformation(a, y, b, settings);
    const { withCondition, conditionAlone } = result.parts!;
    expect(result.mi).toBe(withCondition.mi - conditionAlone.mi);
    expect(withCondition.dimY).toBe(2);
    expect(result).toMatchObject({ form: 'difference', n, dimX: 1, dimY: 1, dimZ: 1, seed: 1 });
    // With z that tells nothing, the condition's part has hardly any error of its own.
    expect(result.stdError / withCondition.stdError).toBeCloseTo(1, 0);
    const chained = await conditionalMutualInformation(a, b, y, settings);
    const { withCondition: whole, conditionAlone: alone } = chained.parts!;
    expect(chained.stdError).toBeLessThan(0.5 * Math.hypot(whole.stdError, alone.stdError));
  });

  test('takes categories on every side', async () => {
    const sign = b.map((value) => Math.sign(value));
    const y = a.map((value, i) => sign[i]! * value + 0.5 * c[i]!);
    const text = Array.from(sign, (value) => (value > 0 ? 'same' : 'opposite'));
    const { mi, stdError, dimZ } = await conditionalMutualInformation(a, y, text, settings);
    expect(dimZ).toBe(1);
    // Given the sign, y is x with noise of a quarter: log(1 + 4) / 2 = 0.805.
    expect(Math.abs(mi - Math.log(5) / 2)).toBeLessThan(0.1 + 3 * stdError);
  });
});

test('permutations within neighbours in z tell a dependence from none', async () => {
  const options = { ...settings, steps: 150, permutations: 5 };
  const [a, b, c] = normals(1000, 3, 2) as [Float64Array, Float64Array, Float64Array];
  const judge = async (x: Float64Array, y: Float64Array, z: Float64Array) => {
    const { mi, permuted, pValue } = await conditionalMutualInformation(x, y, z, options);
    expect(permuted).toHaveLength(5);
    expect(pValue).toBe((1 + permuted!.filter((value) => value >= mi).length) / 6);
    const mean = permuted!.reduce((sum, value) => sum + value / 5, 0);
    return { excess: mi - mean, pValue };
  };
  const dependent = await judge(
    b,
    c.map((value, i) => value + b[i]!),
    a,
  );
  expect(dependent.pValue).toBe(1 / 6);
  expect(dependent.excess).toBeGreaterThan(0.15);
  const z = a.map((value, i) => value + 0.6 * b[i]!);
  const chain = await judge(
    a,
    z.map((value, i) => value + 0.6 * c[i]!),
    z,
  );
  expect(Math.abs(chain.excess)).toBeLessThan(0.05);
});

test('a conditional shuffle gives each row the partner of a near z, and hardly any row twice', async () => {
  const z = await readColumns(a, 'z');
  const partners = conditionalShuffle(z, 5, random(1));
  const ranks = new Map([...a].sort((p, q) => p - q).map((value, rank) => [value, rank]));
  const distances = [...partners].map((other, row) => Math.abs(ranks.get(a[row]!)! - ranks.get(a[other]!)!));
  expect(distances.every((distance) => distance > 0 && distance <= 6)).toBe(true);
  expect(new Set(partners).size).toBeGreaterThan(0.9 * n);
  const groups = await readColumns(
    Array.from(a, (value) => (value > 0 ? 'up' : 'down')),
    'z',
  );
  const within = conditionalShuffle(groups, 5, random(1));
  expect([...within].every((other, row) => a[other]! > 0 === a[row]! > 0)).toBe(true);
});

describe('a conditional permutation', () => {
  const inOrder = [...a].sort((p, q) => p - q);
  const ranks = new Map(inOrder.map((value, rank) => [value, rank]));

  test('exchanges rows within small cells of similar z, uses each once, and lets each keep its own as often as another', async () => {
    const cells = conditionalCells(await readColumns(a, 'z'), 3);
    expect(cells.flatMap((cell) => [...cell]).sort((p, q) => p - q)).toEqual(Array.from(a, (_, row) => row));
    for (const cell of cells) {
      expect([2, 3]).toContain(cell.length);
      const places = [...cell].map((row) => ranks.get(a[row]!)!);
      expect(Math.max(...places) - Math.min(...places)).toBe(cell.length - 1);
    }
    const kept: number[] = [];
    for (let i = 0; i < 20; i++) {
      const partners = permutedWithin(cells, random(1).fork(i));
      expect(new Set(partners).size).toBe(n);
      kept.push([...partners].filter((other, row) => other === row).length);
    }
    // A random order of any cell keeps one row in the mean.
    expect(kept.reduce((sum, count) => sum + count / 20, 0) / cells.length).toBeCloseTo(1, 1);
  });

  test('never parts rows with equal z, nor mixes categories', async () => {
    const level = a.map((value) => Math.round(value));
    const cells = conditionalCells(await readColumns(level, 'z'), 3);
    expect(cells).toHaveLength(new Set(level).size);
    for (const cell of cells) expect(new Set([...cell].map((row) => level[row])).size).toBe(1);
    const table = Array.from(a, (value, row) => [value, b[row]! > 0 ? 'up' : 'down']);
    const mixed = conditionalCells(await readColumns(table, 'z'), 3);
    expect(mixed.reduce((most, cell) => Math.max(most, cell.length), 0)).toBe(3);
  });

  test('gives p-values of the right size: the data stand among their permutations as one of them', async () => {
    // A correlation shows it: where no row may keep its own y, permutations resemble each other more than the data, and 9 % reach 5 %.
    const rows = 60;
    const permutations = 19;
    const sets = 300;
    let small = 0;
    for (let set = 0; set < sets; set++) {
      const [x, y, z] = normals(rows, 3, 100 + set) as [Float64Array, Float64Array, Float64Array];
      const cells = conditionalCells(await readColumns(z, 'z'), 3);
      const product = (other: (row: number) => number) =>
        x.reduce((sum, value, row) => sum + value * y[other(row)]!, 0);
      const own = product((row) => row);
      let reached = 0;
      for (let i = 0; i < permutations; i++) {
        const partners = permutedWithin(cells, random(set).fork(i));
        if (product((row) => partners[row]!) >= own) reached++;
      }
      if ((1 + reached) / (1 + permutations) <= 0.05) small++;
    }
    // 15 expected, with a standard deviation of 4.
    expect(small).toBeGreaterThan(4);
    expect(small).toBeLessThan(26);
  });
});

test('a paired standard error is that of the differences, by blocks where rows are alike', () => {
  const rows = Int32Array.of(3, 0, 2, 1);
  const same = { rows, influence: Float64Array.of(1, -2, 3, -2) };
  expect(pairedStandardError(same, same)).toBe(0);
  expect(pairedStandardError(same, undefined)).toBeCloseTo(Math.sqrt((18 * 4) / 3) / 4, 12);
  // Rows 0 and 1 sum to -4, rows 2 and 3 to 4.
  expect(pairedStandardError(same, undefined, 2)).toBeCloseTo(Math.sqrt(32 * 2) / 4, 12);
  expect(() => pairedStandardError(same, { rows: Int32Array.of(9), influence: Float64Array.of(1) })).toThrow(
    'row 3 is in one estimate only',
  );
});

test('options and data that make no sense are refused', async () => {
  const wrong = (options: object) => conditionalMutualInformation(a, b, c, options);
  await expect(wrong({ form: 'ratio' })).rejects.toThrow('unknown form "ratio"; use difference or direct');
  await expect(wrong({ neighbours: 0 })).rejects.toThrow('neighbours is 0; use a whole number of 1 or more');
  await expect(wrong({ neighbours: 1, permutations: 5 })).rejects.toThrow('neighbours is 1, and a row alone');
  await expect(wrong({ permutations: -1 })).rejects.toThrow('permutations is -1');
  await expect(conditionalMutualInformation(a, b, c.slice(1))).rejects.toThrow(
    'x has 2000 rows and z has 1999: row i of x must belong to row i of z',
  );
});
