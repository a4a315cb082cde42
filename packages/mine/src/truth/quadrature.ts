/**
 * Numerical integration for ground truths that have no closed form: composite Gauss-Legendre rules, and a refinement that
 * doubles the panels until the value stops moving. It reports the last change as the error, and does not give up silently.
 */
import { ValueError } from '@infograd/tensor';

/** Nodes and weights of a rule: the integral is the sum of weights[i] f(nodes[i]). */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Nodes in each panel; the rule is exact for polynomials of degree 19 there. */
const order = 10;
const panelRule = gaussLegendre(order);

/**
 * Gauss-Legendre rule on [-1, 1]: the zeros of the Legendre polynomial, by Newton's method.
 *
 * @example Array.from(gaussLegendre(2).nodes) // [-0.5773503, 0.5773503]
 */
export function gaussLegendre(count: number): Rule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 8; iteration++) {
      let previous = 1;
      let value = x;
      for (let n = 2; n <= count; n++) [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
      slope = (count * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/**
 * Equal panels on [low, high], ten nodes each.
 *
 * @example panels(0, 1, 2).nodes.length // 20
 */
export function panels(low: number, high: number, count: number): Rule {
  const nodes = new Float64Array(count * order);
  const weights = new Float64Array(count * order);
  const half = (high - low) / (2 * count);
  for (let panel = 0; panel < count; panel++) {
    const centre = low + (2 * panel + 1) * half;
    for (let i = 0; i < order; i++) {
      nodes[panel * order + i] = centre + half * panelRule.nodes[i];
      weights[panel * order + i] = half * panelRule.weights[i];
    }
  }
  return { nodes, weights };
}

/**
 * Integral of f with a rule.
 *
 * @example integrate(panels(0, 1, 1), (x) => x * x) // 0.3333333
 */
export function integrate({ nodes, weights }: Rule, f: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) sum += weights[i] * f(nodes[i]);
  return sum;
}

/** A value by quadrature, and how much the last refinement changed it. */
export interface Quadrature {
  readonly value: number;
  readonly error: number;
}

/**
 * Calls `compute` with 1, 2, 4, … times `start` panels until two values in a row agree.
 *
 * @param options.tolerance largest difference that counts as agreement
 * @param options.limit the most panels
 * @throws ValueError when they never agree
 * @example refined('example', (count) => integrate(panels(0, 1, count), Math.exp)).value // 1.7182818
 */
export function refined(
  name: string,
  compute: (panelCount: number) => number,
  { start = 2, limit = 1024, tolerance = 1e-10 }: { start?: number; limit?: number; tolerance?: number } = {},
): Quadrature {
  let previous = compute(start);
  for (let count = 2 * start; count <= limit; count *= 2) {
    const value = compute(count);
    const error = Math.abs(value - previous);
    if (error <= tolerance) return { value, error };
    previous = value;
  }
  throw new ValueError(
    `${name}: the integral does not settle to ${tolerance} with ${limit} panels; the scales of the distribution lie too far apart`,
  );
}
