// Functions that are made of operations, held to their own definitions; and fused operations, held to the simpler ones they replace.
import {
  abs,
  adamStep,
  add,
  arange,
  argmax,
  div,
  elu,
  exp,
  expandDims,
  eye,
  flip,
  full,
  leakyRelu,
  linear,
  linspace,
  log,
  logmeanexp,
  logsumexp,
  matmul,
  mean,
  mul,
  ones,
  outer,
  pad,
  random,
  reference,
  relu,
  reshape,
  scope,
  sigmoid,
  sizeOf,
  slice,
  softplus,
  sqrt,
  square,
  squeeze,
  stack,
  sub,
  sum,
  type Tensor,
  takeAlongAxis,
  tanh,
  tile,
  transpose,
  variance,
  wasm,
  withBackend,
  zeros,
} from '@infograd/tensor';
import { mismatch, pick, sampleShape, shuffled, wholeNumber } from '@infograd/tensor/testing';
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { build } from '../../packages/tensor/src/testing/build.ts';

const rows = (name: string, property: (seed: number) => void) => {
  test(name, () => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => scope(() => property(seed))),
      { seed: 6, numRuns: 40 },
    );
  });
};

function expectElements(actual: Tensor, expected: NdArray): void {
  expect(actual.shape).toEqual(expected.shape);
  expect([...actual.dataSync()]).toEqual([...(expected.data as Float64Array)]);
}

function expectNear(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(mismatch(actual.dataSync(), expected.dataSync(), { relative: 1e-5, absolute: 2e-6 })).toBeUndefined();
}

