/** Random numbers on the WebAssembly heap. A stream is counted in blocks of two words, so any part of it can be drawn by itself. */
import type { RandomAttrs } from '../../ops/random-bits.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

/** Numbers that are worth a thread. */
const grain = 8192;

export function callRandom(
  module: KernelModule,
  kernel: string,
  { key, counter }: RandomAttrs,
  output: TensorSpec,
  target: number,
): true {
  // Parts begin at even numbers: a block of the generator is two words.
  const numbers = { length: sizeOf(output.shape), grain, align: 4 };
  split(module, kernel, numbers, (begin, end) => {
    const block = counter + begin / 2;
    return [target + begin * 4, end - begin, key[0], key[1], block >>> 0, Math.floor(block / 0x100000000)];
  });
  return true;
}
