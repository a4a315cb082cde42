/**
 * How much every row moves a value that is read off held-out pairs. The marginal pairs share rows, so their terms are
 * dependent: a row stands in one pair a shift as x and in one as y, and its influence counts both (the first-order jackknife of
 * a U-statistic; Hoeffding 1948, Efron and Stein 1981).
 */
import type { HeldOutScores, Reading } from './bound.ts';

/**
 * Influences that sum to zero.
 *
 * @param own what row i adds to n times the value as x: its joint pair and the marginal pairs that it stands in as x
 * @param ofPair what each marginal pair adds to n times the value, to first order, in the layout of `HeldOutScores.marginal`:
 *   by it a row moves the value as y
 */
export function influenceOfRows(own: Float64Array, ofPair: Float64Array, shifts: Int32Array): Float64Array {
  const n = own.length;
  const influence = own.slice();
  shifts.forEach((shift, block) => {
    const start = block * n;
    for (let i = 0; i < n - shift; i++) influence[i + shift] += ofPair[start + i];
    for (let i = n - shift; i < n; i++) influence[i + shift - n] += ofPair[start + i];
  });
  const centre = meanOf(influence);
  return influence.map((value) => value - centre);
}

/** The reading of a value that is the mean of `ofJoint` over joint pairs less that of `ofMarginal` over marginal ones. */
export function readMeans(
  ofJoint: Float64Array,
  ofMarginal: Float64Array,
  shifts: Int32Array,
): Pick<Reading, 'value' | 'influence'> {
  const n = ofJoint.length;
  const ofPair = ofMarginal.map((term) => -term / shifts.length);
  const own = ofJoint.slice();
  ofPair.forEach((term, pair) => {
    own[pair % n] += term;
  });
  return { value: meanOf(ofJoint) - meanOf(ofMarginal), influence: influenceOfRows(own, ofPair, shifts) };
}

/** The standard error that the influences of n rows amount to. */
export function standardError(influence: Float64Array): number {
  const n = influence.length;
  const squares = influence.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / (n * (n - 1)));
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The same pairs seen from y: blocks of T(x_j, y_i), with i the row and j the one that it is paired with. */
export function seenFromY({ joint, marginal, shifts }: HeldOutScores): HeldOutScores {
  const n = joint.length;
  const turned = new Float64Array(marginal.length);
  shifts.forEach((shift, block) => {
    const start = block * n;
    turned.set(marginal.subarray(start, start + n - shift), start + shift);
    turned.set(marginal.subarray(start + n - shift, start + n), start);
  });
  return { joint, marginal: turned, shifts: shifts.map((shift) => n - shift) };
}
