/**
 * Random bits, uniforms and normals. Words 2i and 2i + 1 of a stream are the block of counter + i under Threefry-2x32 with
 * 20 rounds (Salmon, Moraes, Dror & Shaw, 2011), so any part of a stream can be made by itself and in any order. Four blocks
 * lie side by side in a vector, and a stretch of them takes four rounds at a time: within a block every step waits for the
 * one before, so a processor is only busy when it may work on many blocks. Every number takes one word.
 */
import { normalsOfBits } from './normal';
import { scratchAt, wordsOffset } from './scratch';
import { storeLanes } from './simd';

const parity: i32 = 0x1bd11bda;
/** Words per stretch: they stay in the first-level cache until they are numbers. */
const stretch: i32 = 1024;

class Bits {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return bits;
  }

  // @ts-ignore: decorator
  @inline
  finish(_target: usize, _count: i32): void {}
}

/** The upper 24 bits over 2^24: in [0, 1), and exact. */
class Uniform {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 8)), f32x4.splat(5.9604644775390625e-8));
  }

  // @ts-ignore: decorator
  @inline
  finish(_target: usize, _count: i32): void {}
}

class Normal {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return bits;
  }

  // @ts-ignore: decorator
  @inline
  finish(target: usize, count: i32): void {
    normalsOfBits(target, count);
  }
}

/** Counters plus the first two key words: what goes into the first round. */
function start(bytes: usize, k0: v128, k1: v128, counterLow: i32, counterHigh: i32): void {
  const words = scratchAt(wordsOffset);
  const base = i32x4.splat(counterLow);
  let low = i32x4.add(base, i32x4(0, 1, 2, 3));
  for (let at: usize = 0; at < bytes; at += 32) {
    // The mask of the lanes whose low word wrapped is -1 there: subtracting it carries.
    const high = i32x4.sub(i32x4.splat(counterHigh), i32x4.lt_u(low, base));
    v128.store(words + at, i32x4.add(low, k0));
    v128.store(words + at, i32x4.add(high, k1), 16);
    low = i32x4.add(low, i32x4.splat(4));
  }
}

/** The second word after a round, of which `sum` is the first word. */
// @ts-ignore: decorator
@inline
function mix(sum: v128, second: v128, rotation: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(second, rotation), i32x4.shr_u(second, 32 - rotation)), sum);
}

/** Four rounds with these rotations, then two key words are added. */
// @ts-ignore: decorator
@inline
function fourRounds(bytes: usize, r0: i32, r1: i32, r2: i32, r3: i32, firstKey: v128, secondKey: v128): void {
  const words = scratchAt(wordsOffset);
  for (let at: usize = 0; at < bytes; at += 32) {
    let first = v128.load(words + at);
    let second = v128.load(words + at, 16);
    first = i32x4.add(first, second);
    second = mix(first, second, r0);
    first = i32x4.add(first, second);
    second = mix(first, second, r1);
    first = i32x4.add(first, second);
    second = mix(first, second, r2);
    first = i32x4.add(first, second);
    second = mix(first, second, r3);
    v128.store(words + at, i32x4.add(first, firstKey));
    v128.store(words + at, i32x4.add(second, secondKey), 16);
  }
}

/** Leaves the blocks of `bytes` of words in scratch memory: for every four blocks a vector of their first words and one of their second. */
function threefry(bytes: usize, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  const key2 = parity ^ key0 ^ key1;
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key2);
  start(bytes, k0, k1, counterLow, counterHigh);
  fourRounds(bytes, 13, 15, 26, 6, k1, i32x4.splat(key2 + 1));
  fourRounds(bytes, 17, 29, 16, 24, k2, i32x4.splat(key0 + 2));
  fourRounds(bytes, 13, 15, 26, 6, k0, i32x4.splat(key1 + 3));
  fourRounds(bytes, 17, 29, 16, 24, k1, i32x4.splat(key2 + 4));
  fourRounds(bytes, 13, 15, 26, 6, k2, i32x4.splat(key0 + 5));
}

function generate<Output>(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  const output = changetype<Output>(0);
  for (let done = 0; done < count; done += stretch) {
    const length = min(stretch, count - done);
    const low = counterLow + (done >> 1);
    const carry = i32(<u32>low < <u32>counterLow);
    threefry(<usize>((length + 7) & ~7) << 2, key0, key1, low, counterHigh + carry);
    const begin = target;
    let from = scratchAt(wordsOffset);
    for (let left = length; left > 0; left -= 8) {
      const first = v128.load(from);
      const second = v128.load(from, 16);
      storeLanes(target, output.apply(v128.shuffle<u32>(first, second, 0, 4, 1, 5)), left);
      if (left > 4) storeLanes(target + 16, output.apply(v128.shuffle<u32>(first, second, 2, 6, 3, 7)), left - 4);
      from += 32;
      target += 32;
    }
    output.finish(begin, length);
  }
}

export function randomBits(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  generate<Bits>(target, count, key0, key1, counterLow, counterHigh);
}

export function randomUniform(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  generate<Uniform>(target, count, key0, key1, counterLow, counterHigh);
}

export function randomNormal(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  generate<Normal>(target, count, key0, key1, counterLow, counterHigh);
}
