/**
 * The functions that a kernel expression may call, one file for each kind.
 */
import { basic } from './basic.ts';
import { errorFunction } from './error-function.ts';
import { exponential } from './exponential.ts';
import type { LibraryFunctions } from './library-function.ts';
import { logarithm } from './logarithm.ts';
import { power } from './power.ts';
import { trigonometry } from './trigonometry.ts';

export const library: LibraryFunctions = {
  ...basic,
  ...exponential,
  ...logarithm,
  ...power,
  ...trigonometry,
  ...errorFunction,
};
