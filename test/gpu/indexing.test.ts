// Indexing on a device: indices are checked before a kernel reads through them, and sums at places come out the same
// whichever way the indices are found.

import {
  AsyncReadError,
  add,
  argmax,
  type Backend,
  cast,
  gather,
  IndexError,
  mul,
  oneHot,
  putAlongAxisAdd,
  random,
  reference,
  type Shape,
  scatterAdd,
  scope,
  type Tensor,
  takeAlongAxis,
  tensor,
} from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { expect, jest, test } from '@jest/globals';
import { expectSame, inEachMode, take, watch } from './in-each-mode.ts';

const near = { relative: 1e-6, absolute: 1e-6 };

function floats(seed: number, shape: Shape, on: Backend): Tensor {
  const steps = random(seed).integers(sizeOf(shape), 2001);
  return tensor(
    Float32Array.from(steps, (step) => step / 1000 - 1),
    { shape, backend: on },
  );
}

function whole(values: readonly number[], on: Backend): Tensor {
  return tensor([...values], { dtype: 'int32', backend: on });
}

/** Indices below `limit` of which the host knows bounds, but not the values: where a row of random numbers is largest. */
function found(seed: number, shape: Shape, limit: number, on: Backend): Tensor {
  return scope(() => argmax(floats(seed, [...shape, limit], on), { axis: shape.length }));
}

