/**
 * Random bits, uniforms and normals. Words 2i and 2i + 1 of a stream are the block of counter + i under Threefry-2x32 with
 * 20 rounds (Salmon, Moraes, Dror & Shaw, 2011), so any part of a stream can be made by itself and in any order. Four blocks
 * lie side by side in a vector, and a stretch of them takes four rounds at a time: within a block every step waits for the
 * one before, so a processor is only busy when it may work on many blocks. Every number takes one word.
 */
import { normalsOfWords } from './normal';
import { numbersOffset, scratchAt, wordsOffset } from './scratch';

const parity: i32 = 0x1bd11bda;
/** Words per stretch: they stay in the first-level cache until they are numbers. */
const stretch: i32 = 1024;

class Bits {
  make(words: usize, target: usize, count: i32): void {
    memory.copy(target, words, <usize>count << 2);
  }
}

/** The upper 24 bits over 2^24: in [0, 1), and exact. */
class Uniform {
  make(words: usize, target: usize, count: i32): void {
    for (let at: usize = 0; at < <usize>count << 2; at += 16) {
      const upper = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words + at), 8));
      v128.store(words + at, f32x4.mul(upper, f32x4.splat(5.9604644775390625e-8)));
    }
    memory.copy(target, words, <usize>count << 2);
  }
}

class Normal {
  make(words: usize, target: usize, count: i32): void {
    const whole = count & ~7;
    normalsOfWords(words, target, <usize>whole << 2);
    if (whole == count) return;
    const rest = scratchAt(numbersOffset);
    normalsOfWords(words + (<usize>whole << 2), rest, 32);
    memory.copy(target + (<usize>whole << 2), rest, <usize>(count - whole) << 2);
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

/** Rotations by whole bytes take one instruction instead of three. As a shuffle with fixed lanes they would not. */
// @ts-ignore: decorator
@inline
function rotate(word: v128, rotation: i32): v128 {
  if (rotation == 16) return i8x16.swizzle(word, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  if (rotation == 24) return i8x16.swizzle(word, i8x16(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
  return v128.or(i32x4.shl(word, rotation), i32x4.shr_u(word, 32 - rotation));
}

/** The second word after a round, of which `sum` is the first word. */
// @ts-ignore: decorator
@inline
function mix(sum: v128, second: v128, rotation: i32): v128 {
  return v128.xor(rotate(second, rotation), sum);
}

/** Four rounds of eight blocks with these rotations, then two key words are added. */
// @ts-ignore: decorator
@inline
function fourRounds(at: usize, r0: i32, r1: i32, r2: i32, r3: i32, firstKey: v128, secondKey: v128, isLast: bool): void {
  let first = v128.load(at);
  let second = v128.load(at, 16);
  let otherFirst = v128.load(at, 32);
  let otherSecond = v128.load(at, 48);
  first = i32x4.add(first, second);
  otherFirst = i32x4.add(otherFirst, otherSecond);
  second = mix(first, second, r0);
  otherSecond = mix(otherFirst, otherSecond, r0);
  first = i32x4.add(first, second);
  otherFirst = i32x4.add(otherFirst, otherSecond);
  second = mix(first, second, r1);
  otherSecond = mix(otherFirst, otherSecond, r1);
  first = i32x4.add(first, second);
  otherFirst = i32x4.add(otherFirst, otherSecond);
  second = mix(first, second, r2);
  otherSecond = mix(otherFirst, otherSecond, r2);
  first = i32x4.add(first, second);
  otherFirst = i32x4.add(otherFirst, otherSecond);
  second = mix(first, second, r3);
  otherSecond = mix(otherFirst, otherSecond, r3);
  storeBlocks(at, i32x4.add(first, firstKey), i32x4.add(second, secondKey), isLast);
  storeBlocks(at + 32, i32x4.add(otherFirst, firstKey), i32x4.add(otherSecond, secondKey), isLast);
}

/** First words beside first words, as rounds need them, or after the last round in the order of the stream. */
// @ts-ignore: decorator
@inline
function storeBlocks(at: usize, first: v128, second: v128, inOrder: bool): void {
  v128.store(at, inOrder ? v128.shuffle<u32>(first, second, 0, 4, 1, 5) : first);
  v128.store(at, inOrder ? v128.shuffle<u32>(first, second, 2, 6, 3, 7) : second, 16);
}

/** The first, the third and the fifth group of rounds. */
// @ts-ignore: decorator
@inline
function oddGroup(bytes: usize, firstKey: v128, secondKey: i32, isLast: bool = false): void {
  const words = scratchAt(wordsOffset);
  const end = words + bytes;
  const key = i32x4.splat(secondKey);
  for (let at = words; at < end; at += 64) fourRounds(at, 13, 15, 26, 6, firstKey, key, isLast);
}

// @ts-ignore: decorator
@inline
function evenGroup(bytes: usize, firstKey: v128, secondKey: i32): void {
  const words = scratchAt(wordsOffset);
  const end = words + bytes;
  const key = i32x4.splat(secondKey);
  for (let at = words; at < end; at += 64) fourRounds(at, 17, 29, 16, 24, firstKey, key, false);
}

/** Leaves `bytes` of words in scratch memory; a multiple of 64. */
function threefry(bytes: usize, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  const key2 = parity ^ key0 ^ key1;
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key2);
  start(bytes, k0, k1, counterLow, counterHigh);
  oddGroup(bytes, k1, key2 + 1);
  evenGroup(bytes, k2, key0 + 2);
  oddGroup(bytes, k0, key1 + 3);
  evenGroup(bytes, k1, key2 + 4);
  oddGroup(bytes, k2, key0 + 5, true);
}

function generate<Output>(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  const output = changetype<Output>(0);
  for (let done = 0; done < count; done += stretch) {
    const length = min(stretch, count - done);
    const low = counterLow + (done >> 1);
    const carry = i32(<u32>low < <u32>counterLow);
    threefry(<usize>((length + 15) & ~15) << 2, key0, key1, low, counterHigh + carry);
    output.make(scratchAt(wordsOffset), target, length);
    target += <usize>length << 2;
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
