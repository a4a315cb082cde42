// Elementwise results wait and run together: how many kernels that takes, and that nothing else can be noticed of it.

import {
  adamStep,
  add,
  type Backend,
  broadcastTo,
  div,
  exp,
  floor,
  full,
  memory,
  mul,
  neg,
  random,
  reference,
  relu,
  type Shape,
  scope,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { expect, test } from '@jest/globals';
import { expectSame, inEachMode, take, watch } from './in-each-mode.ts';

const near = { relative: 2e-6, absolute: 2e-6 };

/** Numbers from -2 to 2, the same ones on any backend. */
function numbers(seed: number, shape: Shape, backend: Backend): Tensor {
  const steps = random(seed).integers(sizeOf(shape), 4001);
  return tensor(
    Float32Array.from(steps, (step) => step / 1000 - 2),
    { shape, backend },
  );
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Eight ops. */
function chain(x: Tensor): Tensor {
  return relu(sub(mul(add(exp(neg(square(x))), 1), sigmoid(x)), tanh(x)));
}

await inEachMode((backend) => {
  test('a chain is one kernel, whatever the shape and the numbers', async () => {
    const seen = watch(backend);
    await take(() => chain(numbers(1, [40], backend)));
    expect(seen.launches.length).toBe(1);
    const compiled = backend.device.kernels;
    await expectSame(backend, (on) => chain(numbers(2, [3, 7], on)), near);
    expect(backend.device.kernels).toBe(compiled);
    expect(seen.launches).toEqual([seen.launches[0], seen.launches[0]]);
  });

  test('views and broadcasts are part of the chain that follows them', async () => {
    const seen = watch(backend);
    const make = (on: Backend) => {
      const x = numbers(1, [5, 4], on);
      const row = broadcastTo(numbers(2, [5], on), [4, 5]);
      const corner = slice(numbers(3, [9, 5], on), { start: [7, 4], step: [-2, -1] });
      return add(mul(relu(transpose(x)), row), slice(corner, { start: [0, 0], stop: [4, 1] }));
    };
    await expectSame(backend, make, near);
    // Two for what a view looks at that waits itself, one for all the rest.
    expect(seen.launches.length).toBe(3);
  });

  test('operands broadcast against each other inside a chain', async () => {
    const seen = watch(backend);
    const make = (on: Backend) =>
      mul(add(numbers(1, [3, 1, 5], on), numbers(2, [4, 1], on)), sub(numbers(3, [5], on), numbers(4, [], on)));
    await expectSame(backend, make, near);
    expect(seen.launches.length).toBeLessThanOrEqual(3);
  });

  test('numbers and constant tensors are not uploaded', async () => {
    const seen = watch(backend);
    const make = (on: Backend) => add(mul(numbers(1, [6], on), 3), full([6], 0.5, { backend: on }));
    await expectSame(backend, make, near);
    await take(() => mul(full([4, 5], 3, { backend }), tensor(2, { backend })));
    expect(seen.uploads).toEqual([6]);
  });

  test('an operand of two results is computed twice at most', async () => {
    const seen = watch(backend);
    const x = numbers(1, [8], backend);
    const results = scope(() => {
      const shared = exp(x);
      return [add(shared, 1), mul(shared, 2), sub(shared, 3), square(shared), sqrt(shared)];
    });
    for (const result of results) await result.data();
    expect(seen.launches.filter((key) => key.includes('exp(')).length).toBeLessThanOrEqual(2);
    for (const tensor of [x, ...results]) tensor.dispose();
  });

  test('a chain goes on with the numbers that a reader would see', async () => {
    // 1 / 49 * 49 is 1 in float32 and below 1 in float64.
    const lengths = tensor(
      Float32Array.from({ length: 200 }, (_, i) => i + 1),
      { backend },
    );
    const product = scope(() => mul(div(1, lengths), lengths));
    const whole = scope(() => floor(product));
    expect(await whole.data()).toEqual((await product.data()).map(Math.floor));
    for (const tensor of [lengths, product, whole]) tensor.dispose();
  });

  test('an operand that a formula names twice is read once', async () => {
    const seen = watch(backend);
    await expectSame(
      backend,
      (on) => {
        const y = exp(numbers(1, [8], on));
        return mul(y, y);
      },
      near,
    );
    expect(seen.launches.length).toBe(1);
  });

  test('long chains are cut, and right', async () => {
    const seen = watch(backend);
    const make = (on: Backend) => {
      let x = numbers(1, [4, 3], on);
      for (let i = 0; i < 100; i++) x = add(mul(x, 0.9), numbers(i + 2, i % 2 === 0 ? [3] : [4, 1], on));
      return x;
    };
    await expectSame(backend, make, { relative: 1e-5, absolute: 1e-5 });
    expect(seen.launches.length).toBeGreaterThan(5);
    expect(seen.launches.length).toBeLessThan(60);
  });

  test('chains over more arrays than a kernel can read are cut, and right', async () => {
    const seen = watch(backend);
    const make = (on: Backend) => {
      const sumOf = (first: number, count: number): Tensor =>
        count === 1
          ? numbers(first, [11], on)
          : add(sumOf(first, count >> 1), sumOf(first + (count >> 1), count - (count >> 1)));
      return sumOf(1, 20);
    };
    await expectSame(backend, make, near);
    expect(seen.launches.length).toBeGreaterThan(1);
    expect(seen.launches.length).toBeLessThan(12);
  });

  test('a result outlives the operands that it still needs', async () => {
    const x = numbers(1, [10], backend);
    const y = numbers(2, [10], backend);
    const middle = mul(x, y);
    const result = scope(() => add(exp(middle), y));
    for (const gone of [x, y, middle]) gone.dispose();
    // Memory that is given out again must not be theirs.
    const others = [5, 6, 7, 8].map((seed) => scope(() => add(numbers(seed, [10], backend), 100)));
    await Promise.all(others.map((other) => other.data()));
    const expected = scope(() => {
      const [a, b] = [numbers(1, [10], reference()), numbers(2, [10], reference())];
      return Array.from(add(exp(mul(a, b)), b).dataSync());
    });
    expect(mismatch(await result.data(), expected, near)).toBeUndefined();
    for (const tensor of [result, ...others]) tensor.dispose();
  });

  test('a result that nobody reads runs no kernel', () => {
    const seen = watch(backend);
    const x = numbers(1, [10], backend);
    const y = scope(() => chain(x));
    y.dispose();
    x.dispose();
    expect(seen).toEqual({ launches: [], uploads: [] });
  });

  test.each(['operands first', 'results first'])('memory goes back to zero, %s', async (order) => {
    const before = memory();
    const x = numbers(1, [100], backend);
    const tensors = [x, exp(x), transpose(x)];
    tensors.push(add(tensors[1], tensors[2]), sum(tensors[1]));
    await tensors[3].data();
    expect(backend.device.memory.arrays).toBeGreaterThan(0);
    for (const tensor of order === 'operands first' ? tensors : tensors.toReversed()) tensor.dispose();
    expect(memory()).toEqual(before);
    expect(backend.device.memory).toEqual({ arrays: 0, bytes: 0 });
  });

  test('a state that is updated again and again does not grow', async () => {
    let state = numbers(1, [50], backend);
    let most = 0;
    for (let step = 0; step < 300; step++) {
      const next = scope(() => add(mul(state, 0.99), exp(neg(square(state)))));
      state.dispose();
      state = next;
      most = Math.max(most, backend.device.memory.arrays);
    }
    await state.data();
    state.dispose();
    expect(most).toBeLessThan(6);
  });

  test('optimizer steps wait, join what follows, and give what the reference gives', async () => {
    const run = (on: Backend) =>
      scope(() => {
        const attrs = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 };
        let [parameter, m, v] = [numbers(1, [12], on), full([12], 0, { backend: on }), full([12], 0, { backend: on })];
        for (let t = 1; t <= 5; t++) {
          const corrections = { correction1: 1 - 0.9 ** t, correction2: 1 - 0.99 ** t };
          [parameter, m, v] = adamStep(parameter, mul(parameter, 2), m, v, { ...attrs, ...corrections });
        }
        return [parameter, m, v];
      });
    const seen = watch(backend);
    const [actual, expected] = [run(backend), run(reference())];
    for (const [i, tensor] of actual.entries()) {
      expect(
        mismatch(await tensor.data(), await expected[i].data(), { relative: 1e-5, absolute: 1e-6 }),
      ).toBeUndefined();
    }
    expect(seen.launches.length).toBeLessThanOrEqual(4 * 5);
    for (const tensor of [...actual, ...expected]) tensor.dispose();
  });

  test('random programs give what the reference gives, whatever is kept, read or disposed on the way', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const actual = await randomProgram(seed, backend);
      const expected = await randomProgram(seed, reference());
      expect(actual.length).toBe(expected.length);
      for (const [i, values] of actual.entries()) {
        const difference = mismatch(values, expected[i], { relative: 1e-5, absolute: 1e-5 });
        expect({ seed, result: i, difference }).toEqual({ seed, result: i, difference: undefined });
      }
    }
  });
});

