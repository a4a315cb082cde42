/**
 * From normal scores to Student-t scores: t with F_t(t) = Phi(z). The map solves dt/dz = phi(z) / f_t(t) from t(0) = 0, and is
 * tabulated once for each number of degrees of freedom; both densities are symmetric, so one half does.
 */
import { lgamma } from 'mathjs';

const step = 1e-3;
/** Beyond the normal score of the largest of a hundred thousand million rows. */
const largestScore = 7;

const tables = new Map<number, Float64Array>();

/**
 * The t score of each normal score.
 *
 * @param degreesOfFreedom above 0
 * @example studentTScores(Float64Array.of(1.2815515655446004), 1) // the 90 % quantile of Cauchy's distribution: 3.0776835
 */
export function studentTScores(normalScores: Float64Array, degreesOfFreedom: number): Float64Array {
  const table = tables.get(degreesOfFreedom) ?? tabulate(degreesOfFreedom);
  tables.set(degreesOfFreedom, table);
  return normalScores.map((z) => {
    const place = Math.min(Math.abs(z) / step, table.length - 1.001);
    const low = Math.floor(place);
    return Math.sign(z) * (table[low] + (place - low) * (table[low + 1] - table[low]));
  });
}

/** Fourth-order Runge-Kutta. */
function tabulate(nu: number): Float64Array {
  const constant = lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * Math.log(nu / 2);
  const slope = (z: number, t: number) => Math.exp(-0.5 * z * z - constant + ((nu + 1) / 2) * Math.log1p((t * t) / nu));
  const table = new Float64Array(Math.round(largestScore / step) + 1);
  for (let i = 0; i + 1 < table.length; i++) {
    const [z, t] = [i * step, table[i]];
    const first = slope(z, t);
    const second = slope(z + step / 2, t + (step / 2) * first);
    const third = slope(z + step / 2, t + (step / 2) * second);
    const fourth = slope(z + step, t + step * third);
    table[i + 1] = t + (step / 6) * (first + 2 * second + 2 * third + fourth);
  }
  return table;
}
