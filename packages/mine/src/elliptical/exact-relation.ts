/**
 * The sign that x and y are tied by a relation that is exact, or nearly: a canonical correlation at the highest that is reported. Mutual
 * information of continuous columns is then infinite or too large for the rows at hand; the value is only what they can show of it.
 */
import type { EstimateWarning } from '../result.ts';
import { highestCorrelation } from './canonical-analysis.ts';
import type { EllipticalCopula } from './elliptical-copula.ts';

/** A warning if a correlation of the copula had to be held below 1; none for critics without a copula. */
export function exactRelation(copula: Pick<EllipticalCopula, 'correlations'> | undefined): EstimateWarning | undefined {
  // The largest stands first.
  if (copula === undefined || !(copula.correlations[0] >= highestCorrelation)) return undefined;
  return {
    code: 'near-ceiling',
    message:
      'x and y are tied by an (almost) exact relation, such as a copy of a column: their canonical correlation is 1 to within 0.000005, where mutual information of continuous columns has no bound. The value is what so many rows can show of it, and the truth may be any larger number. If the relation is not meant, leave the columns out that repeat others; if they are known to a precision only, say so with jitter, such as 0.01',
  };
}
