/**
 * A standard normal number from 32 random bits, by the inverse of the normal distribution function: the bits, as a signed integer,
 * say how far the probability below the number is from one half. Every operation is rounded to float32 and only + - * / and sqrt
 * are used, which IEEE 754 defines to the last bit; so this function and the WebAssembly kernel that follows it step by step
 * give the same bits on every machine. It does not draw the bits: see threefry.ts.
 *
 * As in M. J. Wichura's algorithm AS 241 (Applied Statistics 37, 1988), the centre and the tails each have a rational function. These
 * are minimax fits of relative error 1.9e-7 and 6e-8, made for a centre of 98 % (his is 85 %), so that the logarithm of the tails is rare.
 */

const f32 = Math.fround;

/** Of r = border - q², highest power first. The denominator begins with r⁵. */
const centralNumerator = [7.02462816, 5.08291817, 0.644298553, 0.0211050715, 0.000177629263].map(f32);
const centralDenominator = [1, 4.59490824, 1.91589081, 0.181623831, 0.00498318113, 3.74141637e-5].map(f32);

/** Of the root of -log p, highest power first. */
const tailNumerator = [1.41678774, 2.04847431, -1.42107868, 0.435198635].map(f32);
const tailDenominator = [1, 1.5113976, 0.234506026].map(f32);

/** 2 artanh(s) / s as a polynomial in s^2: a minimax fit for |s| <= 0.1716, highest power first. */
const artanhCoefficients = [0.298719, 0.3997756, 0.66666776, 2].map(f32);

/** The square of 0.49: numbers whose probability is further from one half are tails. */
const border = f32(0.2401);
const twoToMinus31 = 2 ** -31;
const twoToMinus32 = 2 ** -32;
const ln2 = f32(Math.LN2);
const bitsOfOne = 0x3f800000;
const bitsOfRootHalf = 0x3f3504f3;
const mantissaMask = 0x7fffff;

const word = new Int32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/**
 * The standard normal number that belongs to 32 bits; uniform bits give normal numbers between -6.34 and 6.34. The relative error
 * is at most 7e-7, half of it from rounding the probability.
 *
 * @param bits 32 random bits, as any integer: only the low 32 bits count
 * For instance, normalFromBits(0x40000000) // 0.6744898: a quarter of all numbers are larger
 */
export function normalFromBits(bits: number): number {
  const steps = bits | 0;
  const q = f32(f32(f32(steps) + 0.5) * twoToMinus32);
  const r = f32(border - f32(q * q));
  if (r >= 0) return f32(f32(polynomial(centralNumerator, r) * q) / polynomial(centralDenominator, r));
  // The probability of both tails beyond the number, from the steps to the nearer end of the range.
  const p = f32(f32(f32(steps ^ (steps >> 31) ^ 0x7fffffff) + 0.5) * twoToMinus31);
  const t = f32(Math.sqrt(negativeLog(p)));
  const size = f32(polynomial(tailNumerator, t) / polynomial(tailDenominator, t));
  return steps < 0 ? -size : size;
}

/** -log(y) for y in (0, 1], with y = 2^k (1 + f) and log(1 + f) = 2 artanh(f / (2 + f)). */
function negativeLog(y: number): number {
  wordAsFloat[0] = y;
  // Moves the border between exponents from 1 to sqrt(1/2), so that f is small on both sides of zero.
  const offset = word[0]! + (bitsOfOne - bitsOfRootHalf);
  const exponent = (offset >> 23) - 127;
  word[0] = (offset & mantissaMask) + bitsOfRootHalf;
  const f = f32(wordAsFloat[0]! - 1);
  const s = f32(f / f32(f + 2));
  const logFraction = f32(s * polynomial(artanhCoefficients, f32(s * s)));
  return -f32(f32(exponent * ln2) + logFraction);
}

/** Horner's rule, each step rounded to float32. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = f32(f32(sum * x) + coefficients[i]!);
  return sum;
}
