/**
 * f-divergences D_f(P || Q) = E_Q[f(p / q)], in nats: of two discrete distributions, and of a Gaussian pair's joint
 * distribution from the product of its margins. They are what the f-GAN family estimates (Nowozin, Cseke and Tomioka,
 * "f-GAN", 2016, table 1). Closed forms where there are any; Jensen-Shannon and GAN by quadrature.
 */
import { ValueError } from '@infograd/tensor';
import { lgamma } from 'mathjs';
import { panels, refined } from './quadrature.ts';
import { requireCount, requireProbabilityPair } from './requirements.ts';

/** The generators f, with their limit at 0, as functions of p and q: q f(p / q), or p times the slope at infinity for q = 0. */
const terms = {
  kl: (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q)),
  'reverse-kl': (p: number, q: number): number => (q === 0 ? 0 : q * Math.log(q / p)),
  'pearson-chi2': (p: number, q: number): number => (p === q ? 0 : (p - q) ** 2 / q),
  'squared-hellinger': (p: number, q: number): number => (Math.sqrt(p) - Math.sqrt(q)) ** 2,
  'jensen-shannon': (p: number, q: number): number => towardsMiddle(p, q) + towardsMiddle(q, p),
  gan: (p: number, q: number): number => towardsMiddle(p, q) + towardsMiddle(q, p) - (p + q) * Math.LN2,
} satisfies Record<string, (p: number, q: number) => number>;

function towardsMiddle(p: number, q: number): number {
  return p === 0 ? 0 : p * Math.log((2 * p) / (p + q));
}

/**
 * 'jensen-shannon' is f-GAN's, twice the usual Jensen-Shannon divergence; 'gan' is that minus log 4, so that it is
 * -log 4 where P = Q.
 */
export type FDivergenceName = keyof typeof terms;

/** The names of the f-divergences. */
export const fDivergenceNames = Object.keys(terms) as readonly FDivergenceName[];

/**
 * D_f(P || Q) of two discrete distributions. It is infinite where the generator says so: KL and chi-squared when p > 0 = q
 * somewhere, reverse KL when p = 0 < q.
 *
 * @throws ValueError unless both sum to one and have as many values
 * @example discreteFDivergence('squared-hellinger', [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) // 0.1350889
 */
export function discreteFDivergence(name: FDivergenceName, p: readonly number[], q: readonly number[]): number {
  requireProbabilityPair('discreteFDivergence', p, q);
  const term = terms[name];
  return p.reduce((sum, value, i) => sum + term(value, q[i]), 0);
}

/**
 * D_f of the joint distribution of (X, Y) from the product of its margins, for standard normals of dimension d, component i of
 * one correlated with component i of the other. With s = 1 - rho^2: KL -(d/2) log s, which is the mutual information; reverse KL
 * d (rho^2 / s + log(s) / 2); chi-squared s^-d - 1; squared Hellinger 2 - 2 (s^(1/4) / sqrt(1 - rho^2 / 4))^d.
 *
 * @throws ValueError unless -1 < rho < 1 and the dimension is a whole number of 1 or more
 * @example gaussianFDivergence('reverse-kl', { rho: 0.5 }) // 0.1894923
 */
export function gaussianFDivergence(
  name: FDivergenceName,
  { rho, dimension = 1 }: { rho: number; dimension?: number },
): number {
  if (!(Math.abs(rho) < 1)) throw new ValueError(`gaussianFDivergence: rho ${rho} must lie between -1 and 1`);
  requireCount('gaussianFDivergence', 'dimension', dimension);
  const square = rho * rho;
  const logS = Math.log1p(-square);
  switch (name) {
    case 'kl':
      return (-dimension / 2) * logS;
    case 'reverse-kl':
      return dimension * (square / (1 - square) + logS / 2);
    case 'pearson-chi2':
      return Math.expm1(-dimension * logS);
    case 'squared-hellinger':
      return -2 * Math.expm1(dimension * (logS / 4 - Math.log1p(-square / 4) / 2));
    case 'jensen-shannon':
      return jensenShannon(Math.abs(rho), dimension);
    case 'gan':
      return jensenShannon(Math.abs(rho), dimension) - 2 * Math.LN2;
  }
}

/** A million cells of this mass or less change no digit. */
const negligibleMass = 1e-20;

/**
 * E_P[log(2 r / (1 + r))] + E_Q[log(2 / (1 + r))] for r = p / q. With u = (x + y) / sqrt 2 and w = (x - y) / sqrt 2, independent in
 * both, log r depends on |u| and |w| alone, whose distribution is chi with d degrees of freedom times a scale; so two dimensions
 * of quadrature are enough for any d.
 */
function jensenShannon(rho: number, dimension: number): number {
  const logS = Math.log1p(-rho * rho);
  const gainU = rho / (2 * (1 + rho));
  const lossW = rho / (2 * (1 - rho));
  const reachFrom = Math.max(0, Math.sqrt(dimension) - 9);
  const reachTo = Math.sqrt(dimension) + 9;
  const compute = (count: number): number => {
    const rule = panels(reachFrom, reachTo, count);
    const mass = rule.nodes.map((radius, i) => rule.weights[i] * chiDensity(radius, dimension));
    let sum = 0;
    for (let i = 0; i < mass.length; i++) {
      for (let j = 0; j < mass.length; j++) {
        if (mass[i] * mass[j] < negligibleMass) continue;
        const u = rule.nodes[i] ** 2;
        const w = rule.nodes[j] ** 2;
        const underQ = (-dimension / 2) * logS + gainU * u - lossW * w;
        const underP = (-dimension / 2) * logS + gainU * (1 + rho) * u - lossW * (1 - rho) * w;
        sum += mass[i] * mass[j] * (2 * Math.LN2 - softplus(-underP) - softplus(underQ));
      }
    }
    return sum;
  };
  return refined('gaussianFDivergence', compute, { limit: 128 }).value;
}

function chiDensity(radius: number, degrees: number): number {
  const logScale = (1 - degrees / 2) * Math.LN2 - lgamma(degrees / 2);
  return Math.exp(logScale + (degrees - 1) * Math.log(radius) - 0.5 * radius * radius);
}

function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
