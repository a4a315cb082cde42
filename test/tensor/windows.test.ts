// Convolutions and pooling, which are made of unfold2d and fold2d, held to their definitions; and the errors of sizes that do not fit.
import {
  avgPool2d,
  conv2d,
  convTranspose2d,
  DTypeError,
  fold2d,
  type InfogradError,
  maxPool2d,
  mul,
  ones,
  type PairLike,
  random,
  reference,
  type Shape,
  ShapeError,
  scope,
  sum,
  type Tensor,
  tanh,
  unfold2d,
  ValueError,
  wasm,
} from '@infograd/tensor';
import { chance, expectNoLeaks, mismatch, wholeNumber } from '@infograd/tensor/testing';
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { build, total } from '../../packages/tensor/src/testing/build.ts';

interface Layer {
  readonly x: Tensor;
  readonly w: Tensor;
  readonly b: Tensor;
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
}

function expectNear(actual: Tensor, expected: NdArray): void {
  expect(actual.shape).toEqual(expected.shape);
  const tolerance = { relative: 1e-5, absolute: 1e-5 };
  expect(mismatch(actual.dataSync(), expected.data as Float64Array, tolerance)).toBeUndefined();
}

/** How many windows lie in an axis, by trying each start. */
function starts(length: number, kernel: number, stride: number, padding: number): number {
  let count = 0;
  for (let start = -padding; start + kernel <= length + padding; start += stride) count++;
  return count;
}

/** An element of images, or the value outside them. */
function pixel(x: NdArray, n: number, row: number, column: number, channel: number, outside: number): number {
  const isInside = row >= 0 && row < x.shape[1] && column >= 0 && column < x.shape[2];
  return isInside ? x.get(n, row, column, channel) : outside;
}

