/**
 * Where float32 arithmetic changes its manners: not a number, the infinities, both zeros, subnormal numbers, the ends of
 * exp, and what each check row lists as known. Elementwise operations see every pair of them, signs of zero included.
 */
import { type OpName, type ReductionOptions, registry } from '@infograd/tensor';
import {
  type AlongAxisCheck,
  checks,
  type ElementwiseCheck,
  type ReductionCheck,
  type SampledInput,
} from '@infograd/tensor/testing';
import { type Case, casesOf, oneCase, type Subject } from './case.ts';
import { compareOp } from './compare.ts';
import { namesOf } from './ops.ts';

const group = 'special values';

const specials = [
  ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, -3, 10, -10, 25, -25],
  ...[1e-45, -1e-45, 1e-40, -1e-40, 1.1754944e-38, -1.1754944e-38, 1e-20, -1e-20, 1e20, -1e20],
  ...[3.4028235e38, -3.4028235e38, 88.72283, 88.7229, -87.33655, -103.2789, -103.98, -104, 89, -17.5, 16.7],
  ...[8388609, -8388607.5, 16777216, 0.9999999, -0.9999999, 1.0000001],
].map(Math.fround);

const logical: readonly OpName[] = ['logicalNot', 'logicalAnd', 'logicalOr', 'logicalXor'];
const sums: readonly OpName[] = ['sum', 'mean', 'variance', 'cumsum'];
const products: readonly OpName[] = ['prod', 'productOfOthers'];

export function specialValueCases(subject: Subject): Case[] {
  return [
    ...casesOf(
      group,
      namesOf('elementwise').filter((name) => !logical.includes(name)),
      String,
      (name) => compareElementwise(subject, name),
    ),
    ...casesOf(group, namesOf('reduction', 'alongAxis'), String, (name) => compareSlices(subject, name)),
    oneCase(group, 'an infinity or NaN in a matrix reaches its own row and column only', () =>
      compareMatrices(subject),
    ),
  ];
}

async function compareElementwise(subject: Subject, name: OpName): Promise<void> {
  const check = checks[name] as ElementwiseCheck;
  const { domain, range = {}, attrs = [{}], tolerance, specialTolerance = tolerance, known = [] } = check;
  const names = registry[name].inputs;
  const isBool = (input: string) => domain[input].dtype === 'bool';
  const floats = names.filter((input) => !isBool(input));
  const [first, second] = floats.map((input) => specials.filter((value) => isWithin(value, range[input])));
  const pairs = first.flatMap((a) => (second === undefined ? [[a]] : second.map((b) => [a, b])));
  const knownRows = floats.length === names.length ? known.map((row) => row.slice(0, names.length)) : [];
  const grid = [...pairs, ...knownRows];
  const inputs = names.map((input): SampledInput => {
    const place = floats.indexOf(input);
    const values = isBool(input)
      ? Uint8Array.from(grid, (_, i) => i % 2)
      : Float32Array.from(grid, (row) => row[place]);
    return { name: input, shape: [grid.length], dtype: isBool(input) ? 'bool' : 'float32', values };
  });
  for (const each of attrs) {
    await compareOp(subject, name, inputs, each, { tolerance: specialTolerance, zeroSigns: true });
  }
}

function isWithin(value: number, [low, high]: readonly [number, number] = [-Infinity, Infinity]): boolean {
  return Number.isNaN(value) || (value >= low && value <= high);
}

/**
 * Slices with a special value at each end, many at once: as rows, as columns, and some of them alone. Sums in
 * float32 may overflow on the way where float64 does not, so the largest numbers are left to other operations, and for
 * products only signs stand between the ends.
 */
async function compareSlices(subject: Subject, name: OpName): Promise<void> {
  const check = checks[name] as ReductionCheck | AlongAxisCheck;
  const huge = sums.includes(name) ? [] : [3.4028235e38, -3.4028235e38];
  const few = [NaN, Infinity, -Infinity, 0, -0, 1e-45, 200, -200, ...huge];
  const pairs = few.flatMap((a) => few.map((b) => [a, b]));
  const compareAlong = (shape: number[], axis: number, valueAt: (i: number) => number) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: size }, (_, i) => valueAt(i));
    const options: ReductionOptions & { axes: number[]; ddof: number } = { axes: [axis], keepDims: false, ddof: 0 };
    const attrs = registry[name].family === 'reduction' ? options : { axis };
    return compareOp(subject, name, [{ name: 'x', shape, dtype: 'float32', values }], attrs, {
      tolerance: check.tolerance,
    });
  };
  for (const length of [1, 2, 4, 5, 9, 17]) {
    const count = pairs.length;
    const between = (k: number) => (products.includes(name) ? (-1) ** k : k);
    const elementOf = ([first, last]: number[], k: number) => (k === 0 ? first : k === length - 1 ? last : between(k));
    await compareAlong([count, length], 1, (i) => elementOf(pairs[Math.floor(i / length)], i % length));
    await compareAlong([length, count], 0, (i) => elementOf(pairs[i % count], Math.floor(i / count)));
    for (const pair of pairs.filter((_, i) => i % 7 === length % 7)) {
      await compareAlong([length], 0, (k) => elementOf(pair, k));
    }
  }
  for (const { x } of check.known ?? []) await compareAlong([x.length], 0, (k) => x[k]);
}

/** Whatever the padding of tiles. */
async function compareMatrices(subject: Subject): Promise<void> {
  for (const value of [Infinity, NaN]) {
    for (const [m, k, n] of [
      [5, 3, 7],
      [1, 1, 1],
      [4, 17, 17],
      [19, 2, 33],
    ]) {
      const a = Float32Array.from({ length: m * k }, (_, i) => (i === m * k - 1 ? value : 1));
      const b = new Float32Array(k * n).fill(2);
      const inputs: SampledInput[] = [
        { name: 'a', shape: [m, k], dtype: 'float32', values: a },
        { name: 'b', shape: [k, n], dtype: 'float32', values: b },
      ];
      await compareOp(subject, 'matmul', inputs, { transposeA: false, transposeB: false }, { tolerance: { ulp: 0 } });
      await compareOp(subject, 'linear', inputs, { activation: 'relu', alpha: 0 }, { tolerance: { ulp: 0 } });
    }
  }
}
