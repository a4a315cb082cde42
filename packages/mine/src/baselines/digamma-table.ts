/** The digamma function at whole numbers, which the neighbour estimators ask for twice a row, from its recurrence. */

const eulerGamma = 0.5772156649015329;

/**
 * psi(1) … psi(count) at the places 1 … count: psi(n + 1) = psi(n) + 1 / n.
 *
 * @example digammaTable(2)[2] // 0.4227843
 */
export function digammaTable(count: number): Float64Array {
  const table = new Float64Array(count + 1);
  table[0] = Number.NEGATIVE_INFINITY;
  if (count >= 1) table[1] = -eulerGamma;
  for (let n = 1; n < count; n++) table[n + 1] = table[n] + 1 / n;
  return table;
}
