/**
 * Sizes at which kernels have seams: tiles and their tails, inner sums and axes of more than 1,000 and 10,000 elements
 * (where gpu.js by itself ends a loop), results without elements, and more elements than float32 can count.
 */
import {
  abs,
  applyAll,
  InfogradError,
  linear,
  matmul,
  type Random,
  random,
  reference,
  registry,
  scope,
  sum,
  type Tensor,
  tensor,
  transpose,
} from '@infograd/tensor';
import { mismatch, ulpDistance } from '@infograd/tensor/testing';
import { assert, assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { compareOp, read, readOne } from './compare.ts';
import { namesOf } from './ops.ts';

const group = 'sizes';

const products = [
  [257, 129, 65],
  [20000, 6, 10],
  [6, 20000, 10],
  [3, 7, 2000],
  [1, 5000, 1],
  [64, 64, 64],
  [100, 1, 100],
  [1, 300, 257],
  [257, 300, 1],
  [2, 1001, 3],
] as const;

const flags = [false, true];
const activations = ['none', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus'] as const;

const longAxes: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
  [[30011], [0]],
  [[1003], [0]],
  [[10007, 3], [0]],
  [[300, 257], [0]],
  [[300, 257], [1]],
  [[7, 501, 3], [1]],
  [[2, 1501, 3], [1]],
  [
    [11, 3, 101, 5],
    [0, 2],
  ],
];

/** On the reference backend: from -1 to 1. */
function uniform(rng: Random, shape: readonly number[]): Tensor {
  return rng.uniform(shape, { min: -1, max: 1, backend: reference() });
}

function uniformValues(shape: readonly number[]): Float32Array {
  return scope(() => uniform(random(shape.length), shape).dataSync()) as Float32Array;
}

export function sizeCases(subject: Subject): Case[] {
  const { backend } = subject;
  const tolerance = { relative: 2e-6, absolute: 2e-4 };
  return [
    ...casesOf(
      group,
      products,
      (sizes) => `matmul of ${sizes.join(' x ')}, each side transposed or not`,
      (sizes) => compareProducts(subject, sizes),
    ),
    ...casesOf(
      group,
      activations,
      (activation) => `linear of 1001 x 37 x 19 with ${activation}`,
      async (activation) => {
        const layer = (home: typeof backend) => () => {
          const rng = random(5);
          const [x, w, b] = [[1001, 37], [37, 19], [19]].map((shape) => uniform(rng, shape).to(home));
          return linear(x, w, b, { activation });
        };
        const [actual, expected] = [await readOne(layer(backend)), await readOne(layer(reference()))];
        const difference = mismatch(actual.values, expected.values, { relative: 1e-5, absolute: 5e-6 });
        assert(difference === undefined, String(difference));
      },
    ),
    ...casesOf(
      group,
      namesOf('reduction').filter((name) => name !== 'prod'),
      (name) => `${name} of long axes`,
      async (name) => {
        for (const [shape, axes] of longAxes) {
          const input = { name: 'x', shape, dtype: 'float32' as const, values: uniformValues(shape) };
          await compareOp(subject, name, [input], { axes, keepDims: false, ddof: 1 }, { tolerance });
        }
      },
    ),
    ...casesOf(
      group,
      namesOf('alongAxis').filter((name) => name !== 'productOfOthers'),
      (name) => `${name} of long axes`,
      async (name) => {
        for (const [shape, [axis, second]] of longAxes) {
          if (second !== undefined) continue;
          const input = { name: 'x', shape, dtype: 'float32' as const, values: uniformValues(shape) };
          await compareOp(subject, name, [input], { axis }, { tolerance });
        }
      },
    ),
    oneCase(group, 'prod and productOfOthers of 1,500 factors', async () => {
      const values = Float32Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? 1.5 : 1 / 1.5));
      const input = { name: 'x', shape: [2, 1500], dtype: 'float32' as const, values };
      const near = { tolerance: { relative: 1e-4, absolute: 0 } };
      await compareOp(subject, 'prod', [input], { axes: [1], keepDims: false }, near);
      await compareOp(subject, 'productOfOthers', [input], { axis: 1 }, near);
    }),
    oneCase(group, 'scatterAdd and putAlongAxisAdd of 3,000 updates', async () => {
      const indices = {
        name: 'indices',
        shape: [3000],
        dtype: 'int32' as const,
        values: random(1).integers(3000, 7),
      };
      const updates = { name: 'updates', shape: [3000], dtype: 'float32' as const, values: uniformValues([3000]) };
      const near = { tolerance: { relative: 1e-5, absolute: 2e-5 } };
      await compareOp(subject, 'scatterAdd', [indices, updates], { axis: 0, length: 7 }, near);
      await compareOp(subject, 'putAlongAxisAdd', [indices, updates], { axis: 0, length: 7 }, near);
    }),
    oneCase(group, 'gather, broadcastTo, transpose and concat of 100,000 elements', async () => {
      const values = uniformValues([100_000]);
      const x = { name: 'x', shape: [1000, 100], dtype: 'float32' as const, values };
      const indices = {
        name: 'indices',
        shape: [1500],
        dtype: 'int32' as const,
        values: random(2).integers(1500, 1000),
      };
      const exact = { tolerance: { ulp: 0 } };
      await compareOp(subject, 'gather', [x, indices], { axis: 0 }, exact);
      await compareOp(subject, 'broadcastTo', [{ ...x, shape: [1000, 1, 100] }], { shape: [1000, 3, 100] }, exact);
      await compareOp(subject, 'transpose', [x], { axes: [1, 0] }, exact);
      await compareOp(subject, 'concat', [x, x], { axis: 1 }, exact);
    }),
    ...casesOf(
      group,
      namesOf('reduction'),
      (name) => `${name} of a tensor without columns is empty`,
      async (name) => {
        for (const shape of [
          [2, 0],
          [3, 2, 0],
        ]) {
          const attrs = { axes: [shape.length - 2], keepDims: false, ddof: 0 };
          const [result] = await read(() =>
            applyAll(registry[name], [tensor(new Float32Array(0), { shape, backend })], attrs),
          );
          assertEqual([result.shape, result.values.length], [shape.toSpliced(-2, 1), 0], name);
        }
      },
    ),
    oneCase(group, 'a sum of 2²⁴ + 3 ones is that number, or an error that says why not', async () => {
      const length = 2 ** 24 + 3;
      let found: number;
      try {
        const ones = new Float32Array(length).fill(1);
        found = (await readOne(() => sum(tensor(ones, { backend })))).values[0];
      } catch (error) {
        assert(length > subject.traits.elements && error instanceof InfogradError, String(error));
        return;
      }
      assert(ulpDistance(found, length) <= 1, `the sum is ${found}`);
    }),
  ];
}

