/** Images side by side as one PNG file, written as a data URI so that a picture can hold it. */
import type { Tensor } from '@infograd/tensor';
import sharp from 'sharp';
import { side } from '../data/mnist.ts';
import { channels } from './networks.ts';

/** Pixels of paper between two images. */
const gap = 2;

/**
 * @param images [columns², 28, 28, 3] between -1 and 1
 * @returns a data URI of the PNG, with as many rows as columns
 */
export async function gridOf(images: Tensor, columns: number): Promise<string> {
  const length = columns * (side + gap) - gap;
  const pixels = new Uint8Array(length * length * channels).fill(255);
  const values = images.dataSync();
  for (let index = 0; index < columns * columns; index++) {
    const top = Math.floor(index / columns) * (side + gap);
    const left = (index % columns) * (side + gap);
    for (let row = 0; row < side; row++) {
      const from = (index * side + row) * side * channels;
      const to = ((top + row) * length + left) * channels;
      for (let i = 0; i < side * channels; i++) pixels[to + i] = Math.round(127.5 * (values[from + i] + 1));
    }
  }
  const picture = sharp(pixels, { raw: { width: length, height: length, channels } });
  const png = await picture.png({ compressionLevel: 9 }).toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
