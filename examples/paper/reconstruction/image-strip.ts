/** Images side by side in one PNG file, as the text that a picture can carry: a data URI. */
import type { Tensor } from '@infograd/tensor';
import sharp from 'sharp';

/** Images in a row, and what it takes to draw it. */
export interface ImageStrip {
  readonly uri: string;
  readonly images: number;
}

/**
 * @param images [n, height, width, channels] in [-1, 1]: grey with one channel, red, green and blue with three
 */
export async function imageStrip(images: Tensor): Promise<ImageStrip> {
  const [count, height, width, channels] = images.shape;
  const values = images.dataSync();
  const pixels = Buffer.alloc(values.length);
  let from = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < height; row++) {
      let to = (row * count + image) * width * channels;
      for (let i = 0; i < width * channels; i++) {
        pixels[to++] = Math.round(127.5 * (Math.min(1, Math.max(-1, values[from++])) + 1));
      }
    }
  }
  const raw = { width: count * width, height, channels: channels as 1 | 3 };
  const png = await sharp(pixels, { raw }).png({ compressionLevel: 9 }).toBuffer();
  return { uri: `data:image/png;base64,${png.toString('base64')}`, images: count };
}