/**
 * Each of the four products of one pair of matrices, stored as they are or transposed, within eight rounding units of its
 * sum of magnitudes: far inside the bound of a plain float32 sum.
 */
async function compareProducts({ backend }: Subject, [m, k, n]: readonly [number, number, number]): Promise<void> {
  const operand = (side: number, shape: readonly number[], turn: boolean): Tensor => {
    const x = uniform(random(m + k + n).fork(side), shape);
    return turn ? transpose(x) : x;
  };
  const [expected, magnitude] = await read(() => {
    const [a, b] = [operand(0, [m, k], false), operand(1, [k, n], false)];
    return [matmul(a, b), matmul(abs(a), abs(b))];
  });
  for (const transposeA of flags) {
    for (const transposeB of flags) {
      const actual = await readOne(() => {
        const [a, b] = [operand(0, [m, k], transposeA), operand(1, [k, n], transposeB)];
        return matmul(a.to(backend), b.to(backend), { transposeA, transposeB });
      });
      assertEqual(actual.shape, [m, n], 'shape');
      for (let i = 0; i < expected.values.length; i++) {
        const [value, truth] = [actual.values[i], expected.values[i]];
        assert(
          Math.abs(value - truth) <= 2 ** -20 * magnitude.values[i] + 1e-30,
          `transposes ${transposeA}, ${transposeB}: element ${i} is ${value} instead of ${truth}, magnitude ${magnitude.values[i]}`,
        );
      }
    }
  }
}
