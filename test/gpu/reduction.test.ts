// What reductions on a device do beyond agreeing with the reference, which the conformance suite proves: very long axes,
// expressions folded without being stored, and few kernels for many shapes.
import {
  argmax,
  argmin,
  type Backend,
  cumsum,
  exp,
  logmeanexp,
  logsumexp,
  max,
  mean,
  min,
  prod,
  random,
  reference,
  scope,
  softmax,
  square,
  sum,
  tensor,
  variance,
} from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { expect, test } from '@jest/globals';
import { expectSame, inEachMode, take } from './in-each-mode.ts';

const million = 1_000_003;

const uniform = scope(() =>
  random(1).uniform([million], { min: -1, max: 1, backend: reference() }).dataSync(),
) as Float32Array;

await inEachMode((gpu) => {
  const device = (values: Float32Array, shape: readonly number[] = [values.length], backend: Backend = gpu) =>
    tensor(values, { shape, backend });

  test.each([
    { name: 'sum', op: sum, tolerance: { relative: 1e-6, absolute: 1e-3 } },
    { name: 'mean', op: mean, tolerance: { relative: 1e-6, absolute: 1e-9 } },
    { name: 'variance', op: variance, tolerance: { relative: 1e-6, absolute: 0 } },
    { name: 'logsumexp', op: logsumexp, tolerance: { relative: 1e-6, absolute: 0 } },
    { name: 'logmeanexp', op: logmeanexp, tolerance: { relative: 1e-6, absolute: 1e-7 } },
    { name: 'max', op: max, tolerance: { ulp: 0 } },
    { name: 'min', op: min, tolerance: { ulp: 0 } },
    { name: 'argmax', op: argmax, tolerance: { ulp: 0 } },
    { name: 'argmin', op: argmin, tolerance: { ulp: 0 } },
    { name: 'cumsum', op: cumsum, tolerance: { relative: 1e-6, absolute: 1e-3 } },
    { name: 'softmax', op: softmax, tolerance: { relative: 2e-6, absolute: 0 } },
  ])('$name of a million elements is that of the reference', async ({ op, tolerance }) => {
    await expectSame(gpu, (backend) => op(tensor(uniform, { backend })), tolerance);
  });

  test('the first of equals, and the first NaN, are found across the parts of a long axis', async () => {
    const values = new Float32Array(100_000);
    values[70_001] = values[70_002] = values[99_999] = 1;
    expect(await take(() => argmax(device(values)))).toEqual([70_001]);
    expect(await take(() => argmin(device(values)))).toEqual([0]);
    values[99_998] = values[80_000] = NaN;
    expect(await take(() => argmax(device(values)))).toEqual([80_000]);
    expect(await take(() => argmin(device(values)))).toEqual([80_000]);
    expect(await take(() => max(device(values)))).toEqual([NaN]);
  });

  test('a fold of nothing is its start', async () => {
    const nothing = () => device(new Float32Array(0), [2, 0]);
    expect(await take(() => sum(nothing(), { axis: 1 }))).toEqual([0, 0]);
    expect(await take(() => prod(nothing(), { axis: 1 }))).toEqual([1, 1]);
    expect(await take(() => logsumexp(nothing(), { axis: 1 }))).toEqual([-Infinity, -Infinity]);
  });

  test('int32 sums are exact up to 2²⁴', async () => {
    const values = Int32Array.from({ length: 4097 }, (_, i) => (i % 2 === 0 ? 4095 : -4094));
    expect(await take(() => sum(tensor(values, { backend: gpu })))).toEqual([2048 + 4095]);
    const large = Int32Array.from({ length: 1024 }, () => 16383);
    expect(await take(() => sum(tensor(large, { backend: gpu })))).toEqual([1024 * 16383]);
  });

  test('the expression that waits in the operand is folded without being stored, and can be read afterwards', async () => {
    const values = uniform.subarray(0, 60_000);
    const { memory } = gpu.device;
    const x = device(values, [200, 300]);
    sum(x).dispose();
    const before = memory.bytes;
    const y = exp(x);
    const squares = square(y);
    const total = sum(squares, { axis: 0 });
    expect(memory.bytes - before).toBe(4 * total.size);
    const expected = await take(() => sum(square(exp(device(values, [200, 300], reference()))), { axis: 0 }));
    expect(mismatch(await total.data(), expected, { relative: 1e-6, absolute: 0 })).toBeUndefined();
    expect(mismatch(await y.data(), values.map(Math.exp), { ulp: 2 })).toBeUndefined();
    for (const each of [x, y, squares, total]) each.dispose();
  });

  test('one kernel serves all lengths', async () => {
    const fold = (rows: number, columns: number) =>
      take(() => sum(device(uniform.subarray(0, rows * columns), [rows, columns]), { axis: 1 }));
    await fold(3, 5);
    await fold(3, 500);
    const before = gpu.device.kernels;
    for (const [rows, columns] of [
      [2, 7],
      [9, 4],
      [31, 256],
      [4, 1111],
      [17, 30_000],
    ])
      await fold(rows, columns);
    expect(gpu.device.kernels).toBe(before);
  });
});
