// int32 on devices that have float32 only: every result is the one that the reference gives, or an error says why not.

import {
  AsyncReadError,
  abs,
  add,
  argmax,
  type Backend,
  cast,
  concat,
  div,
  equal,
  flip,
  full,
  gather,
  greaterEqual,
  less,
  max,
  maximum,
  min,
  minimum,
  mul,
  neg,
  pad,
  reference,
  scope,
  sign,
  slice,
  sub,
  sum,
  type Tensor,
  takeAlongAxis,
  tensor,
  transpose,
  wasm,
  where,
} from '@infograd/tensor';
import { applyOp } from '@infograd/tensor/testing';
import { expect, test } from '@jest/globals';
import { expectSame, inEachMode, take } from './in-each-mode.ts';

/** Around every number at which counting in float32, or in 32 bits, goes over an edge. */
const edges = [
  0,
  1,
  -1,
  7,
  4095,
  4096,
  -4097,
  46341,
  2 ** 23,
  2 ** 24 - 1,
  2 ** 24,
  2 ** 24 + 1,
  -(2 ** 24),
  -(2 ** 24) - 1,
  2 ** 30,
  2 ** 31 - 1,
  -(2 ** 31),
  123456789,
];
const pairs = edges.flatMap((a) => edges.map((b) => [a, b] as const));

function whole(values: readonly number[], on: Backend): Tensor {
  return tensor([...values], { dtype: 'int32', backend: on });
}

const unary: [string, (x: Tensor) => Tensor][] = [
  ['neg', neg],
  ['abs', abs],
  ['sign', sign],
  ['sum', (x) => sum(x)],
  ['max', (x) => max(x)],
  ['min', (x) => min(x)],
  ['cast to float32', (x) => cast(x, 'float32')],
  ['cast to bool', (x) => cast(x, 'bool')],
  ['flip', (x) => flip(x)],
  ['slice', (x) => slice(x, { start: [1] })],
  ['pad', (x) => pad(x, { before: [1], after: [2], value: 2 ** 24 + 1 })],
  ['concat', (x) => concat([x, x])],
];

const binary: [string, (a: Tensor, b: Tensor) => Tensor][] = [
  ['add', add],
  ['sub', sub],
  ['mul', mul],
  ['maximum', maximum],
  ['minimum', minimum],
  ['equal', equal],
  ['less', less],
  ['greaterEqual', greaterEqual],
  ['where', (a, b) => where(less(a, b), a, b)],
  ['concat', (a, b) => concat([a, b])],
];

