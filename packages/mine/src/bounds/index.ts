/**
 * The bounds, by the names that the `estimator` option takes. A further bound is a file beside these and a line here.
 */
import type { Bound } from './bound.ts';
import { donskerVaradhanBound } from './donsker-varadhan.ts';
import { mineBound } from './mine.ts';
import { nwjBound } from './nwj.ts';

/** What a bound may be tuned by. */
export interface BoundOptions {
  /** Weight of a new batch in MINE's moving average. */
  readonly emaRate: number;
}

const bounds = {
  mine: ({ emaRate }: BoundOptions) => mineBound(emaRate),
  'donsker-varadhan': () => donskerVaradhanBound,
  nwj: () => nwjBound,
} satisfies Record<string, (options: BoundOptions) => Bound>;

export type EstimatorName = keyof typeof bounds;

/** The names of the bounds. */
export const estimatorNames = Object.keys(bounds) as readonly EstimatorName[];

/** The bound of a name. */
export function boundOf(name: EstimatorName, options: BoundOptions): Bound {
  return bounds[name](options);
}
