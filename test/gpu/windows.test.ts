// Convolutions and pooling on a device: the same images and derivatives as on the reference backend, gradients of gradients included.

import { grad } from '@infograd/autograd';
import {
  avgPool2d,
  type Backend,
  conv2d,
  convTranspose2d,
  maxPool2d,
  mul,
  random,
  type Shape,
  square,
  sum,
  type Tensor,
} from '@infograd/tensor';
import { test } from '@jest/globals';
import { expectSame, inEachMode } from './in-each-mode.ts';

const near = { relative: 1e-5, absolute: 1e-4 };
const draw = (seed: number, shape: Shape, backend: Backend) => random(seed).uniform(shape, { min: -1, backend });

const layers: [string, (x: Tensor) => Tensor][] = [
  ['conv2d', (x) => conv2d(x, draw(1, [3, 2, 3, 4], x.backend), draw(2, [4], x.backend), { activation: 'tanh' })],
  ['conv2d with padding', (x) => conv2d(x, draw(3, [3, 3, 3, 5], x.backend), undefined, { stride: 2, padding: 1 })],
  [
    'convTranspose2d',
    (x) => convTranspose2d(x, draw(4, [5, 5, 2, 3], x.backend), draw(5, [2], x.backend), { stride: 2, padding: 2 }),
  ],
  ['maxPool2d', (x) => maxPool2d(x, { kernel: 3, stride: 2, padding: 1 })],
  ['avgPool2d', (x) => avgPool2d(x, { kernel: 2 })],
];

await inEachMode((backend) => {
  test.each(layers)('%s, its gradient and the gradient of that', async (_, layer) => {
    const images = (on: Backend) => draw(6, [2, 6, 5, 3], on);
    const slope = grad((x: Tensor) => sum(square(layer(x))));
    const bend = grad((x: Tensor) => sum(mul(slope(x), draw(7, x.shape, x.backend))));
    await expectSame(backend, (on) => layer(images(on)), near);
    await expectSame(backend, (on) => slope(images(on)), near);
    await expectSame(backend, (on) => bend(images(on)), near);
  });
});
