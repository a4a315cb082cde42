/**
 * How near is near enough, and the comparison of whole arrays under it. A tolerance is a number of float32 steps, or a
 * relative and an absolute part as NumPy's allclose has them. Integers and booleans have no tolerance: they are equal.
 */
import { ulpDistance } from './ulp-distance.ts';

export type Tolerance = { readonly ulp: number } | { readonly relative: number; readonly absolute: number };

/** Whether one number is near enough to another. NaN is near NaN; infinities are near themselves. */
export function isClose(actual: number, expected: number, tolerance: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (Number.isNaN(actual) || Number.isNaN(expected)) return Number.isNaN(actual) && Number.isNaN(expected);
  if ('ulp' in tolerance) return ulpDistance(actual, expected) <= tolerance.ulp;
  const allowed = tolerance.absolute + tolerance.relative * Math.abs(expected);
  return Number.isFinite(allowed) && Math.abs(actual - expected) <= allowed;
}

/**
 * Whether two lists are equally long and near each other in every place.
 *
 * @example allClose([1], [1 + 1e-9]) // true
 */
export function allClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance = { relative: 1e-6, absolute: 1e-7 },
): boolean {
  return mismatch(actual, expected, tolerance) === undefined;
}

/** The first place where two lists differ by more than the tolerance, in words; undefined when they agree. */
export function mismatch(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance = { relative: 1e-6, absolute: 1e-7 },
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} elements instead of ${expected.length}`;
  for (let i = 0; i < expected.length; i++) {
    if (!isClose(actual[i], expected[i], tolerance)) {
      const ulp = ulpDistance(actual[i], expected[i]);
      return `element ${i} is ${actual[i]} instead of ${expected[i]} (off by ${actual[i] - expected[i]}, ${ulp} ulp; allowed: ${JSON.stringify(tolerance)})`;
    }
  }
  return undefined;
}
