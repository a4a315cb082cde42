/** Derivatives of convolutions and pooling, which follow from those of unfold2d, fold2d and the product, at both orders. */
import { compile, grad, gradcheck } from '@infograd/autograd';
import {
  avgPool2d,
  type Backend,
  conv2d,
  convTranspose2d,
  fold2d,
  maxPool2d,
  mul,
  random,
  reference,
  type Shape,
  scope,
  square,
  sum,
  type Tensor,
  tensor,
  unfold2d,
  wasm,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const options = { stride: [2, 1], padding: [1, 0] } as const;

/** Values of which no two are near each other, so that the largest stays the largest. */
function distinct(shape: Shape): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const order = random(4).permutation(size).dataSync();
  return tensor(
    Float64Array.from(order, (place) => place / 4 - 2),
    { shape, backend: reference() },
  );
}

const cases: [string, (...inputs: Tensor[]) => Tensor, Shape[]][] = [
  ['conv2d', (x, w, b) => conv2d(x, w, b, options), [[2, 3, 4, 2], [3, 2, 2, 3], [3]]],
  [
    'conv2d with an activation',
    (x, w, b) => conv2d(x, w, b, { activation: 'tanh' }),
    [[1, 3, 3, 1], [2, 2, 1, 2], [2]],
  ],
  ['convTranspose2d', (x, w, b) => convTranspose2d(x, w, b, options), [[2, 2, 3, 2], [3, 2, 3, 2], [3]]],
  [
    'convTranspose2d, output padded',
    (x, w) => convTranspose2d(x, w, undefined, { stride: 2, outputPadding: 1 }),
    [
      [1, 2, 2, 2],
      [2, 2, 1, 2],
    ],
  ],
  ['unfold2d', (x) => unfold2d(x, { kernel: [2, 3], ...options }), [[2, 3, 4, 2]]],
  ['fold2d', (x) => fold2d(x, { size: [3, 4], ...options }), [[1, 2, 3, 2, 2, 2]]],
  ['avgPool2d', (x) => avgPool2d(x, { kernel: [2, 3], ...options }), [[2, 3, 4, 2]]],
  ['maxPool2d', (x) => maxPool2d(x, { kernel: [2, 3], ...options }), [[2, 3, 4, 2]]],
];

test.each(cases)('first and second derivatives of %s agree with difference quotients', (_, fn, shapes) => {
  scope(() => {
    // Squared, so that the second derivatives of what is linear are not zero.
    const worst = gradcheck((...inputs) => square(fn(...inputs)), shapes.map(distinct), { order: 2, tolerance: 1e-5 });
    expect(worst).toBeLessThan(1e-5);
  });
});

describe.each([reference(), wasm()] as Backend[])('on $name', (backend) => {
  test('the derivative of conv2d with respect to its images is convTranspose2d', () => {
    scope(() => {
      const rng = random(5);
      const x = rng.normal([2, 6, 6, 3], { backend });
      const w = rng.normal([4, 4, 3, 5], { backend });
      const geometry = { stride: 2, padding: 1 };
      const g = rng.normal([2, 3, 3, 5], { backend });
      const found = grad((images: Tensor) => sum(mul(conv2d(images, w, undefined, geometry), g)))(x);
      const expected = convTranspose2d(g, w, undefined, geometry);
      expect(mismatch(found.dataSync(), expected.dataSync(), { relative: 1e-5, absolute: 1e-5 })).toBeUndefined();
    });
  });

  test('equal values of a window share the derivative of its maximum', () => {
    scope(() => {
      const x = tensor([0, 0, -1, -2], { shape: [1, 2, 2, 1], backend });
      const slope = grad((at: Tensor) => sum(maxPool2d(at, { kernel: 2 })))(x);
      expect([...slope.dataSync()]).toEqual([0.5, 0.5, 0, 0]);
    });
  });

  test('a compiled network gives the same bits and leaves nothing behind', () => {
    expectNoLeaks(() =>
      scope(() => {
        const rng = random(6);
        const w = rng.normal([3, 3, 1, 4], { backend });
        const v = rng.normal([3, 3, 1, 4], { backend });
        const gradients = grad(({ w, v }: { w: Tensor; v: Tensor }, x: Tensor) => {
          const hidden = maxPool2d(conv2d(x, w, undefined, { padding: 1, activation: 'relu' }), { kernel: 2 });
          return sum(square(convTranspose2d(hidden, v, undefined, { stride: 2 })));
        });
        const compiled = compile((x: Tensor) => gradients({ w, v }, x));
        for (let i = 0; i < 3; i++) {
          const x = rng.normal([2, 6, 6, 1], { backend });
          const [expected, found] = [gradients({ w, v }, x), compiled(x)];
          expect([...found.w.dataSync()]).toEqual([...expected.w.dataSync()]);
          expect([...found.v.dataSync()]).toEqual([...expected.v.dataSync()]);
        }
        compiled.dispose();
      }),
    );
  });
});
