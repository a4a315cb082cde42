/**
 * Which copula fits: degrees of freedom are tried on a grid, and judged by how well the ratio tells a row's own y from those
 * of other training rows (InfoNCE, of which a closed form with so few numbers cannot learn much by heart).
 */
import type { Samples } from '../rows/samples.ts';
import { codesOf, type EllipticalCopula, fitEllipticalCopula, pairTerms } from './elliptical-copula.ts';
import type { FeatureName } from './row-features.ts';

const degreesOfFreedom = [1, 1.5, 2, 3, 4, 6, 10, 20];

/** Rows and other rows' y that a copula is judged by. */
const judgedRows = 3000;
const judgedNegatives = 64;

/** Nats by which a t copula must be better than the normal one, which has a number less. */
const margin = 0.002;

/**
 * The best copula of some features. t scores need columns on the normal scale one by one, so only 'plain' features may have heavy tails.
 *
 * @param x, y normal scores of training rows, in random order
 * @param isCopulaScale whether the columns are normal scores; otherwise only the normal copula has a meaning
 */
export function chooseCopula(x: Samples, y: Samples, features: FeatureName, isCopulaScale: boolean): EllipticalCopula {
  const normal = fitEllipticalCopula(x, y, features, null);
  if (features !== 'plain' || !isCopulaScale) return normal;
  let best = normal;
  let highest = separation(normal, x, y) + margin;
  for (const nu of degreesOfFreedom) {
    const copula: EllipticalCopula = { ...normal, degreesOfFreedom: nu };
    const value = separation(copula, x, y);
    if (value > highest) [best, highest] = [copula, value];
  }
  return best;
}

/** InfoNCE of the copula's ratio, in nats. */
function separation(copula: EllipticalCopula, x: Samples, y: Samples): number {
  const n = Math.min(judgedRows, x.n);
  const ofX = codesOf(copula, 'x', firstRows(x, n));
  const ofY = codesOf(copula, 'y', firstRows(y, n));
  const { exponent } = pairTerms(copula);
  const { degreesOfFreedom: nu } = copula;
  const score = (i: number, j: number): number => {
    let s = 0;
    for (let k = 0; k < ofX.width; k++) s += ofX.codes[i * ofX.width + k] * ofY.codes[j * ofY.width + k];
    return ofY.own[j] - exponent * (nu === null ? s : Math.log1p(s / nu));
  };
  const negatives = Math.min(judgedNegatives, n - 1);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const own = score(i, i);
    let total = 1;
    for (let k = 1; k <= negatives; k++) total += Math.exp(score(i, (i + k) % n) - own);
    sum += Math.log((negatives + 1) / total);
  }
  return sum / n;
}

function firstRows({ values, d }: Samples, n: number): Samples {
  return { values: values.subarray(0, n * d), n, d };
}
