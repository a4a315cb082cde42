/**
 * The inverse of the standard normal distribution function, which no dependency of ours offers: Acklam's rational
 * approximation, whose relative error is below 1.2e-9, far finer than the float32 that it is used for.
 */

const central = {
  numerator: [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
  ],
  denominator: [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
};
const tail = {
  numerator: [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  denominator: [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
};

/**
 * The z with P(Z <= z) = p for a standard normal Z; -Infinity at 0 and Infinity at 1.
 *
 * @example normalQuantile(0.975) // 1.9599640, to nine digits
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  return p < 0.02425 ? tailQuantile(p) : centralQuantile(p);
}

function centralQuantile(p: number): number {
  const q = p - 0.5;
  return (q * polynomial(central.numerator, q * q)) / polynomial(central.denominator, q * q);
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return polynomial(tail.numerator, q) / polynomial(tail.denominator, q);
}

/** Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
