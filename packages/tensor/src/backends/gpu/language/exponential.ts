/**
 * exp, expm1 and what is made of them. x is split as n ln 2 + r with n whole and |r| <= ln 2 / 2, so that exp(x) =
 * 2ⁿ exp(r); exp(r) is a polynomial and 2ⁿ a product of exact powers of two (Cody & Waite, 1980, chapter 6). ln 2 is
 * held as two numbers, the first so short that n times it is exact. The polynomials are minimax fits, rounded to float32
 * coefficient by coefficient; the WebAssembly kernels use the same.
 */
import { type LibraryFunctions, polynomial } from './library-function.ts';

const log2e = Math.LOG2E;
export const ln2High = 0.693359375;
/** ln2High - ln 2. */
export const ln2Excess = 2.1219444e-4;

/** (exp(r) - 1 - r) / r² for |r| <= ln 2 / 2. */
export const tail = (r: string): string =>
  polynomial(r, [0.0013870657, 0.008366262, 0.041667435, 0.16666546, 0.49999997]);

/** (tanh(x) / x - 1) / x² below 0.625, in x². */
const tanhTail = polynomial('square', [-0.0056922967, 0.020628167, -0.053736515, 0.13331406, -0.3333328]);

export const exponential: LibraryFunctions = {
  /**
   * f 2ⁿ for whole n from -192 to 128, without overflow or rounding on the way: n is 64 q + m with m from 0 to 63, and the
   * last factor alone may round.
   */
  scaleByPowerOfTwo: {
    parameters: ['f', 'n'],
    lines: [
      'q = Math.floor(n * 0.015625)',
      'm0 = n - 64 * q',
      's0 = m0 >= 32 ? f * 4294967296 : f',
      'm1 = m0 >= 32 ? m0 - 32 : m0',
      's1 = m1 >= 16 ? s0 * 65536 : s0',
      'm2 = m1 >= 16 ? m1 - 16 : m1',
      's2 = m2 >= 8 ? s1 * 256 : s1',
      'm3 = m2 >= 8 ? m2 - 8 : m2',
      's3 = m3 >= 4 ? s2 * 16 : s2',
      'm4 = m3 >= 4 ? m3 - 4 : m3',
      's4 = m4 >= 2 ? s3 * 4 : s3',
      'm5 = m4 >= 2 ? m4 - 2 : m4',
      's5 = m5 >= 1 ? s4 * 2 : s4',
      's6 = q >= 1 ? s5 * 18446744073709552000 : (q <= -1 ? s5 * 5.421010862427522e-20 : s5)',
      's7 = q >= 2 ? s6 * 18446744073709552000 : (q <= -2 ? s6 * 5.421010862427522e-20 : s6)',
    ],
    result: 'q <= -3 ? s7 * 5.421010862427522e-20 : s7',
  },

  exp: {
    parameters: ['x'],
    lines: [
      'bounded = x > 104 ? 104 : (x < -110 ? -110 : x)',
      `n = Math.floor(bounded * ${log2e} + 0.5)`,
      // The choice keeps compilers that reorder sums from adding the two parts of ln 2 again.
      `high = x > 104 ? 0 : bounded - n * ${ln2High}`,
      `r = high + n * ${ln2Excess}`,
      // Mode cpu computes in double precision, where neither would come about by itself.
      `fraction = x > 104 ? infinity : (x < -110 ? 0 : (r * r) * ${tail('r')} + r + 1)`,
    ],
    result: 'scaleByPowerOfTwo(fraction, n)',
  },

  /**
   * 2ⁿ expm1(r) + (2ⁿ - 1). What r loses when n ln 2 is rounded off it is put back to first order, and everything is computed
   * at half its size, so that n = 128 does not overflow early. Below 2⁻²⁵ the answer is x; NaN goes this way as well.
   */
  expm1: {
    parameters: ['x'],
    lines: [
      'bounded = x > 89 ? 89 : (x < -18 ? -18 : x)',
      `n = Math.floor(bounded * ${log2e} + 0.5)`,
      `high = x > 89 ? ${89 - 128 * ln2High} : bounded - n * ${ln2High}`,
      `low = n * ${ln2Excess}`,
      'r = high + low',
      'lost = (high - r) + low',
      'correction = lost + lost * r',
      `fraction = ((r * r) * ${tail('r')} + correction) + r`,
      'halfPower = scaleByPowerOfTwo(0.5, n)',
      'half = halfPower * fraction + (halfPower - 0.5)',
    ],
    result: 'Math.abs(x) >= 2.9802322e-8 ? half + half : x',
  },

  /** Below 0.625 an odd polynomial, above it 1 - 2 / (exp(2 |x|) + 1); from 10 on that is 1. NaN takes the polynomial. */
  tanh: {
    parameters: ['x'],
    lines: [
      'square = x * x',
      `small = x * (square * ${tanhTail} + 1)`,
      'size = Math.abs(x)',
      'bounded = size > 10 ? 10 : size',
      'large = 1 - 2 / (exp(bounded + bounded) + 1)',
      'signed = x < 0 ? -large : large',
    ],
    result: 'size > 0.625 ? signed : small',
  },

  /** 1 / (1 + exp(-x)), for x < 0 as exp(x) / (1 + exp(x)): both tails keep their relative accuracy. */
  sigmoid: {
    parameters: ['x'],
    lines: ['z = exp(-Math.abs(x))'],
    result: '(x < 0 ? z : 1) / (1 + z)',
  },
};
