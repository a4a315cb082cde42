/** Weighted least squares for a line, with the one question that a line must answer: whether the points bend away from it. */

/** value = intercept + slope x. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** Standard error of the intercept from the points' errors, enlarged where the points scatter more than those say. */
  readonly interceptError: number;
  /** Sum of squared residuals in standard errors. */
  readonly chiSquare: number;
  /** The quadratic term that would fit best, in its standard errors; 0 for two points. */
  readonly curvature: number;
}

/** @param errors standard errors of the values, above 0 */
export function fitLine(x: readonly number[], values: readonly number[], errors: readonly number[]): Line {
  const weights = errors.map((error) => 1 / error ** 2);
  const weighted = (a: readonly number[], b: readonly number[]): number =>
    weights.reduce((sum, weight, i) => sum + weight * a[i] * b[i], 0);
  const ones = x.map(() => 1);
  const total = weighted(ones, ones);
  // Orthogonal polynomials under the weights: each coefficient is then found by itself.
  const center = weighted(ones, x) / total;
  const linear = x.map((value) => value - center);
  const linearNorm = weighted(linear, linear);
  const squares = linear.map((value) => value * value);
  const [onOnes, onLinear] = [weighted(squares, ones) / total, weighted(squares, linear) / linearNorm];
  const quadratic = squares.map((value, i) => value - onOnes - onLinear * linear[i]);
  const quadraticNorm = weighted(quadratic, quadratic);

  const slope = weighted(linear, values) / linearNorm;
  const intercept = weighted(ones, values) / total - slope * center;
  const residuals = values.map((value, i) => value - intercept - slope * x[i]);
  const chiSquare = weighted(residuals, residuals);
  const scatter = Math.max(1, chiSquare / Math.max(1, x.length - 2));
  return {
    intercept,
    slope,
    interceptError: Math.sqrt(scatter * (1 / total + center ** 2 / linearNorm)),
    chiSquare,
    curvature: x.length < 3 ? 0 : weighted(quadratic, values) / Math.sqrt(quadraticNorm),
  };
}
