/**
 * Functions that round, compare or choose, and so are exact in every mode. They follow IEEE 754 and JavaScript: NaN comes
 * out where NaN goes in, and zeros keep their signs. Each choice is one comparison that is false for NaN.
 */
import type { LibraryFunctions } from './library-function.ts';

export const basic: LibraryFunctions = {
  abs: { parameters: ['x'], lines: [], result: 'Math.abs(x)' },
  sqrt: { parameters: ['x'], lines: [], result: 'Math.sqrt(x)' },
  rsqrt: { parameters: ['x'], lines: [], result: '1 / Math.sqrt(x)' },
  floor: { parameters: ['x'], lines: [], result: 'Math.floor(x)' },
  ceil: { parameters: ['x'], lines: [], result: 'Math.ceil(x)' },
  trunc: { parameters: ['x'], lines: [], result: 'x < 0 ? -Math.floor(-x) : Math.floor(x)' },
  sign: { parameters: ['x'], lines: [], result: 'x > 0 ? 1 : (x < 0 ? -1 : x)' },
  /** 1 for NaN, 0 otherwise. */
  isNaN: { parameters: ['x'], lines: [], result: 'x >= 0 || x < 0 ? 0 : 1' },

  /** Halves go to the even neighbour; x - floor(x) is exact where it matters. */
  round: {
    parameters: ['x'],
    lines: [
      'below = Math.floor(x)',
      'rest = x - below',
      'odd = below - 2 * Math.floor(below * 0.5)',
      'nearest = rest > 0.5 || (rest === 0.5 && odd > 0.5) ? below + 1 : below',
    ],
    result: 'nearest === 0 && x < 0 ? -nearest : nearest',
  },

  /** Equal numbers differ at most in the sign of zero, which a sum decides: 0 + -0 is 0. With NaN the sum is NaN. */
  maximum: {
    parameters: ['a', 'b'],
    lines: ['tied = a === b && a !== 0 ? a : a + b'],
    result: 'a > b ? a : (b > a ? b : tied)',
  },
  minimum: {
    parameters: ['a', 'b'],
    lines: ['tied = a === b && a !== 0 ? a : -(-a - b)'],
    result: 'a < b ? a : (b < a ? b : tied)',
  },

  /** The fraction dropped, then modulo 2³² into [-2³¹, 2³¹), as JavaScript converts; infinities and NaN become 0. */
  wrapToInt32: {
    parameters: ['x'],
    lines: [
      'size = Math.floor(Math.abs(x))',
      'rest = size - 4294967296 * Math.floor(size * 2.3283064365386963e-10)',
      'positive = rest >= 2147483648 ? rest - 4294967296 : rest',
      'negative = rest > 2147483648 ? 4294967296 - rest : -rest',
      'wrapped = x < 0 ? negative : positive',
    ],
    // Large numbers are left to the first test, since infinity less infinity would be NaN; -0 becomes 0.
    result: 'wrapped > 0 || wrapped < 0 ? wrapped : 0',
  },
};
