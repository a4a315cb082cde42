/**
 * A standard normal number from 32 random bits, by the inverse of the normal distribution function: one bit gives the sign,
 * the other 31 the probability of both tails beyond the number. Every operation is rounded to float32 and only
 * + - * / and sqrt are used, which IEEE 754 defines to the last bit; so this function and the WebAssembly kernel that
 * follows it step by step give the same bits on every machine. It does not draw the bits: see threefry.ts.
 *
 * Source: M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade Edition, 2012, single precision version.
 */

const f32 = Math.fround;

/** Giles' polynomial in w - 2.5 for w < 5, highest power first. */
const centralCoefficients = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
].map(f32);

/** Giles' polynomial in sqrt(w) - 3 for w >= 5. */
const tailCoefficients = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
].map(f32);

/** 2 artanh(s) / s as a polynomial in s^2: a minimax fit for |s| <= 0.1716, highest power first. */
const artanhCoefficients = [0.298719, 0.3997756, 0.66666776, 2].map(f32);

const twoToMinus31 = 2 ** -31;
const ln2 = f32(Math.LN2);
const squareRootOf2 = f32(Math.SQRT2);
const bitsOfOne = 0x3f800000;
const bitsOfRootHalf = 0x3f3504f3;
const mantissaMask = 0x7fffff;

const word = new Int32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/**
 * The standard normal number that belongs to 32 bits; uniform bits give normal numbers between -6.3 and 6.3.
 *
 * With p the probability of |normal| being larger, |normal| = sqrt(2) erfinv(1 - p), and Giles gives
 * erfinv(x) = x P(w) with w = -log(1 - x^2) = -log(p (2 - p)).
 *
 * @param bits 32 random bits, as any integer: only the low 32 bits count
 * For instance, normalFromBits(0x40000000) // 0.6744898: half of all magnitudes are smaller
 */
export function normalFromBits(bits: number): number {
  const magnitude = f32(bits & 0x7fffffff);
  const p = f32(f32(magnitude + 0.5) * twoToMinus31);
  const w = negativeLog(f32(p * f32(2 - p)));
  const quotient =
    w < 5 ? polynomial(centralCoefficients, f32(w - 2.5)) : polynomial(tailCoefficients, f32(f32(Math.sqrt(w)) - 3));
  const erfInverse = f32(quotient * f32(1 - p));
  const normal = f32(erfInverse * squareRootOf2);
  return bits >> 31 < 0 ? -normal : normal;
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
