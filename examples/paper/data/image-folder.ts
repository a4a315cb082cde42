/**
 * A folder of images, such as CelebA's, as batches for a network: each image is turned as its camera says, its centre is cut out and resized, and
 * its pixels become numbers in [-1, 1]. Files are read when their batch is asked for, so a folder may hold more than memory does. A file that is no
 * image, or a damaged one, is left out, and the folder says which and why.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { random, reference, type Tensor, tensor } from '@infograd/tensor';
import sharp, { type Sharp } from 'sharp';
import { AttributeFileError, type AttributeTable, readAttributeFile } from './attribute-file.ts';

/** A folder cannot be used at all. */
export class ImageFolderError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'ImageFolderError';
  }
}

export interface ImageShape {
  /** Pixels of a side of what comes out. */
  readonly size: number;
  /** Pixels of a side of the square that is cut out of the image's centre; `largest` is as many as it has. */
  readonly crop: number | 'largest';
}

/** What is usual for CelebA, whose images are 178 × 218. */
export const celebaShape: ImageShape = { size: 64, crop: 148 };

export interface BatchOptions extends ImageShape {
  /** Images of a batch; the last one may have fewer. */
  readonly batch: number;
  /** Each seed is an order of its own, each epoch of a seed too; the order of the names when left out. */
  readonly seed?: number;
  readonly epoch?: number;
}

export interface ImageBatch {
  /** File names. */
  readonly names: readonly string[];
  /** [names, size, size, 3], red, green and blue in [-1, 1]. The caller owns it. */
  readonly images: Tensor;
}

export class ImageFolder {
  readonly path: string;
  /** Of files that may be images, in the order of their code units, which is the same everywhere. */
  readonly names: readonly string[];
  readonly table: AttributeTable | undefined;
  private readonly left = new Map<string, string>();

  /**
   * Lists the folder; no image is read yet.
   *
   * @param path of the folder; folders in it are not entered
   * @param attributes path of an attribute file, if there is one; images without a line in it are left out
   * @throws ImageFolderError when there is no such folder, or nothing in it; AttributeFileError when the attribute file is not in order, or speaks of
   * an image that is not there
   */
  constructor(path: string, attributes?: string) {
    this.path = path;
    const entries = entriesOf(path).sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name } of entries.filter((entry) => entry.isDirectory())) this.left.set(name, 'a folder, not a file');
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    this.table = attributes === undefined ? undefined : tableFor(files, path, attributes);
    for (const name of files) {
      if (this.table && !this.table.rows.has(name)) this.left.set(name, 'without a line in the attribute file');
    }
    this.names = files.filter((name) => !this.left.has(name));
    if (this.names.length === 0) throw new ImageFolderError(`${path} holds no files that could be used`);
  }

  /** What is left out: name to reason. It grows while batches are read, and what is in it once is not read again. */
  get skipped(): ReadonlyMap<string, string> {
    return this.left;
  }

  /**
   * Every image once, in batches; at any time no more than one batch is in memory.
   *
   * @throws ImageFolderError at the end, when not one file was an image
   */
  async *batches({ batch, seed, epoch = 0, ...shape }: BatchOptions): AsyncGenerator<ImageBatch, void> {
    const order = this.orderOf(seed, epoch);
    let [next, found] = [0, 0];
    while (next < order.length) {
      const names: string[] = [];
      const images: Uint8Array[] = [];
      while (names.length < batch && next < order.length) {
        const wanted = order.slice(next, next + batch - names.length);
        next += wanted.length;
        for (const [index, pixels] of (await Promise.all(wanted.map((name) => this.read(name, shape)))).entries()) {
          if (pixels === undefined) continue;
          names.push(wanted[index]);
          images.push(pixels);
        }
      }
      found += names.length;
      if (names.length > 0) yield { names, images: toTensor(images, shape.size) };
    }
    if (found === 0) {
      const [name, reason] = [...this.left][0] ?? ['', 'nothing to read'];
      throw new ImageFolderError(`no file in ${this.path} is an image that can be used; of ${name}: ${reason}`);
    }
  }

  private orderOf(seed: number | undefined, epoch: number): string[] {
    const names = this.names.filter((name) => !this.left.has(name));
    if (seed === undefined) return names;
    const order = random(seed).fork(epoch).permutation(names.length, { backend: reference() });
    const shuffled = Array.from(order.dataSync(), (index) => names[index]);
    order.dispose();
    return shuffled;
  }

  /** The pixels of a file, or nothing, and then why. */
  private async read(name: string, shape: ImageShape): Promise<Uint8Array | undefined> {
    try {
      return await pixelsOf(await readFile(join(this.path, name)), shape);
    } catch (cause) {
      this.left.set(name, (cause as Error).message.split('\n')[0]);
      return undefined;
    }
  }
}

/**
 * An image file's centre, [size, size, 3] in bytes: grey becomes colour, transparency white.
 *
 * @throws Error when it is no image, a damaged one, or one of a kind or size that cannot be used
 */
async function pixelsOf(file: Buffer, { size, crop }: ImageShape): Promise<Uint8Array> {
  if (file.length === 0) throw new Error('empty');
  const image = sharp(file);
  const { autoOrient, channels = 0 } = await image.metadata();
  if (channels < 1 || channels > 4) {
    throw new Error(`${channels} channels; grey, colour and CMYK images are read, with or without transparency`);
  }
  const { width, height } = autoOrient;
  const side = crop === 'largest' ? Math.min(width, height) : crop;
  if (Math.min(width, height) < side) throw new Error(`${width} × ${height}, smaller than the crop of ${crop}`);
  const centre: Sharp = image.autoOrient().extract({
    left: Math.floor((width - side) / 2),
    top: Math.floor((height - side) / 2),
    width: side,
    height: side,
  });
  const { data, info } = await centre
    .resize(size, size)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${info.channels} channels where red, green and blue were expected`);
  return data;
}

function toTensor(images: readonly Uint8Array[], size: number): Tensor {
  const length = size * size * 3;
  const values = new Float32Array(images.length * length);
  for (const [index, pixels] of images.entries()) {
    for (let i = 0; i < length; i++) values[index * length + i] = pixels[i] / 127.5 - 1;
  }
  return tensor(values, { shape: [images.length, size, size, 3] });
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    throw new ImageFolderError(`there is no folder of images at ${path} (${(cause as Error).message})`);
  }
}

function tableFor(files: readonly string[], folder: string, path: string): AttributeTable {
  const table = readAttributeFile(path);
  const there = new Set(files);
  for (const [name, line] of table.lines) {
    if (!there.has(name)) throw new AttributeFileError(path, line, `there is no ${name} in ${folder}`);
  }
  return table;
}
