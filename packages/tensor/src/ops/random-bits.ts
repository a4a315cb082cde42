/**
 * The operations that make random numbers, each a pure function of key and counter: word n of the stream is half of
 * the Threefry block counter + ⌊n/2⌋. All are spelled in arithmetic that every backend repeats
 * bit for bit.
 */
import type { DType } from '../dtype.ts';
import { kernelOp } from '../families/kernel.ts';
import type { HostTensor } from '../op.ts';
import { normalFromBits } from '../random-normal.ts';
import type { Shape } from '../shape.ts';
import { threefryWords } from '../threefry.ts';

export interface RandomAttrs {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly key: readonly [number, number];
  /** Index of the first block, below 2⁵³. */
  readonly counter: number;
}

/** The words themselves, as int32: what integers and permutations are drawn from. */
export const randomBitsOp = kernelOp({
  family: 'random',
  name: 'randomBits',
  inputs: [],
  differentiable: false,
  infer: (_inputs, { shape, dtype }: RandomAttrs) => [{ shape, dtype }],
  reference: (_inputs, attrs, [output]) => fromWords(attrs, output, (bits) => bits),
  wasm: 'randomBits',
});

/** Uniform on [0, 1): the upper 24 bits of each word over 2²⁴, so that every value is exact in float32. */
export const randomUniformOp = kernelOp({
  family: 'random',
  name: 'randomUniform',
  inputs: [],
  differentiable: false,
  infer: (_inputs, { shape, dtype }: RandomAttrs) => [{ shape, dtype }],
  reference: (_inputs, attrs, [output]) => fromWords(attrs, output, (bits) => (bits >>> 8) / 0x1000000),
  wasm: 'randomUniform',
});

/** Standard normal, one word per number, by the inverse distribution function. */
export const randomNormalOp = kernelOp({
  family: 'random',
  name: 'randomNormal',
  inputs: [],
  differentiable: false,
  infer: (_inputs, { shape, dtype }: RandomAttrs) => [{ shape, dtype }],
  reference: (_inputs, attrs, [output]) => fromWords(attrs, output, normalFromBits),
  wasm: 'randomNormal',
});

function fromWords({ key, counter }: RandomAttrs, { data }: HostTensor, convert: (bits: number) => number): void {
  const words = threefryWords(key[0], key[1], counter >>> 0, Math.floor(counter / 0x100000000), data.length);
  for (let i = 0; i < words.length; i++) data[i] = convert(words[i]);
}
