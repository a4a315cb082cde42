/**
 * The digamma function, derivative of log gamma, which mathjs has not: the recurrence up to 10, then the asymptotic series
 * (Abramowitz and Stegun 6.3.5 and 6.3.18). Good to about 1e-14 relative to the larger of 1 and the value.
 */

/** Coefficients B_2k / (2 k) of x^(-2k), k = 1 to 7. */
const series = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/**
 * @param x above zero
 * @example digamma(1) // -0.5772157, minus the Euler-Mascheroni constant
 */
export function digamma(x: number): number {
  let shift = 0;
  let large = x;
  for (; large < 10; large += 1) shift -= 1 / large;
  const inverseSquare = 1 / (large * large);
  const tail = series.reduceRight((sum, coefficient) => (sum + coefficient) * inverseSquare, 0);
  return shift + Math.log(large) - 1 / (2 * large) - tail;
}
