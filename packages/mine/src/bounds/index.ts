/**
 * The bounds, by the names that the `estimator` option takes. A further bound is a file beside these and a line here.
 */
import { alphaInterpolatedBound } from './alpha-interpolated.ts';
import { baBound } from './ba.ts';
import type { Bound } from './bound.ts';
import { clubBound } from './club.ts';
import { doeBound } from './doe.ts';
import { donskerVaradhanBound } from './donsker-varadhan.ts';
import { boundOfDivergence } from './f-divergences/f-divergence.ts';
import { fDivergences } from './f-divergences/index.ts';
import { floBound } from './flo.ts';
import { infoNceBound } from './info-nce.ts';
import { jsBound } from './js.ts';
import { l1outBound } from './l1out.ts';
import { mineBound } from './mine.ts';
import { nwjBound } from './nwj.ts';
import { nwjJsBound } from './nwj-js.ts';
import { remineBound } from './remine.ts';
import { smileBound } from './smile.ts';
import { symmetricInfoNceBound } from './symmetric-info-nce.ts';
import { tubaBound } from './tuba.ts';

/** What a bound may be tuned by. */
export interface BoundOptions {
  /** Weight of a new batch in the moving average of MINE, TUBA and the interpolated bound: above 0, at most 1. */
  readonly emaRate: number;
  /** Where the interpolated bound lies: 0 is TUBA, 1 is InfoNCE. */
  readonly alpha: number;
  /** SMILE clips scores in its partition term to [-tau, tau]: nats, above 0. */
  readonly tau: number;
  /** Weight of ReMINE's penalty, from 0. */
  readonly lambda: number;
}

export const defaultBoundOptions: BoundOptions = { emaRate: 0.01, alpha: 0.01, tau: 5, lambda: 0.1 };

const bounds = {
  // Lower bounds on mutual information
  mine: ({ emaRate }: BoundOptions) => mineBound(emaRate),
  'donsker-varadhan': () => donskerVaradhanBound,
  nwj: () => nwjBound,
  tuba: ({ emaRate }: BoundOptions) => tubaBound(emaRate),
  'info-nce': () => infoNceBound,
  'symmetric-info-nce': () => symmetricInfoNceBound,
  'alpha-interpolated': ({ alpha, emaRate }: BoundOptions) => alphaInterpolatedBound(alpha, emaRate),
  flo: () => floBound,
  remine: ({ lambda }: BoundOptions) => remineBound(lambda),
  'nwj-js': () => nwjJsBound,
  // Estimates of it that are no bounds
  js: () => jsBound,
  smile: ({ tau }: BoundOptions) => smileBound(tau),
  // From a model of y given x: lower, either side, upper, upper
  ba: () => baBound,
  doe: () => doeBound,
  club: () => clubBound,
  l1out: () => l1outBound,
  // Other divergences between joint and product of the marginals
  kl: () => boundOfDivergence(fDivergences.kl),
  'reverse-kl': () => boundOfDivergence(fDivergences['reverse-kl']),
  'pearson-chi2': () => boundOfDivergence(fDivergences['pearson-chi2']),
  'squared-hellinger': () => boundOfDivergence(fDivergences['squared-hellinger']),
  'jensen-shannon': () => boundOfDivergence(fDivergences['jensen-shannon']),
  gan: () => boundOfDivergence(fDivergences.gan),
} satisfies Record<string, (options: BoundOptions) => Bound>;

export type EstimatorName = keyof typeof bounds;

/** The names of the bounds. */
export const estimatorNames = Object.keys(bounds) as readonly EstimatorName[];

/** One line on each bound. */
export const estimatorDescriptions: Readonly<Record<EstimatorName, string>> = Object.fromEntries(
  estimatorNames.map((name) => [name, boundOf(name).description]),
) as Record<EstimatorName, string>;

/**
 * The bound of a name.
 *
 * @param options what it is tuned by; `defaultBoundOptions` for those left out
 * @throws OptionError when an option that it takes is out of range
 */
export function boundOf(name: EstimatorName, options: Partial<BoundOptions> = {}): Bound {
  return bounds[name]({ ...defaultBoundOptions, ...options });
}
