/**
 * How evenly images fall on the thousand kinds: an image is of the kind that the digits of its channels name, as a classifier reads them. The measures
 * are those of VEEGAN and PacGAN, and both depend on how many images are counted: even a perfect generator has a divergence above zero.
 */
import { channels } from './networks.ts';

/** Kinds of images: three digits each. */
export const kinds = 1000;

export interface ModeCount {
  readonly images: number;
  /** Kinds that at least one image is of. */
  readonly modes: number;
  /** KL(kinds of the images ‖ all kinds alike), in nats: Σ p log(1000 p), from 0 to log 1000 = 6.9. */
  readonly divergence: number;
}

/** @param digits [images, 3], channel by channel */
export function countModes(digits: ArrayLike<number>): ModeCount {
  const images = digits.length / channels;
  const counts = new Array<number>(kinds).fill(0);
  for (let i = 0; i < digits.length; i += channels) {
    counts[100 * digits[i] + 10 * digits[i + 1] + digits[i + 2]]++;
  }
  const met = counts.filter((count) => count > 0);
  const terms = met.map((count) => (count / images) * Math.log((kinds * count) / images));
  return { images, modes: met.length, divergence: terms.reduce((sum, term) => sum + term, 0) };
}

/** The divergence to be expected of images whose kinds are perfectly even, to first order in 1 / images. */
export function expectedDivergence(images: number): number {
  return (kinds - 1) / (2 * images);
}
