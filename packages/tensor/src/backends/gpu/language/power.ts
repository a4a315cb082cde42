/**
 * pow. An error in log2(a) is multiplied by the exponent, up to 128 times, so the logarithm is computed as the sum of
 * two numbers, the first of 12 bits: products of such heads are exact, and what they leave is carried in the tails (as
 * powf of FreeBSD's libm does; coefficients and arrangement are from there). Signs, zeros and infinities follow Math.pow.
 */
import { tail } from './exponential.ts';
import { type LibraryFunctions, largest, polynomial } from './library-function.ts';
import { mantissaOneToTwo } from './logarithm.ts';

/** (3/2) (log(x) / s - 2 - 2/3 s²) / s⁴ in s². */
const logTail = polynomial('square', [0.20697501, 0.23066075, 0.27272812, 0.33333334, 0.42857143, 0.6]);

export const power: LibraryFunctions = {
  /**
   * x rounded to 12 bits (Veltkamp, 1968), for |x| < 2¹⁰⁰. The choices keep compilers from simplifying and from fusing.
   */
  head: {
    parameters: ['x'],
    lines: ['much = x > 1e30 ? x : 4097 * x', 'rest = x < -1e30 ? x : much - x'],
    result: 'much - rest',
  },

  /** xʸ for positive finite x and |y| up to 2³². */
  powerOfPositive: {
    parameters: ['x', 'y'],
    lines: [
      ...mantissaOneToTwo,
      'k = m8 >= 1.7320508 ? k8 + 1 : k8',
      'mantissa = m8 >= 1.7320508 ? m8 * 0.5 : m8',
      // log2(mantissa) = log2(center) + log2((1 + s) / (1 - s)).
      'center = mantissa >= 1.2247449 ? 1.5 : 1',
      'centerHigh = mantissa >= 1.2247449 ? 0.5849609375 : 0',
      'centerLow = mantissa >= 1.2247449 ? 1.5632212e-6 : 0',
      'u = mantissa - center',
      'v = 1 / (mantissa + center)',
      's = u * v',
      'sHigh = head(s)',
      'sumHigh = head(mantissa + center)',
      'sumLow = mantissa - (sumHigh - center)',
      'sLow = v * ((u - sHigh * sumHigh) - sHigh * sumLow)',
      'square = s * s',
      `r = (square * square) * ${logTail} + sLow * (sHigh + s)`,
      'squareHigh = sHigh * sHigh',
      'tHigh = head((3 + squareHigh) + r)',
      'tLow = r - ((tHigh - 3) - squareHigh)',
      'product = sHigh * tHigh',
      'correction = sLow * tHigh + tLow * s',
      'pHigh = head(product + correction)',
      'pLow = correction - (pHigh - product)',
      // 2 / (3 ln 2) times p, in two parts.
      'zHigh = 0.9619140625 * pHigh',
      'zLow = (pHigh * (-0.00011736857402) + pLow * 0.9617967) + centerLow',
      'logHigh = head(((zHigh + zLow) + centerHigh) + k)',
      'logLow = zLow - (((logHigh - k) - centerHigh) - zHigh)',
      'yHigh = head(y)',
      'low = (y - yHigh) * logHigh + y * logLow',
      'high = yHigh * logHigh',
      'z = low + high',
      'bounded = z > 130 ? 130 : (z < -160 ? -160 : z)',
      'n = Math.floor(bounded + 0.5)',
      'rest = z > 130 ? 0 : (z < -160 ? 0 : (high - n) + low)',
      'r2 = rest * 0.6931471805599453',
      `fraction = (r2 * r2) * ${tail('r2')} + r2 + 1`,
    ],
    result: 'scaleByPowerOfTwo(fraction, n)',
  },

  pow: {
    parameters: ['a', 'b'],
    lines: [
      'x = Math.abs(a)',
      'y = b > 4294967296 ? 4294967296 : (b < -4294967296 ? -4294967296 : b)',
      'ordinary = powerOfPositive(x, y)',
      'ofZero = b > 0 ? 0 : infinity',
      'ofInfinity = b > 0 ? infinity : 0',
      `size = x === 0 ? ofZero : (x > ${largest} ? ofInfinity : ordinary)`,
      'whole = Math.floor(b)',
      'parity = b - 2 * Math.floor(b * 0.5)',
      'negative = a < 0 || (a === 0 && 1 / a < 0) ? 1 : 0',
      'signed = negative > 0 && parity === 1 ? -size : size',
      `isRoot = a < 0 && x <= ${largest} && whole !== b ? 1 : 0`,
      `isUndecided = x === 1 && Math.abs(b) > ${largest} ? 1 : 0`,
      'unordered = isNaN(a) + isNaN(b) + isRoot + isUndecided',
    ],
    result: 'b === 0 ? 1 : (unordered > 0 ? notANumber : signed)',
  },
};
