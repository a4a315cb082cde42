// Movement on a device: what is a view and runs no kernel of its own, and what the kernel of boxes does.

import {
  add,
  type Backend,
  broadcastTo,
  concat,
  embed,
  exp,
  flip,
  full,
  pad,
  reshape,
  type Shape,
  ShapeError,
  scope,
  slice,
  stack,
  type Tensor,
  tensor,
  tile,
  transpose,
  unfold2d,
} from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { expectSame, inEachMode, take, watch } from './in-each-mode.ts';

/** 1, 2, 3, … as float32, so that each element says where it came from. */
function counting(shape: Shape, backend: Backend, first = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => first + i),
    { shape, backend },
  );
}

const views: [string, (x: Tensor) => Tensor][] = [
  ['transpose', (x) => transpose(x, { axes: [2, 0, 1] })],
  ['slice', (x) => slice(x, { start: [1, 0, 3], stop: [3, 4, 1], step: [1, 2, -1] })],
  ['slice of a prefix', (x) => slice(x, { stop: [2] })],
  ['slice of one element', (x) => slice(x, { start: [2, 3, 4], step: [7, 7, 7] })],
  ['flip', (x) => flip(x, [0, 2])],
  ['broadcastTo', (x) => broadcastTo(slice(x, { stop: [3, 1] }), [2, 3, 4, 5])],
  [
    'embed that fills its shape',
    (x) => embed(x, { shape: [3, 4, 5], starts: [2, 0, 4], steps: [-1, 1, -1], value: 9 }),
  ],
  ['concat of one', (x) => concat([x], 1)],
  ['unfold2d', (x) => unfold2d(reshape(x, [1, 3, 4, 5]), { kernel: [2, 3], stride: [1, 2] })],
  ['tile', (x) => tile(x, [2, 1, 3])],
];

const boxes: [string, (x: Tensor, on: Backend) => Tensor][] = [
  ['pad', (x) => pad(x, { before: [1, 0, 2], after: [0, 3, 1], value: -7 })],
  ['embed by steps', (x) => embed(x, { shape: [7, 4, 9], starts: [0, 0, 0], steps: [3, 1, 2], value: 0.5 })],
  ['embed backwards', (x) => embed(x, { shape: [9, 5, 16], starts: [8, 3, 14], steps: [-4, -1, -3], value: 0 })],
  ['concat, first axis', (x, on) => concat([x, counting([2, 4, 5], on, 1000), x])],
  ['concat, middle axis', (x, on) => concat([x, counting([3, 1, 5], on, 1000), x], 1)],
  ['concat, last axis', (x, on) => concat([counting([3, 4, 1], on, 1000), x, x, x], 2)],
  ['concat with nothing', (x, on) => concat([x, counting([3, 0, 5], on), counting([3, 2, 5], on, 1000)], 1)],
  ['concat with constants', (x, on) => concat([full([3, 4, 2], 3, { backend: on }), x], 2)],
  ['stack', (x, on) => stack([x, counting([3, 4, 5], on, 1000), x], 2)],
];

await inEachMode((backend) => {
  test.each(views)('%s is a view', async (_, move) => {
    const seen = watch(backend);
    const result = scope(() => move(counting([3, 4, 5], backend)));
    const launched = seen.launches.length;
    result.dispose();
    expect(seen.launches.filter((key) => key.startsWith('boxes'))).toEqual([]);
    expect(launched).toBeLessThanOrEqual(1);
    await expectSame(backend, (on) => move(counting([3, 4, 5], on)));
    await expectSame(backend, (on) => move(add(exp(full([3, 4, 5], 0, { backend: on })), counting([3, 4, 5], on))));
  });

  test.each(boxes)('%s is one kernel', async (_, move) => {
    const seen = watch(backend);
    await expectSame(backend, (on) => move(counting([3, 4, 5], on), on));
    expect(seen.launches).toEqual([expect.stringMatching(/^boxes/)]);
  });

  test('one kernel serves all shapes', async () => {
    const join = (rows: number, widths: readonly number[]) => (on: Backend) =>
      concat(
        widths.map((width, i) => counting([rows, width], on, 100 * i)),
        1,
      );
    await expectSame(backend, join(3, [4, 5, 2]));
    const compiled = backend.device.kernels;
    await expectSame(backend, join(17, [2, 31, 9]));
    await expectSame(backend, join(2, [4, 3, 3]));
    expect(backend.device.kernels).toBe(compiled);
  });

  test('more tensors than a kernel can read are joined by several', async () => {
    const seen = watch(backend);
    const make = (axis: number) => (on: Backend) =>
      concat(
        Array.from({ length: 20 }, (_, i) => counting(axis === 0 ? [1 + (i % 3), 4] : [4, 1 + (i % 3)], on, 100 * i)),
        axis,
      );
    await expectSame(backend, make(0));
    await expectSame(backend, make(1));
    expect(seen.launches.length).toBe(8);
  });

  test('a tensor repeated a thousand times is read, not copied a thousand times', async () => {
    const seen = watch(backend);
    await expectSame(backend, (on) => tile(counting([3, 2], on), [100, 1000]));
    expect(seen.launches.length).toBeLessThanOrEqual(2);
  });

  test('int32 and bool move as they are', async () => {
    for (const dtype of ['int32', 'bool'] as const) {
      const make = (on: Backend) => {
        const x = tensor([1, 0, 1, 1, 0, 1], { shape: [2, 3], dtype, backend: on });
        return concat([
          pad(x, { before: [0, 1], after: [1, 0], value: 1 }),
          pad(flip(x), { before: [0, 0], after: [0, 1] }),
        ]);
      };
      await expectSame(backend, make);
    }
  });

  test('constants stay constants', async () => {
    const seen = watch(backend);
    const zeros = full([3, 4], 2.5, { backend });
    const moved = scope(() => slice(transpose(zeros), { step: [2, -1] }));
    zeros.dispose();
    expect(await moved.data()).toEqual(new Float32Array(6).fill(2.5));
    expect(seen.launches).toEqual([]);
    moved.dispose();
  });

  // Mode cpu counts in float64, and slowly.
  const countingTest = backend.info.precision === 'float32' ? test : test.skip;
  countingTest(
    'indices are exact up to 2^24 elements',
    async () => {
      const [rows, columns] = [4099, 4093];
      const x = counting([rows, columns], backend, 0);
      const turned = transpose(x);
      const values = await turned.data();
      turned.dispose();
      expect(firstWrong(values, (at) => (at % rows) * columns + Math.floor(at / rows))).toBe(-1);
      const joined = scope(() => concat([slice(x, { start: [0, 4000] }), slice(x, { stop: [rows, 4000] })], 1));
      x.dispose();
      const rolled = await joined.data();
      joined.dispose();
      expect(firstWrong(rolled, (at) => at - (at % columns) + (((at % columns) + 4000) % columns))).toBe(-1);
    },
    120_000,
  );

  test('what has more elements than can be counted is refused', () => {
    const row = counting([1, 4097], backend);
    expect(() => broadcastTo(row, [4097, 4097])).toThrow(ShapeError);
    row.dispose();
  });

  test('NaN and infinities fill and move', async () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of special) {
      const make = () => pad(flip(tensor([...special, 1], { backend })), { before: [1], after: [1], value });
      expect(await take(make)).toEqual([value, 1, ...special.toReversed(), value]);
    }
  });
});

/** The first place where a value is not the expected one; -1 if there is none. */
function firstWrong(values: ArrayLike<number>, expected: (at: number) => number): number {
  for (let at = 0; at < values.length; at++) if (values[at] !== expected(at)) return at;
  return -1;
}
