import { disposeTree } from '@infograd/autograd';
import { memory, random, scope, tensor, zeros } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { imagesOf, type Mnist, readMnist } from '../../examples/paper/data/mnist.ts';
import {
  accuracyOf,
  classify,
  type DigitClassifierParams,
  digitClassifier,
  read,
  trainDigitClassifier,
} from '../../examples/paper/digit-classifier.ts';
import { Lab } from '../../examples/paper/runner/lab.ts';
import { silent } from '../../examples/paper/runner/progress.ts';
import { RunFolder } from '../../examples/paper/runner/run-folder.ts';
import { temporaryFolder } from './run-quick.ts';

function openLab(path: string): Lab {
  const identity = { experiment: 'classifier', size: 'quick', seed: 0, settings: {} };
  const signal = new AbortController().signal;
  return new Lab({ seed: 0, folder: new RunFolder(path, identity), progress: silent, signal });
}

const settings = { steps: 60, batch: 32 };

/** The first images of the test set. */
function few({ test: all }: Mnist, count: number): Mnist['test'] {
  return { count, pixels: all.pixels.subarray(0, count * 784), labels: all.labels.subarray(0, count) };
}

test('learns to read digits that it has not seen, once in a run', async () => {
  const mnist = readMnist();
  const folder = temporaryFolder();
  const params = await trainDigitClassifier(openLab(folder), mnist, settings);
  const digits = few(mnist, 1200);
  expect(accuracyOf(params, digits)).toBeGreaterThan(0.8);
  const again = await trainDigitClassifier(openLab(folder), mnist, { ...settings, steps: 1 });
  expect(again.logits.bias.toArray()).toEqual(params.logits.bias.toArray());

  scope(() => {
    const images = imagesOf(digits, [0, 1, 2, 700]);
    const { digits: found, confidence } = read(params, images);
    expect([...classify(params, images)]).toEqual([...found]);
    expect(confidence).toBeGreaterThan(0.3);
    expect(confidence).toBeLessThanOrEqual(1);
  });
  disposeTree(params);
  disposeTree(again);
});

test('counts right, over more images than it takes at a time, and leaves nothing behind', () => {
  const mnist = readMnist();
  const fives = scope((): DigitClassifierParams => {
    const bias = tensor(Array.from({ length: 10 }, (_, digit) => (digit === 5 ? 1 : 0)));
    return { ...digitClassifier.init(random(1)), logits: { weight: zeros([128, 10]), bias } };
  });
  const digits = few(mnist, 1100);
  const share = digits.labels.filter((label) => label === 5).length / 1100;
  const before = memory();
  expect(accuracyOf(fives, digits)).toBe(share);
  expect(memory()).toEqual(before);
  disposeTree(fives);
});