describe.each([reference(), wasm()])('composites on $name', (backend) => {
  /** 0, 1, 2, … in a shape. */
  const counted = (shape: readonly number[]): Tensor => reshape(arange(0, sizeOf(shape), 1, { backend }), shape);

  rows('expandDims adds an axis of length 1 and squeeze takes it away', (seed) => {
    const rng = random(seed);
    const x = counted(sampleShape(rng, {}, 0, 5));
    const axis = wholeNumber(rng, -x.rank - 1, x.rank);
    const wider = expandDims(x, axis);
    const place = axis < 0 ? axis + x.rank + 1 : axis;
    expect(wider.shape).toEqual(x.shape.toSpliced(place, 0, 1));
    expect(squeeze(wider, axis).shape).toEqual(x.shape);
    expect(squeeze(wider).shape).toEqual(x.shape.filter((length) => length !== 1));
    expect([...wider.dataSync()]).toEqual([...x.dataSync()]);
  });

  rows('flip reverses the order along its axes', (seed) => {
    const rng = random(seed);
    const x = counted(sampleShape(rng, {}));
    const axes = shuffled(rng, [...x.shape.keys()]).slice(0, wholeNumber(rng, 0, x.rank));
    const values = x.toNdarray();
    expectElements(
      flip(x, axes),
      build(x.shape, (index) =>
        values.get(...index.map((i, axis) => (axes.includes(axis) ? x.shape[axis] - 1 - i : i))),
      ),
    );
  });

  rows('pad puts its value around x', (seed) => {
    const rng = random(seed);
    const x = counted(sampleShape(rng, {}, 0, 4));
    const [before, after] = [0, 1].map(() => x.shape.map(() => wholeNumber(rng, 0, 2)));
    const value = pick(rng, [0, -3]);
    const values = x.toNdarray();
    const shape = x.shape.map((length, axis) => before[axis] + length + after[axis]);
    const inside = (index: readonly number[]) =>
      index.every((i, axis) => i >= before[axis] && i < before[axis] + x.shape[axis]);
    expectElements(
      pad(x, { before, after, value }),
      build(shape, (index) => (inside(index) ? values.get(...index.map((i, axis) => i - before[axis])) : value)),
    );
  });

  rows('tile repeats x whole', (seed) => {
    const rng = random(seed);
    const x = counted(sampleShape(rng, { smooth: true }));
    const repeats = x.shape.map(() => wholeNumber(rng, 1, 3));
    const values = x.toNdarray();
    const shape = x.shape.map((length, axis) => length * repeats[axis]);
    expectElements(
      tile(x, repeats),
      build(shape, (index) => values.get(...index.map((i, axis) => i % x.shape[axis]))),
    );
  });

  rows('stack sets tensors side by side along a new axis', (seed) => {
    const rng = random(seed);
    const shape = sampleShape(rng, { smooth: true });
    const xs = Array.from({ length: wholeNumber(rng, 1, 3) }, (_, i) => add(counted(shape), 100 * i));
    const axis = wholeNumber(rng, 0, shape.length);
    const values = xs.map((x) => x.toNdarray());
    expectElements(
      stack(xs, axis),
      build(shape.toSpliced(axis, 0, xs.length), (index) => values[index[axis]].get(...index.toSpliced(axis, 1))),
    );
  });

  rows('slice with starts, stops and steps left out or counted from the end, as NumPy has them', (seed) => {
    const rng = random(seed);
    const length = wholeNumber(rng, 1, 9);
    const x = counted([length]);
    const step = pick(rng, [1, 2, 3, -1, -2]);
    const start = pick(rng, [undefined, wholeNumber(rng, -length, length - 1)]);
    const stop = pick(rng, [undefined, wholeNumber(rng, -length, length)]);
    const from = start === undefined ? (step > 0 ? 0 : length - 1) : start < 0 ? start + length : start;
    const to = stop === undefined ? (step > 0 ? length : -1) : stop < 0 ? stop + length : stop;
    const expected: number[] = [];
    for (let i = from; step > 0 ? i < to : i > to; i += step) expected.push(i);
    expect([...slice(x, { start: [start], stop: [stop], step: [step] }).dataSync()]).toEqual(expected);
  });

  test('constants and sequences', () => {
    withBackend(backend, () =>
      scope(() => {
        expectElements(
          zeros([2, 3]),
          build([2, 3], () => 0),
        );
        expectElements(
          ones([2, 3]),
          build([2, 3], () => 1),
        );
        expectElements(
          full([3], -2),
          build([3], () => -2),
        );
        expectElements(
          eye(4),
          build([4, 4], ([i, j]) => (i === j ? 1 : 0)),
        );
        expectElements(
          arange(2, 11, 3),
          build([3], ([i]) => 2 + 3 * i),
        );
        expectElements(
          linspace(-1, 1, 5),
          build([5], ([i]) => -1 + i / 2),
        );
        expectElements(
          outer(arange(1, 4), arange(0, 5)),
          build([3, 5], ([i, j]) => (i + 1) * j),
        );
      }),
    );
  });

  test('linear is the activation of add(matmul(x, w), b), on any rank', () => {
    const activations = {
      none: (x: Tensor) => x,
      relu,
      leakyRelu: (x: Tensor) => leakyRelu(x, { slope: 0.2 }),
      elu: (x: Tensor) => elu(x, { alpha: 0.7 }),
      tanh,
      sigmoid,
      softplus,
    };
    for (const [activation, apply] of Object.entries(activations)) {
      for (const [shape, columns] of [
        [[5, 3], 7],
        [[2, 3, 4], 5],
        [[1, 1], 1],
        [[2, 0], 3],
        [[0, 2], 3],
        [[2, 3, 0], 2],
        [[2, 2, 3, 4], 6],
      ] as const) {
        scope(() => {
          const rng = random(columns);
          const [x, w, b] = [
            rng.normal(shape, { backend }),
            rng.normal([shape[shape.length - 1], columns], { backend }),
            rng.normal([columns], { backend }),
          ];
          const options = { activation: activation as keyof typeof activations, slope: 0.2, alpha: 0.7 };
          expectNear(linear(x, w, b, options), apply(add(matmul(x, w), b)));
          expectNear(linear(x, w, undefined, options), apply(matmul(x, w)));
        });
      }
    }
  });

  test('logsumexp is the logarithm of the sum of exp, logmeanexp of the mean', () => {
    scope(() => {
      const x = random(1).normal([7, 33], { backend });
      expectNear(logsumexp(x, { axis: 1 }), log(sum(exp(x), { axis: 1 })));
      expectNear(logmeanexp(x, { axis: 0 }), log(mean(exp(x), { axis: 0 })));
      expectNear(logsumexp(add(x, 500)), add(logsumexp(x), 500));
    });
  });

  test('variance is the mean square about the mean', () => {
    scope(() => {
      const x = random(2).normal([5, 41], { mean: 3, backend });
      expectNear(variance(x, { axis: 1 }), mean(square(sub(x, mean(x, { axis: 1, keepDims: true }))), { axis: 1 }));
      expectNear(variance(add(x, 1000)), variance(sub(add(x, 1000), 1000)));
    });
  });

  test('adamStep is the update of the paper in simpler operations', () => {
    scope(() => {
      const rng = random(3);
      const [p, g, m, v] = [
        rng.normal([37], { backend }),
        rng.normal([37], { backend }),
        rng.normal([37], { backend }),
        rng.uniform([37], { backend }),
      ];
      const attrs = {
        learningRate: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        correction1: 0.19,
        correction2: 0.002,
        weightDecay: 0.1,
      };
      const moment1 = add(mul(m, 0.9), mul(g, 1 - 0.9));
      const moment2 = add(mul(v, 0.999), mul(square(g), 1 - 0.999));
      const step = div(div(moment1, 0.19), add(sqrt(div(moment2, 0.002)), 1e-8));
      const parameter = sub(p, mul(add(step, mul(p, 0.1)), 0.01));
      const updated = adamStep(p, g, m, v, attrs);
      [parameter, moment1, moment2].forEach((expected, i) => void expectNear(updated[i], expected));
    });
  });

  test('argmax finds what takeAlongAxis then takes: the max', () => {
    scope(() => {
      const x = random(4).normal([6, 9], { backend });
      const best = argmax(x, { axis: 1, keepDims: true });
      expect([...takeAlongAxis(x, best).dataSync()]).toEqual(
        (x.toArray() as number[][]).map((row) => Math.max(...row)),
      );
    });
  });

  test('transpose without axes reverses them; matmul with a transposed side agrees with it', () => {
    scope(() => {
      const x = counted([2, 3, 4]);
      expect(transpose(x).shape).toEqual([4, 3, 2]);
      const a = counted([3, 5]);
      expectNear(matmul(a, a, { transposeB: true }), matmul(a, transpose(a)));
      expectNear(matmul(a, a, { transposeA: true }), matmul(transpose(a), a));
      expectNear(abs(sub(a, a)), zeros([3, 5], { backend }));
    });
  });
});