await inEachMode((backend) => {
  test.each(unary)('%s of values at every edge', async (_, op) => {
    for (const edge of edges) await expectSame(backend, (on) => op(whole([edge, 1], on)));
    await expectSame(backend, (on) => op(whole(edges, on)));
  });

  test.each(binary)('%s of values at every edge', async (_, op) => {
    await expectSameBounds(op);
    const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
    await expectSame(backend, (on) => op(whole(left, on), whole(right, on)));
  });

  /** Pair by pair, since the bounds of a whole list are those of its largest. */
  async function expectSameBounds(op: (a: Tensor, b: Tensor) => Tensor): Promise<void> {
    const results = (on: Backend) =>
      Promise.all(pairs.map(([a, b]) => take(() => op(whole([a, 0], on), whole([b, 0], on)))));
    expect(await results(backend)).toEqual(await results(reference()));
  }

  test('chains of int32 are right where their bounds are known', async () => {
    await expectSame(backend, (on) => {
      const x = whole([1, -2, 100], on);
      return sub(mul(add(mul(x, x), 1), neg(x)), abs(mul(x, 3)));
    });
    await expectSame(backend, (on) => sum(mul(whole([2000, -2000, 1999], on), whole([2000, 2000, 2001], on))));
  });

  test('a zero has no sign', async () => {
    await expectSame(backend, (on) => div(1, cast(neg(whole([0, 0, 2], on)), 'float32')));
    await expectSame(backend, (on) => div(1, cast(mul(whole([0, 3], on), whole([-5, -1], on)), 'float32')));
  });

  test.each([
    ['above 2^24', 1000, 2 ** 20],
    ['around 2^31', 5000, 2 ** 20],
    ['that is negative', 3000, -(2 ** 22) - 1],
    ['at the edge', 16, 2 ** 20],
    ['just over it', 17, 2 ** 20 + 1],
  ])('a sum %s', async (_, count, value) => {
    await expectSame(backend, (on) => sum(whole(new Array(count).fill(value), on)));
    await expectSame(backend, (on) => sum(whole(new Array(count * 2).fill(value), on), { axis: 0, keepDims: true }));
  });

  test('what was computed is counted right, or refused', async () => {
    const make = (on: Backend) => cast(mul(tensor([1e4, 2e4, -3e4], { backend: on }), 1e3), 'int32');
    await expectSame(backend, make);
    const steps: ((x: Tensor) => Tensor)[] = [(x) => add(x, 1), (x) => mul(x, x), neg, abs, (x) => sum(x)];
    for (const step of steps) {
      if (backend.canReadSync) await expectSame(backend, (on) => step(make(on)));
      else expect(() => scope(() => step(make(backend)))).toThrow(AsyncReadError);
    }
    // To choose is not to count.
    await expectSame(backend, (on) => minimum(maximum(make(on), -5), 7));
    await expectSame(backend, (on) => where(less(make(on), 0), make(on), 3));
    await expectSame(backend, (on) => add(minimum(maximum(make(on), 0), 100), 1));
    await expectSame(backend, (on) => concat([flip(make(on)), max(make(on), { keepDims: true })]));
  });

  test('an error of counting names the operation, the reason and the remedy', () => {
    if (backend.canReadSync) return;
    scope(() => {
      const x = cast(mul(tensor([1, 2], { backend }), 3), 'int32');
      expect(() => add(x, 1)).toThrow(/^add: .* ±2\^24.* webgpu mode .* await tensor\.data\(\)/);
    });
  });

  test('floats become int32 as in JavaScript', async () => {
    const values = [1e9, 3e9, -3e9, 2 ** 31, -(2 ** 31), 2 ** 32, 1e20, -1e20, 16777217, 2147483520, 1.7, -1.7, -0.5];
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
    const floats = Float32Array.of(...values, ...special);
    const expected = Array.from(Int32Array.from(floats));
    const held = (): Tensor => tensor(floats, { backend });
    const computed = (): Tensor => maximum(held(), -1e30);
    expect(await take(() => cast(held(), 'int32'))).toEqual(expected);
    expect(await take(() => cast(where(equal(held(), held()), computed(), held()), 'int32'))).toEqual(expected);
    for (const [i, value] of floats.entries()) {
      expect(await take(() => cast(tensor(value, { backend }), 'int32'))).toEqual([expected[i]]);
    }
  });

  test('positions that argmax found are counted with and looked up', async () => {
    const scores = (on: Backend) => tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], { shape: [3, 4], backend: on });
    const best = (on: Backend) => argmax(scores(on), { axis: 1 });
    await expectSame(backend, (on) => add(mul(best(on), best(on)), sub(10, best(on))));
    const pick = (on: Backend) => gather(whole([2 ** 31 - 1, 5, -(2 ** 31), 2 ** 24 + 1], on), best(on));
    if (backend.canReadSync) await expectSame(backend, pick);
    else expect(() => scope(() => pick(backend))).toThrow(AsyncReadError);
    await expectSame(backend, (on) => {
      const positions = argmax(scores(on), { axis: 1, keepDims: true });
      return takeAlongAxis(scores(on), sub(3, positions), { axis: 1 });
    });
    await expectSame(backend, (on) => sum(best(on)));
  });

  test('a counter goes past 2^24 and past 2^31', async () => {
    const count = (on: Backend) => {
      let total = whole([2 ** 24 - 100, 5], on);
      for (let i = 0; i < 60; i++) total = add(total, i < 30 ? 7 : 2 ** 27);
      return total;
    };
    if (backend.canReadSync) await expectSame(backend, count);
    else expect(() => scope(() => count(backend))).toThrow(AsyncReadError);
  });

  test('large int32 values move and stay', async () => {
    const x = (on: Backend) => tensor(new Int32Array(edges), { shape: [2, edges.length / 2], backend: on });
    await expectSame(backend, x);
    await expectSame(backend, (on) => transpose(x(on)));
    await expectSame(backend, (on) => full([3], 2 ** 24 + 1, { dtype: 'int32', backend: on }));
    await expectSame(backend, (on) => pad(whole([1, 2], on), { before: [0], after: [1], value: -(2 ** 31) + 1 }));
    await expectSame(backend, (on) => gather(x(on), whole([1, 0, 1], on)));
  });

  test.each(['randomBits', 'randomUniform', 'randomNormal'] as const)(
    '%s is the stream of the other backends, bit for bit',
    async (name) => {
      const dtype = name === 'randomBits' ? 'int32' : 'float32';
      for (const size of [1, 2, 1001]) {
        const attrs = { shape: [size], dtype, key: [12345, 678], counter: 2 ** 33 + 5 };
        const [expected] = applyOp(name, [], attrs, wasm());
        expect(await take(() => applyOp(name, [], attrs, backend)[0])).toEqual(Array.from(expected.dataSync()));
        expected.dispose();
      }
      await expectSame(backend, (on) => {
        const [bits] = applyOp(name, [], { shape: [40], dtype, key: [1, 2], counter: 0 }, on);
        return flip(bits);
      });
    },
  );
});