/** The same indices with values on the host. */
async function held(seed: number, shape: Shape, limit: number, on: Backend): Promise<Tensor> {
  const indices = found(seed, shape, limit, reference());
  const values = new Int32Array(await indices.data());
  indices.dispose();
  return tensor(values, { shape, backend: on });
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

await inEachMode((backend) => {
  test('indices that argmax found are used without reading them', async () => {
    const reads = [jest.spyOn(backend.device, 'read'), jest.spyOn(backend.device, 'readSync')];
    const results = scope(() => {
      const x = floats(1, [4, 5, 3], backend);
      const best = argmax(x, { axis: 1, keepDims: true });
      const places = argmax(x, { axis: 2 });
      return [
        takeAlongAxis(x, best, { axis: 1 }),
        putAlongAxisAdd(best, floats(2, [4, 1, 3], backend), { axis: 1, length: 5 }),
        oneHot(best, { depth: 5 }),
        gather(x, places, { axis: 2 }),
        gather(floats(3, [7, 2], backend), add(mul(places, 3), 0)),
        scatterAdd(places, floats(4, [4, 5, 2], backend), { length: 3 }),
      ];
    });
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    for (const result of results) {
      await result.data();
      result.dispose();
    }
  });

  test('they find what the reference finds', async () => {
    await expectSame(backend, (on) => {
      const x = floats(1, [4, 5, 3], on);
      return takeAlongAxis(x, argmax(x, { axis: 1, keepDims: true }), { axis: 1 });
    });
    await expectSame(backend, (on) => gather(floats(2, [7, 2], on), mul(found(3, [6], 4, on), 2)));
  });

  test('an index on the host that is out of range is named, and no kernel runs', () => {
    const seen = watch(backend);
    scope(() => {
      const x = floats(1, [3, 4], backend);
      const message = 'index 3 at position 2 is outside an axis of length 3; use 0 to 2';
      const indices = whole([0, 2, 3, 9], backend);
      expect(() => gather(x, indices)).toThrow(new IndexError(`gather: ${message}`));
      expect(() => oneHot(indices, { depth: 3 })).toThrow(new IndexError(`oneHot: ${message}`));
      expect(() => scatterAdd(indices, floats(2, [4], backend), { length: 3 })).toThrow(IndexError);
      expect(() => takeAlongAxis(floats(3, [3], backend), whole([-1], backend))).toThrow('takeAlongAxis: index -1');
      expect(() => putAlongAxisAdd(whole([5], backend), floats(4, [1], backend), { length: 5 })).toThrow(IndexError);
    });
    expect(seen.launches).toEqual([]);
  });

  test('an index is checked even where nothing is read', () => {
    scope(() => {
      const nothing = tensor(new Float32Array(0), { shape: [2, 0], backend });
      expect(() => gather(nothing, whole([2], backend))).toThrow(IndexError);
      expect(gather(nothing, whole([1], backend)).shape).toEqual([1, 0]);
      expect(() => scatterAdd(whole([0], backend), floats(1, [1], backend), { length: 0 })).toThrow(IndexError);
    });
  });

  test('indices of unknown bounds are read, or refused where they cannot be', async () => {
    const x = floats(1, [5], backend);
    const made = (values: number[]) => cast(add(floats(2, [3], backend), tensor(values, { backend })), 'int32');
    const right = () => gather(x, made([2, 3, 1.5]));
    const wrong = () => scope(() => gather(x, made([2, 3, 7])));
    if (backend.canReadSync) {
      expect(await take(right)).toEqual(
        await take(() => {
          const on = reference();
          const indices = cast(add(floats(2, [3], on), tensor([2, 3, 1.5], { backend: on })), 'int32');
          return gather(floats(1, [5], on), indices);
        }),
      );
      expect(wrong).toThrow(/gather: index [67] at position 2 is outside an axis of length 5/);
    } else {
      expect(() => scope(right)).toThrow(AsyncReadError);
      expect(wrong).toThrow(/gather: the indices were computed on the device .* webgpu mode .* await tensor\.data\(\)/);
    }
    x.dispose();
  });

  const sums: [string, Shape, (indices: Tensor, on: Backend) => Tensor][] = [
    ['scatterAdd', [50], (indices, on) => scatterAdd(indices, floats(9, [3, 50, 4], on), { axis: 1, length: 6 })],
    ['scatterAdd, many', [4000], (indices, on) => scatterAdd(indices, floats(9, [4000, 100], on), { length: 6 })],
    [
      'putAlongAxisAdd',
      [4, 9, 5],
      (indices, on) => putAlongAxisAdd(indices, floats(9, [4, 9, 5], on), { axis: 1, length: 6 }),
    ],
    [
      'putAlongAxisAdd, many',
      [64, 40],
      (indices, on) => putAlongAxisAdd(indices, floats(9, [64, 40], on), { length: 900 }),
    ],
  ];
  test.each(sums)('%s: indices from the device give what indices from the host give', async (_, shape, sum) => {
    const expected = await take(() => sum(found(5, shape, 6, reference()), reference()));
    const indices = await held(5, shape, 6, backend);
    const first = await take(() => sum(indices, backend));
    const second = await take(() => sum(indices, backend));
    indices.dispose();
    expect(mismatch(first, expected, { relative: 1e-5, absolute: 1e-5 })).toBeUndefined();
    expect(second).toEqual(first);
    const searched = await take(() => sum(found(5, shape, 6, backend), backend));
    expect(mismatch(searched, expected, { relative: 1e-5, absolute: 1e-5 })).toBeUndefined();
  });

  test('a long sum at one place keeps its digits', async () => {
    const count = 100_000;
    const updates = new Float32Array(count).fill(0.1);
    const truth = count * Math.fround(0.1);
    const [at0] = await take(() =>
      scatterAdd(tensor(new Int32Array(count), { backend }), tensor(updates, { backend }), { length: 2 }),
    );
    expect(Math.abs(at0 / truth - 1)).toBeLessThan(5e-6);
  });

  test('no indices place nothing, and zeros are there', async () => {
    const none = whole([], backend);
    const updates = tensor(new Float32Array(0), { shape: [0, 2], backend });
    expect(await take(() => scatterAdd(none, updates, { length: 2 }))).toEqual([0, 0, 0, 0]);
    expect(await take(() => gather(floats(1, [3], backend), none))).toEqual([]);
    none.dispose();
    updates.dispose();
  });

  test('one kernel of each op serves all shapes', async () => {
    const run = async (rows: number, count: number): Promise<void> => {
      await expectSame(backend, (on) => gather(floats(1, [rows, 3], on), whole(new Array(count).fill(rows - 1), on)));
      await expectSame(
        backend,
        (on) => scatterAdd(whole(new Array(count).fill(1), on), floats(1, [count, rows], on), { length: 2 }),
        near,
      );
    };
    await run(5, 7);
    const compiled = backend.device.kernels;
    await run(31, 4);
    await run(2, 90);
    expect(backend.device.kernels).toBe(compiled);
  });
});