/** Ops on random choices of earlier results, which are now and then read or disposed; returns all that is left. */
async function randomProgram(seed: number, backend: Backend): Promise<ArrayLike<number>[]> {
  const choices = random(1000 + seed);
  const choose = (below: number): number => choices.integers(1, below)[0];
  const shapes = [[4, 6], [6], [4, 1], []];
  const alive = shapes.map((shape, i) => numbers(seed * 10 + i, shape, backend));
  const pick = (): Tensor => alive[choose(alive.length)];
  const matrix = (x: Tensor): Tensor => broadcastTo(x, [4, 6]);
  const steps: (() => Tensor)[] = [
    () => tanh(add(pick(), pick())),
    () => tanh(mul(pick(), pick())),
    () => sub(sigmoid(pick()), pick()),
    () => exp(neg(square(pick()))),
    () => slice(matrix(pick()), { step: [-1, -1] }),
    () => slice(transpose(matrix(pick())), { start: [1], stop: [2] }),
    () => sum(matrix(pick()), { axis: 1, keepDims: true }),
  ];
  for (let step = 0; step < 30; step++) {
    const fits = scope(() => {
      const made = steps[choose(steps.length)]();
      const { shape } = made;
      return shape.length < 2 || shape.join() === '4,6' || shape.join() === '4,1' ? made : sum(made);
    });
    alive.push(fits);
    if (choose(4) === 0) await pick().data();
    if (choose(3) === 0) alive.splice(choose(alive.length), 1)[0].dispose();
  }
  const results = await Promise.all(alive.map((tensor) => tensor.data()));
  for (const tensor of alive) tensor.dispose();
  return results;
}
