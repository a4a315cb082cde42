/**
 * Standard normal numbers from uniform bits, by the inverse distribution function. Only + - * / sqrt, comparisons and bit
 * operations in one fixed order, so that the result has the same bits as the scalar function it transcribes:
 * `normalFromBits` in random-normal.ts, where the method is explained. Nearly all numbers are central; where the others stand
 * is noted without a branch, which would often be guessed wrong, and they are made in a second pass.
 */
import { constantsOffset, scratchAt, tailsOffset } from './scratch';
import { choose } from './simd';

/** The probability less one half, in (-1/2, 1/2), is (bits + half) times this. */
const perBit: f32 = 2.3283064365386963e-10;
/** The square of the probability less one half where tails begin. */
const border: f32 = 0.2401;

/**
 * The constants of the central form as vectors in memory: written in a loop that is alone in using them, an engine would put each
 * together anew wherever it is used, which takes as long as using it.
 */
function prepareConstants(table: usize): void {
  v128.store(table, f32x4.splat(7.02462816));
  v128.store(table, f32x4.splat(5.08291817), 16);
  v128.store(table, f32x4.splat(0.644298553), 32);
  v128.store(table, f32x4.splat(0.0211050715), 48);
  v128.store(table, f32x4.splat(0.000177629263), 64);
  v128.store(table, f32x4.splat(4.59490824), 80);
  v128.store(table, f32x4.splat(1.91589081), 96);
  v128.store(table, f32x4.splat(0.181623831), 112);
  v128.store(table, f32x4.splat(0.00498318113), 128);
  v128.store(table, f32x4.splat(3.74141637e-5), 144);
  v128.store(table, f32x4.splat(0.5), 160);
  v128.store(table, f32x4.splat(perBit), 176);
  v128.store(table, f32x4.splat(border), 192);
}

// @ts-ignore: decorator
@inline
function step(sum: v128, x: v128, coefficient: v128): v128 {
  return f32x4.add(f32x4.mul(sum, x), coefficient);
}

/**
 * Numbers by the central form, two vectors side by side, because within one every step waits for the one before. Where a vector has lanes
 * for which it does not hold is noted from `tails` on; returns the end of the notes.
 */
function centralNumbers(words: usize, numbers: usize, bytes: usize, tails: usize): usize {
  const table = scratchAt(constantsOffset);
  prepareConstants(table);
  const n0 = v128.load(table);
  const n1 = v128.load(table, 16);
  const n2 = v128.load(table, 32);
  const n3 = v128.load(table, 48);
  const n4 = v128.load(table, 64);
  const d0 = v128.load(table, 80);
  const d1 = v128.load(table, 96);
  const d2 = v128.load(table, 112);
  const d3 = v128.load(table, 128);
  const d4 = v128.load(table, 144);
  const half = v128.load(table, 160);
  const scale = v128.load(table, 176);
  const limit = v128.load(table, 192);
  let end = tails;
  for (let at: usize = 0; at < bytes; at += 32) {
    const q0 = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(v128.load(words + at)), half), scale);
    const q1 = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(v128.load(words + at, 16)), half), scale);
    const r0 = f32x4.sub(limit, f32x4.mul(q0, q0));
    const r1 = f32x4.sub(limit, f32x4.mul(q1, q1));
    let numerator0 = step(n0, r0, n1);
    let numerator1 = step(n0, r1, n1);
    let denominator0 = f32x4.add(r0, d0);
    let denominator1 = f32x4.add(r1, d0);
    numerator0 = step(numerator0, r0, n2);
    numerator1 = step(numerator1, r1, n2);
    denominator0 = step(denominator0, r0, d1);
    denominator1 = step(denominator1, r1, d1);
    numerator0 = step(numerator0, r0, n3);
    numerator1 = step(numerator1, r1, n3);
    denominator0 = step(denominator0, r0, d2);
    denominator1 = step(denominator1, r1, d2);
    numerator0 = step(numerator0, r0, n4);
    numerator1 = step(numerator1, r1, n4);
    denominator0 = step(denominator0, r0, d3);
    denominator1 = step(denominator1, r1, d3);
    denominator0 = step(denominator0, r0, d4);
    denominator1 = step(denominator1, r1, d4);
    v128.store(numbers + at, f32x4.div(f32x4.mul(numerator0, q0), denominator0));
    v128.store(numbers + at, f32x4.div(f32x4.mul(numerator1, q1), denominator1), 16);
    // What is left to the border is negative where the central form does not hold.
    const signs = i32x4.bitmask(r0) | (i32x4.bitmask(r1) << 4);
    store<u32>(end, at);
    end += <usize>((signs & 15) != 0) << 2;
    store<u32>(end, at + 16);
    end += <usize>(signs > 15) << 2;
  }
  return end;
}

// @ts-ignore: decorator
@inline
function isCentral(bits: v128): v128 {
  const q = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(bits), f32x4.splat(0.5)), f32x4.splat(perBit));
  return f32x4.ge(f32x4.sub(f32x4.splat(border), f32x4.mul(q, q)), f32x4.splat(0));
}

/** -log(p) for p in (0, 1]. */
// @ts-ignore: decorator
@inline
function negativeLog(p: v128): v128 {
  const offset = i32x4.add(p, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(offset, 23), i32x4.splat(127)));
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let series = step(f32x4.splat(0.298719), z, f32x4.splat(0.3997756));
  series = step(series, z, f32x4.splat(0.66666776));
  series = step(series, z, f32x4.splat(2));
  return f32x4.neg(f32x4.add(f32x4.mul(exponent, f32x4.splat(0.6931472)), f32x4.mul(s, series)));
}

// @ts-ignore: decorator
@inline
function tail(bits: v128): v128 {
  // As many steps from the nearer end of the range as the number is from the end of its tail.
  const steps = v128.xor(v128.xor(bits, i32x4.shr_s(bits, 31)), i32x4.splat(0x7fffffff));
  const p = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(steps), f32x4.splat(0.5)), f32x4.splat(4.656612873077393e-10));
  const t = f32x4.sqrt(negativeLog(p));
  let numerator = step(f32x4.splat(1.41678774), t, f32x4.splat(2.04847431));
  numerator = step(numerator, t, f32x4.splat(-1.42107868));
  numerator = step(numerator, t, f32x4.splat(0.435198635));
  const denominator = step(f32x4.add(t, f32x4.splat(1.5113976)), t, f32x4.splat(0.234506026));
  return v128.xor(f32x4.div(numerator, denominator), v128.and(bits, i32x4.splat(0x80000000)));
}

/** Turns `bytes` of words into as many bytes of numbers elsewhere; a multiple of 32. */
export function normalsOfWords(words: usize, numbers: usize, bytes: usize): void {
  const tails = scratchAt(tailsOffset);
  const end = centralNumbers(words, numbers, bytes, tails);
  for (let entry = tails; entry < end; entry += 4) {
    const at = <usize>load<u32>(entry);
    const bits = v128.load(words + at);
    v128.store(numbers + at, choose(isCentral(bits), v128.load(numbers + at), tail(bits)));
  }
}