describe.each([reference(), wasm()])('on $name', (backend) => {
  const rows = (name: string, property: (layer: Layer) => void) => {
    test(name, () => {
      fc.assert(
        fc.property(fc.noShrink(fc.nat()), (seed) => scope(() => property(drawLayer(seed)))),
        { seed: 11, numRuns: 40 },
      );
    });
  };

  function drawLayer(seed: number): Layer {
    const rng = random(seed);
    const kernel = [wholeNumber(rng, 1, 4), wholeNumber(rng, 1, 4)] as const;
    const stride = [wholeNumber(rng, 1, 3), wholeNumber(rng, 1, 3)] as const;
    const padding = chance(rng, 0.4)
      ? ([0, 0] as const)
      : (kernel.map((k) => wholeNumber(rng, 0, k >> 1)) as [number, number]);
    const size = kernel.map((k) => k + wholeNumber(rng, 0, 6));
    const [channels, outputs] = [wholeNumber(rng, 1, 5), wholeNumber(rng, 1, 9)];
    return {
      x: rng.normal([wholeNumber(rng, 1, 3), ...size, channels], { backend }),
      w: rng.normal([...kernel, channels, outputs], { backend }),
      b: rng.normal([outputs], { backend }),
      stride,
      padding,
    };
  }

  rows('conv2d is the sum over its window', ({ x, w, b, stride, padding }) => {
    const [images, weights, bias] = [x.toNdarray(), w.toNdarray(), b.toNdarray()] as NdArray[];
    const [kernelHeight, kernelWidth, channels, outputs] = w.shape;
    const down = starts(x.shape[1], kernelHeight, stride[0], padding[0]);
    const across = starts(x.shape[2], kernelWidth, stride[1], padding[1]);
    const expected = build([x.shape[0], down, across, outputs], ([n, i, j, o]) => {
      const top = i * stride[0] - padding[0];
      const left = j * stride[1] - padding[1];
      const term = (k: number, l: number, c: number) =>
        pixel(images, n, top + k, left + l, c, 0) * weights.get(k, l, c, o);
      const window = total(kernelHeight, (k) => total(kernelWidth, (l) => total(channels, (c) => term(k, l, c))));
      return bias.get(o) + window;
    });
    const options = { stride, padding };
    expectNear(conv2d(x, w, b, options), expected);
    const active = conv2d(x, w, b, { ...options, activation: 'tanh' });
    expectNear(active, tanh(conv2d(x, w, b, options)).toNdarray() as NdArray);
  });

  rows('convTranspose2d is the transpose of conv2d', ({ x, w, stride, padding }) => {
    const y = conv2d(x, w, undefined, { stride, padding });
    const g = random(1).normal(y.shape, { backend });
    const leftOver = [0, 1].map((side) => (x.shape[1 + side] + 2 * padding[side] - w.shape[side]) % stride[side]);
    const back = convTranspose2d(g, w, undefined, { stride, padding, outputPadding: leftOver as [number, number] });
    expect(back.shape).toEqual(x.shape);
    expectNear(sum(mul(back, x)), sum(mul(g, y)).toNdarray() as NdArray);
  });

  rows('fold2d is the transpose of unfold2d', ({ x, w, stride, padding }) => {
    const windows = unfold2d(x, { kernel: [w.shape[0], w.shape[1]], stride, padding });
    const g = random(2).normal(windows.shape, { backend });
    const back = fold2d(g, { size: [x.shape[1], x.shape[2]], stride, padding });
    expect(back.shape).toEqual(x.shape);
    expectNear(sum(mul(back, x)), sum(mul(g, windows)).toNdarray() as NdArray);
  });

  rows('pooling takes the largest and the mean of each window', ({ x, w, stride, padding }) => {
    const images = x.toNdarray() as NdArray;
    const [height, width] = w.shape;
    const shape = [
      x.shape[0],
      starts(x.shape[1], height, stride[0], padding[0]),
      starts(x.shape[2], width, stride[1], padding[1]),
      x.shape[3],
    ];
    const windowOf = ([n, i, j, c]: readonly number[], outside: number) => {
      return Array.from({ length: height * width }, (_, at) => {
        const row = i * stride[0] - padding[0] + Math.floor(at / width);
        return pixel(images, n, row, j * stride[1] - padding[1] + (at % width), c, outside);
      });
    };
    const options = { kernel: [height, width], stride, padding } as const;
    expectNear(
      maxPool2d(x, options),
      build(shape, (index) => Math.max(...windowOf(index, -Infinity))),
    );
    expectNear(
      avgPool2d(x, options),
      build(shape, (index) => windowOf(index, 0).reduce((a, b) => a + b, 0) / (height * width)),
    );
  });

  test('no images and no channels are no trouble', () => {
    scope(() => {
      const none = ones([0, 5, 5, 2], { backend });
      expect(conv2d(none, ones([3, 3, 2, 4], { backend }), undefined, { padding: 1 }).shape).toEqual([0, 5, 5, 4]);
      expect(convTranspose2d(none, ones([2, 2, 3, 2], { backend }), undefined, { stride: 2 }).shape).toEqual([
        0, 10, 10, 3,
      ]);
      expect(maxPool2d(none, { kernel: 2 }).shape).toEqual([0, 2, 2, 2]);
    });
  });

  test('only the result stays in memory', () => {
    const [x, w, v, b] = [[2, 5, 6, 3], [2, 3, 3, 4], [2, 3, 4, 3], [4]].map((shape) => ones(shape, { backend }));
    const options = { stride: 2, padding: 1 };
    expectNoLeaks(() => conv2d(x, w, b, options).dispose());
    expectNoLeaks(() => convTranspose2d(x, v, b, options).dispose());
    expectNoLeaks(() => maxPool2d(x, { kernel: 3, padding: 1 }).dispose());
    expectNoLeaks(() => avgPool2d(x, { kernel: 3, padding: 1 }).dispose());
    for (const each of [x, w, v, b]) each.dispose();
  });
});

