/**
 * Two humps on each side: a bivariate normal whose margins are turned into mixtures of two normals through the quantile
 * function. The copula, and so the information, stays Gaussian. Source: the task 1v1-bimodal of Czyz et al. 2023.
 */
import type { Distribution } from './distribution.ts';
import { correlatedGaussians } from './multivariate-normal.ts';
import { transformed } from './transformed.ts';
import { elementwise, normalCdf } from './transforms.ts';

/**
 * X has the margin 0.3 N(0, 1) + 0.7 N(5, 1), Y the margin 0.5 N(-1, 1) + 0.5 N(3, 1).
 *
 * @param options.rho correlation of the normals beneath
 * @throws ValueError unless -1 < rho < 1
 * @example bimodal({ rho: 0.75 }).mutualInformation // 0.4133393
 */
export function bimodal({
  rho = 0.75,
  name = `1v1-bimodal-${rho}`,
}: {
  rho?: number;
  name?: string;
} = {}): Distribution {
  return transformed(correlatedGaussians({ rho }), {
    name,
    x: elementwise((z) => twoHumps(z, 0.3, 0, 5)),
    y: elementwise((z) => twoHumps(z, 0.5, -1, 3)),
  });
}

/** The quantile of weight N(first, 1) + (1 - weight) N(second, 1) at the probability of z, by bisection. */
function twoHumps(z: number, weight: number, first: number, second: number): number {
  // Below the median the distribution function, above it the upper tail: neither is then near 1, where digits are lost.
  const sign = z > 0 ? -1 : 1;
  const probability = normalCdf(-Math.abs(z));
  const tail = (t: number): number =>
    weight * normalCdf(sign * (t - first)) + (1 - weight) * normalCdf(sign * (t - second));
  let low = Math.min(first, second) - 9;
  let high = Math.max(first, second) + 9;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) < probability === sign > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
