/** Multi-scale structural similarity against scipy's values, and what must hold of it whatever the images. */
import { readFileSync } from 'node:fs';
import {
  clip,
  defaultBackend,
  full,
  random,
  reference,
  ShapeError,
  scope,
  setDefaultBackend,
  sub,
  type Tensor,
  tensor,
  ValueError,
} from '@infograd/tensor';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { msSsim } from '../../examples/paper/ms-ssim.ts';

// Double precision.
const usual = defaultBackend();
beforeAll(() => setDefaultBackend(reference()));
afterAll(() => setDefaultBackend(usual));

interface Reference {
  height: number;
  width: number;
  phases: [number, number];
  scales: number;
  window: number;
  value: number;
}

// Made by oracles/make-ms-ssim.py.
const references = JSON.parse(readFileSync(new URL('./oracles/ms-ssim.json', import.meta.url), 'utf8')) as Reference[];

/** The image of the script, [1, height, width, 1] in double precision. */
function image(height: number, width: number, phase: number): Tensor {
  const values = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      values[row * width + column] =
        0.5 +
        0.3 * Math.sin(0.7 * row + phase) * Math.cos(0.4 * column) +
        0.2 * Math.sin(0.9 * row * column + 2 * phase);
    }
  }
  return tensor(values, { shape: [1, height, width, 1], dtype: 'float64' });
}

test.each(references)('scipy gives the same at $height × $width, $scales scales, window $window', (reference) => {
  const { height, width, phases, scales, window, value } = reference;
  const [x, y] = phases.map((phase) => image(height, width, phase));
  expect(msSsim(x, y, { scales, window, range: 1 }).toArray()).toEqual([expect.closeTo(value, 10)]);
});

const noise = (seed: number, shape = [4, 28, 28, 3]) => random(seed).uniform(shape, { dtype: 'float64' });

test('it is 1 for equal images, symmetric, and below 1 for others', () => {
  const [x, y] = [noise(1), noise(2)];
  const options = { scales: 3, range: 1 };
  expect(msSsim(x, x, options).toArray()).toEqual(Array(4).fill(expect.closeTo(1, 12)));
  expect(msSsim(x, y, options).toArray()).toEqual(msSsim(y, x, options).toArray());
  for (const value of msSsim(x, y, options).dataSync()) expect(value).toBeLessThan(0.5);
});

test('a change of all pixels by one scale changes nothing when the range goes with it', () => {
  const [x, y] = [noise(1), noise(2)];
  const signed = (pixels: Tensor) => sub(pixels, -3);
  const inUnits = msSsim(x, y, { scales: 2, range: 1 }).toArray() as number[];
  const inBytes = scope(() => msSsim(scaled(x, 255), scaled(y, 255), { scales: 2, range: 255 }).toArray() as number[]);
  expect(inBytes).toEqual(inUnits.map((value) => expect.closeTo(value, 10)));
  // A shift is another matter: the luminance term compares means.
  expect(msSsim(x, signed(x), { scales: 2, range: 1 }).dataSync()[0]).toBeLessThan(0.9);
});

function scaled(x: Tensor, factor: number): Tensor {
  return tensor(
    Float64Array.from(x.dataSync(), (value) => value * factor),
    { shape: x.shape, dtype: 'float64' },
  );
}

test('channels are compared one by one and averaged', () => {
  const [x, y] = [noise(1, [2, 28, 28, 3]), noise(2, [2, 28, 28, 3])];
  const channel = (images: Tensor, index: number) =>
    tensor(
      images.dataSync().filter((_, place) => place % 3 === index),
      { shape: [2, 28, 28, 1], dtype: 'float64' },
    );
  const each = [0, 1, 2].map((index) =>
    msSsim(channel(x, index), channel(y, index), { scales: 2, range: 1 }).dataSync(),
  );
  expect(msSsim(x, y, { scales: 2, range: 1 }).toArray()).toEqual(
    [0, 1].map((row) => expect.closeTo((each[0][row] + each[1][row] + each[2][row]) / 3, 12)),
  );
});

test('constant images: only the luminances differ, and they have a closed form', () => {
  const [x, y] = [0.2, 0.6].map((value) => full([1, 16, 16, 1], value, { dtype: 'float64' }));
  const luminance = (2 * 0.2 * 0.6 + 1e-4) / (0.2 ** 2 + 0.6 ** 2 + 1e-4);
  expect(msSsim(x, y, { scales: 1, range: 1 }).dataSync()[0]).toBeCloseTo(luminance, 12);
});

test('an image and its negative: opposite structures count as 0', () => {
  const x = image(28, 28, 0);
  const negative = sub(full(x.shape, 1, { dtype: 'float64' }), clip(x, { min: -1, max: 2 }));
  expect(msSsim(x, negative, { scales: 1, range: 1 }).dataSync()[0]).toBe(0);
});

test('what makes no sense is refused', () => {
  const x = noise(1);
  expect(() => msSsim(x, x, { scales: 0, range: 1 })).toThrow(ValueError);
  expect(() => msSsim(x, x, { scales: 1, window: 4, range: 1 })).toThrow('odd number of pixels');
  expect(() => msSsim(x, x, { scales: 1, range: 0 })).toThrow(ValueError);
  expect(() => msSsim(x, x, { scales: 4, range: 1 })).toThrow('shrink to 3 pixels, less than the window of 7');
  expect(() => msSsim(x, noise(2, [4, 28, 27, 3]), { scales: 1, range: 1 })).toThrow(ShapeError);
});