describe('what does not fit is refused', () => {
  const images = (...shape: number[]) => ones(shape);
  const conv = (x: Shape, w: Shape, stride: PairLike = 1, padding: PairLike = 0, b?: Shape) =>
    conv2d(ones(x), ones(w), b && ones(b), { stride, padding });
  const transposed = (x: Shape, w: Shape, options = {}) => convTranspose2d(ones(x), ones(w), undefined, options);
  const cases: [string, () => Tensor, typeof InfogradError, string][] = [
    ['rank of x', () => conv([4, 4, 1], [3, 3, 1, 1]), ShapeError, 'conv2d: x has shape [4, 4, 1]; [n, height'],
    [
      'channels',
      () => conv([1, 1, 28, 28], [5, 5, 1, 32]),
      ShapeError,
      'conv2d: x [1, 1, 28, 28] and w [5, 5, 1, 32] do not fit; w [kernel height, kernel width, in, out] with in = 28 is needed',
    ],
    ['bias', () => conv([1, 4, 4, 1], [3, 3, 1, 2], 1, 0, [3]), ShapeError, 'conv2d: b has shape [3]; [2] is needed'],
    [
      'window',
      () => conv([1, 2, 2, 1], [5, 5, 1, 1], 1, 1),
      ShapeError,
      'conv2d: a window of [5, 5] does not fit into an image of [2, 2], padded to [4, 4]; use a larger image, a smaller kernel or more padding',
    ],
    [
      'stride',
      () => conv([1, 4, 4, 1], [3, 3, 1, 1], [1, 0]),
      ValueError,
      'conv2d: stride [1,0] must be a whole number',
    ],
    ['padding', () => conv([1, 4, 4, 1], [3, 3, 1, 1], 1, -1), ValueError, 'conv2d: padding -1 must be a whole number'],
    [
      'dtype',
      () => conv2d(ones([1, 2, 2, 1], { dtype: 'int32' }), ones([1, 1, 1, 1])),
      DTypeError,
      'conv2d: x is int32',
    ],
    [
      'channels of the transpose',
      () => transposed([1, 4, 4, 3], [3, 3, 3, 2]),
      ShapeError,
      'w [kernel height, kernel width, out, in] with in = 3 is needed',
    ],
    [
      'output padding',
      () => transposed([1, 4, 4, 1], [3, 3, 1, 1], { outputPadding: 1 }),
      ValueError,
      'convTranspose2d: outputPadding [1, 1] must be below the stride [1, 1] in both directions',
    ],
    [
      'nothing left',
      () => transposed([1, 1, 1, 1], [2, 2, 1, 1], { padding: 1 }),
      ShapeError,
      'convTranspose2d: images of [1, 1] would become [0, 0]; use a larger kernel or less padding',
    ],
    [
      'pool padding',
      () => maxPool2d(images(1, 4, 4, 1), { kernel: [3, 2], padding: 2 }),
      ValueError,
      'maxPool2d: padding [2, 2] is more than half the kernel [3, 2]',
    ],
    ['pool window', () => avgPool2d(images(1, 2, 4, 1), { kernel: 3 }), ShapeError, 'avgPool2d: a window of [3, 3]'],
    [
      'pool of no pixels',
      () => maxPool2d(images(1, 0, 4, 1), { kernel: 2, padding: 1 }),
      ShapeError,
      'maxPool2d: a window of [2, 2] does not fit into an image of [0, 4], padded to [2, 6]; use a larger image',
    ],
    ['pool rank', () => avgPool2d(images(2, 4), { kernel: 1 }), ShapeError, 'avgPool2d: x has shape [2, 4]'],
    ['fold rank', () => fold2d(images(2, 4), { size: 4 }), ShapeError, 'fold2d: x has shape [2, 4]; [n, windows down'],
    [
      'fold windows',
      () => fold2d(images(1, 2, 2, 2, 2, 1), { size: [3, 4] }),
      ShapeError,
      'fold2d: x has [2, 2] windows, but an image of [3, 4] has [2, 3] with this kernel, stride and padding',
    ],
  ];
  test.each(cases)('%s', (_, call, error, message) => {
    expect(() => scope(call)).toThrow(error);
    expect(() => scope(call)).toThrow(message);
  });
});
