/**
 * The distance between two float32 numbers in units in the last place: how many float32 values lie between them. It is
 * the yardstick of a kernel's accuracy, because it means the same at 1e-30 as at 1e30.
 */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * Steps from one float32 number to another; both arguments are rounded to float32 first. The two zeros are the same
 * place, and so are two NaNs; a NaN beside a number is infinitely far away.
 *
 * @example ulpDistance(1, 1 + 2 ** -23) // 1
 */
export function ulpDistance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(ordinal(a) - ordinal(b));
}

/**
 * How far a float32 result is from the exact value that it stands for, in units in the last place of that value. Unlike
 * {@link ulpDistance} it sees fractions: a correctly rounded result is at most 0.5 away.
 *
 * @example ulpError(1, 1 + 2 ** -24) // 0.5
 */
export function ulpError(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (!Number.isFinite(rounded) || !Number.isFinite(actual)) return ulpDistance(actual, exact);
  return Math.abs(actual - exact) / spacing(rounded);
}

/** The gap between a float32 number and the next one away from zero. */
function spacing(x: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -126);
  return 2 ** (exponent - 23);
}

/** Float32 numbers counted in order, with both zeros at 0. */
function ordinal(x: number): number {
  float[0] = x;
  return bits[0] >= 0 ? bits[0] : -(bits[0] & 0x7fffffff);
}
