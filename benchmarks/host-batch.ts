/**
 * A MINE step's batch, drawn on the host into one typed array: what peers do whose own random numbers, gather and concat are slower than
 * plain JavaScript. Rows [x, y], y = ρ x + √(1 - ρ²) noise, then as many with y from a shuffled row.
 */
import { type MineCase, mineSettings } from './cases.ts';

/** An array for {@link fillBatch}, to be filled again and again. */
export function emptyBatch({ batch, dimension }: MineCase): Float32Array<ArrayBuffer> {
  return new Float32Array(2 * batch * 2 * dimension);
}

export function fillBatch(rows: Float32Array, { batch, dimension }: MineCase): void {
  const { correlation } = mineSettings;
  const noise = Math.sqrt(1 - correlation ** 2);
  const order = shuffledIndices(batch);
  const width = 2 * dimension;
  for (let row = 0; row < batch; row++) {
    for (let column = 0; column < dimension; column++) {
      // Box-Muller: two normal numbers from two uniform ones, one for x and one for the noise.
      const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
      const angle = 2 * Math.PI * Math.random();
      const x = radius * Math.cos(angle);
      const at = row * width + column;
      rows[at] = x;
      rows[at + dimension] = correlation * x + noise * radius * Math.sin(angle);
    }
  }
  for (let row = 0; row < batch; row++) {
    const target = (batch + row) * width;
    rows.copyWithin(target, row * width, row * width + dimension);
    rows.copyWithin(target + dimension, order[row] * width + dimension, (order[row] + 1) * width);
  }
}

/** Fisher and Yates's shuffle of 0, 1, ... count - 1. */
function shuffledIndices(count: number): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    const kept = indices[last];
    indices[last] = indices[chosen];
    indices[chosen] = kept;
  }
  return indices;
}
