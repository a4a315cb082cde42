/**
 * Stacked MNIST: colour images whose red, green and blue are three digits, so that there are a thousand kinds of them, all alike in number. Which
 * digits make a stack is drawn once; the images are put together when a batch needs them.
 */
import type { Random, Tensor } from '@infograd/tensor';
import { tensor } from '@infograd/tensor';
import { type Digits, pixelsPerImage, side } from '../data/mnist.ts';
import { channels } from './networks.ts';

export interface Stacks {
  readonly digits: Digits;
  /** [count, 3]: the rows of `digits` that are the channels of each stack. */
  readonly rows: Int32Array;
  readonly count: number;
}

/** Stacks of digits drawn independently, with replacement. */
export function drawStacks(rng: Random, digits: Digits, count: number): Stacks {
  return { digits, rows: rng.integers(channels * count, digits.count), count };
}

/** Chosen stacks as images [n, 28, 28, 3] from -1 (paper) to 1 (ink), the range of the generator's tanh. */
export function imagesOfStacks({ digits, rows }: Stacks, chosen: ArrayLike<number>): Tensor {
  const values = new Float32Array(chosen.length * pixelsPerImage * channels);
  for (let i = 0; i < chosen.length; i++) {
    for (let channel = 0; channel < channels; channel++) {
      const source = rows[channels * chosen[i] + channel] * pixelsPerImage;
      const target = i * pixelsPerImage * channels + channel;
      for (let pixel = 0; pixel < pixelsPerImage; pixel++) {
        values[target + channels * pixel] = digits.pixels[source + pixel] / 127.5 - 1;
      }
    }
  }
  return tensor(values, { shape: [chosen.length, side, side, channels] });
}
