/**
 * Random bits, uniforms and normals. Words 2i and 2i + 1 of a stream are the block of counter + i under Threefry-2x32 with
 * 20 rounds (Salmon, Moraes, Dror & Shaw, 2011), so any part of a stream can be made by itself and in any order. Four blocks
 * go through the rounds at once, one per lane, and every number takes one word.
 */
import { normalOfBits } from './normal';
import { storeLanes } from './simd';

const parity: i32 = 0x1bd11bda;

class Bits {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return bits;
  }
}

/** The upper 24 bits over 2^24: in [0, 1), and exact. */
class Uniform {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 8)), f32x4.splat(5.9604644775390625e-8));
  }
}

class Normal {
  // @ts-ignore: decorator
  @inline
  apply(bits: v128): v128 {
    return normalOfBits(bits);
  }
}

// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, rotation: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(b, rotation), i32x4.shr_u(b, 32 - rotation)), a);
}

function generate<Output>(target: usize, count: i32, key0: i32, key1: i32, counterLow: i32, counterHigh: i32): void {
  const output = changetype<Output>(0);
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(parity ^ key0 ^ key1);
  const base = i32x4.splat(counterLow);
  let steps = i32x4(0, 1, 2, 3);
  for (let left = count; left > 0; left -= 8) {
    const low = i32x4.add(base, steps);
    // The mask of the lanes whose low word wrapped is -1 there: subtracting it carries.
    const high = i32x4.sub(i32x4.splat(counterHigh), i32x4.lt_u(low, base));
    let a = i32x4.add(low, k0);
    let b = i32x4.add(high, k1);
    a = i32x4.add(a, b); b = mix(a, b, 13);
    a = i32x4.add(a, b); b = mix(a, b, 15);
    a = i32x4.add(a, b); b = mix(a, b, 26);
    a = i32x4.add(a, b); b = mix(a, b, 6);
    a = i32x4.add(a, k1); b = i32x4.add(b, i32x4.add(k2, i32x4.splat(1)));
    a = i32x4.add(a, b); b = mix(a, b, 17);
    a = i32x4.add(a, b); b = mix(a, b, 29);
    a = i32x4.add(a, b); b = mix(a, b, 16);
    a = i32x4.add(a, b); b = mix(a, b, 24);
    a = i32x4.add(a, k2); b = i32x4.add(b, i32x4.add(k0, i32x4.splat(2)));
    a = i32x4.add(a, b); b = mix(a, b, 13);
    a = i32x4.add(a, b); b = mix(a, b, 15);
    a = i32x4.add(a, b); b = mix(a, b, 26);
    a = i32x4.add(a, b); b = mix(a, b, 6);
    a = i32x4.add(a, k0); b = i32x4.add(b, i32x4.add(k1, i32x4.splat(3)));
    a = i32x4.add(a, b); b = mix(a, b, 17);
    a = i32x4.add(a, b); b = mix(a, b, 29);
    a = i32x4.add(a, b); b = mix(a, b, 16);
    a = i32x4.add(a, b); b = mix(a, b, 24);
    a = i32x4.add(a, k1); b = i32x4.add(b, i32x4.add(k2, i32x4.splat(4)));
    a = i32x4.add(a, b); b = mix(a, b, 13);
    a = i32x4.add(a, b); b = mix(a, b, 15);
    a = i32x4.add(a, b); b = mix(a, b, 26);
    a = i32x4.add(a, b); b = mix(a, b, 6);
    a = i32x4.add(a, k2); b = i32x4.add(b, i32x4.add(k0, i32x4.splat(5)));
    storeLanes(target, output.apply(v128.shuffle<u32>(a, b, 0, 4, 1, 5)), left);
    if (left > 4) storeLanes(target + 16, output.apply(v128.shuffle<u32>(a, b, 2, 6, 3, 7)), left - 4);
    target += 32;
    steps = i32x4.add(steps, i32x4.splat(4));
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
