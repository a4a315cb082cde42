/**
 * erf and gelu. Near zero erf is an odd polynomial; further out its complement is erfc(t) = exp(-t²) u P(u) with
 * u = 1 / (t + 2.5), whose relative error stays small however small erfc gets: gelu's negative side needs that. Both
 * polynomials are minimax fits rounded to float32, the same as in the WebAssembly kernels.
 */
import { type LibraryFunctions, polynomial } from './library-function.ts';

export const errorFunction: LibraryFunctions = {
  /** erf(t) for |t| up to 0.9375. */
  erfNear: {
    parameters: ['t'],
    lines: [
      'square = t * t',
      `p = ${polynomial('square', [-0.0005925125, 0.0049806875, -0.026758565, 0.11281618, -0.3761248, 0.12837915])}`,
    ],
    result: 'p * t + t',
  },

  /** exp(t²) erfc(t) for t from 0.46875 to 10.5. */
  scaledComplement: {
    parameters: ['t'],
    lines: ['u = 1 / (t + 2.5)'],
    result: `u * ${polynomial(
      'u',
      [226.03099, -330.96393, 135.69344, -12.267993, 15.927061, 6.344284, 3.262627, 1.4099675, 0.56419474],
    )}`,
  },

  /**
   * exp(-scale x²) for x from 0 to 15 and scale 1 or ½, as exp(-scale h²) exp(-scale (x - h) (x + h)): h is x to the
   * nearest 1/128, so that its square is exact, and the second exponent is so small that a short series will do.
   */
  expOfNegativeSquare: {
    parameters: ['x', 'scale'],
    lines: [
      'h = Math.floor(x * 128 + 0.5) * 0.0078125',
      'd = (x - h) * (x + h) * scale',
      `correction = d * ${polynomial('d', [1 / 24, -1 / 6, 0.5, -1])}`,
      'e = exp(-(h * h) * scale)',
    ],
    result: 'e * (correction + 1)',
  },

  erf: {
    parameters: ['x'],
    lines: [
      'size = Math.abs(x)',
      't = size > 5 ? 5 : size',
      'far = 1 - expOfNegativeSquare(t, 1) * scaledComplement(t)',
      'signed = x < 0 ? -far : far',
      // 2 / √π times what is so small that p * t might vanish.
      'near = size < 1e-20 ? x * 1.1283791670955126 : erfNear(x)',
    ],
    result: 't > 0.9375 ? signed : near',
  },

  /** x Φ(x) with Φ(x) = erfc(-x / √2) / 2 (Hendrycks & Gimpel, 2016). */
  gelu: {
    parameters: ['x'],
    lines: [
      'size = Math.abs(x)',
      'bounded = size > 14.8 ? 14.8 : size',
      't = bounded * 0.7071067811865476',
      'e = expOfNegativeSquare(bounded, 0.5)',
      'scaled = scaledComplement(t)',
      'near = 1 - erfNear(t)',
      'complement = t > 0.46875 ? e * scaled : near',
      'twicePhi = x < 0 ? complement : 2 - complement',
      'half = (x < -14.8 ? -14.8 : x) * 0.5',
    ],
    // e comes last where it is small: e * scaled might vanish although the result does not.
    result: 'x < -1 ? (half * scaled) * e : half * twicePhi',
  },
};
