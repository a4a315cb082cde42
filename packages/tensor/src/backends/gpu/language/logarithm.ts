/**
 * log, log1p and the softplus family. x = 2ᵏ (1 + f) with 1 + f in [√½, √2), found by comparisons with exact powers of
 * two; with s = f / (2 + f), log(1 + f) = 2 artanh(s) = f - f² / 2 + s (f² / 2 + R(s²)), an arrangement that keeps the
 * large terms exact (Tang, 1990, as in FreeBSD's libm). R is a minimax fit rounded to float32.
 */
import { ln2Excess, ln2High } from './exponential.ts';
import { type LibraryFunctions, largest, polynomial } from './library-function.ts';

/** Assignments that find k8 and m8 = x / 2ᵏ in [1, 2) for positive finite x. */
export const mantissaOneToTwo: readonly string[] = [
  'm0 = x < 1 ? (x * 18446744073709552000) * 18446744073709552000 : x',
  'k0 = x < 1 ? -128 : 0',
  // Subnormal numbers, where there are any.
  'm1 = m0 < 1 ? m0 * 4294967296 : m0',
  'k1 = m0 < 1 ? k0 - 32 : k0',
  ...[64, 32, 16, 8, 4, 2, 1].flatMap((step, i) => [
    `m${i + 2} = m${i + 1} >= ${2 ** step} ? m${i + 1} * ${2 ** -step} : m${i + 1}`,
    `k${i + 2} = m${i + 1} >= ${2 ** step} ? k${i + 1} + ${step} : k${i + 1}`,
  ]),
];

/** The same with the mantissa in [√½, √2), where its logarithm is smallest. */
const normalize: readonly string[] = [
  ...mantissaOneToTwo,
  'mantissa = m8 >= 1.4142135 ? m8 * 0.5 : m8',
  'k = m8 >= 1.4142135 ? k8 + 1 : k8',
];

export const logarithm: LibraryFunctions = {
  /** log(1 + f) + k ln 2 + extra, where extra is far smaller than the rest. */
  logOfParts: {
    parameters: ['f', 'k', 'extra'],
    lines: [
      's = f / (f + 2)',
      'z = s * s',
      'halfSquare = (f * f) * 0.5',
      `y0 = s * (halfSquare + z * ${polynomial('z', [0.298719, 0.3997756, 0.66666776])})`,
      `y1 = (y0 + extra) - k * ${ln2Excess}`,
      'y2 = (y1 - halfSquare) + f',
    ],
    result: `y2 + k * ${ln2High}`,
  },

  log: {
    parameters: ['x'],
    lines: [...normalize, 'y = logOfParts(mantissa - 1, k, 0)', `positive = x > ${largest} ? x : y`],
    result: 'x < 0 ? notANumber : (x === 0 ? -infinity : positive)',
  },

  /**
   * Where k = 0 the fraction is x itself, without loss; elsewhere 1 + x is rounded, and what the rounding lost is put back as
   * lost / (1 + x). Below 2⁻²⁵ the answer is x.
   */
  log1p: {
    parameters: ['t'],
    lines: [
      // Behind a choice, so that no compiler takes x - 1 for t.
      `x = t > ${largest} ? 1 : t + 1`,
      ...normalize,
      'lost = x > 2 ? 1 - (x - t) : t - (x - 1)',
      'f = k === 0 ? t : mantissa - 1',
      'extra = k === 0 ? 0 : lost / x',
      'y = logOfParts(f, k, extra)',
      `above = t > ${largest} ? t : y`,
      'defined = t < -1 ? notANumber : (t === -1 ? -infinity : above)',
    ],
    result: 'Math.abs(t) < 2.9802322e-8 ? t : defined',
  },

  /** log(1 + z) for z in [0, 1]; from √2 - 1 on as log 2 + log(1 + (z - 1) / 2). */
  log1pUnit: {
    parameters: ['z'],
    lines: ['f = z > 0.41421357 ? (z - 1) * 0.5 : z', 'k = z > 0.41421357 ? 1 : 0'],
    result: 'logOfParts(f, k, 0)',
  },

  /** log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)). */
  softplus: {
    parameters: ['x'],
    lines: ['rest = log1pUnit(exp(-Math.abs(x)))'],
    result: '(x > 0 ? x : 0) + rest',
  },
  logSigmoid: { parameters: ['x'], lines: [], result: '-softplus(-x)' },
};
