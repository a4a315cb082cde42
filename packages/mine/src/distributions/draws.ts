/**
 * Random numbers on the host in double precision, all from the engine's generator: normal, uniform, gamma, categories.
 * The engine's own numbers have the 24 bits of float32; uniform ones are refined to 48 here, so that samples of a
 * continuous variable do not repeat.
 */
import { type Random, reference } from '@infograd/tensor';

/** Independent standard normal numbers. */
export function normals(count: number, rng: Random): Float64Array {
  using values = rng.normal([count], { dtype: 'float64', backend: reference() });
  return values.dataSync() as Float64Array;
}

/** Independent uniform numbers on [0, 1), on a grid of 2^-48. */
export function uniforms(count: number, rng: Random): Float64Array {
  const coarse = gridUniforms(count, rng);
  const fine = gridUniforms(count, rng);
  return coarse.map((value, i) => value + fine[i] * 2 ** -24);
}

function gridUniforms(count: number, rng: Random): Float64Array {
  using values = rng.uniform([count], { dtype: 'float64', backend: reference() });
  return values.dataSync() as Float64Array;
}

/**
 * Independent gamma numbers of scale 1, by rejection (Marsaglia and Tsang, "A simple method for generating gamma
 * variables", 2000): those rejected are drawn again together.
 *
 * @param shape above zero; below 1 a draw of shape + 1 is multiplied by U^(1 / shape)
 */
export function gammas(count: number, shape: number, rng: Random): Float64Array {
  if (shape < 1) {
    const larger = gammas(count, shape + 1, rng);
    const shrink = uniforms(count, rng);
    return larger.map((value, i) => value * (1 - shrink[i]) ** (1 / shape));
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const values = new Float64Array(count);
  let pending = Array.from({ length: count }, (_, i) => i);
  while (pending.length > 0) {
    const z = normals(pending.length, rng);
    const u = uniforms(pending.length, rng);
    pending = pending.filter((place, i) => {
      const v = (1 + c * z[i]) ** 3;
      if (v <= 0 || Math.log(1 - u[i]) >= 0.5 * z[i] * z[i] + d - d * v + d * Math.log(v)) return true;
      values[place] = d * v;
      return false;
    });
  }
  return values;
}

/** Independent category numbers 0, 1, … with these probabilities, which sum to one. */
export function categories(count: number, probabilities: readonly number[], rng: Random): Int32Array {
  let total = 0;
  const cumulative = probabilities.map((p) => (total += p));
  const last = probabilities.findLastIndex((p) => p > 0);
  return Int32Array.from(uniforms(count, rng), (u) => {
    const category = cumulative.findIndex((edge) => u < edge);
    return category < 0 ? last : category;
  });
}

/**
 * Rows L z: `z` holds independent standard normals, row-major, and is overwritten with normals of covariance L L^T.
 *
 * @param factor the rows of L, lower triangular
 */
export function correlateRows(z: Float64Array, factor: readonly Float64Array[]): Float64Array {
  const size = factor.length;
  for (let start = 0; start < z.length; start += size) {
    // From the last variable to the first, so that what is overwritten is no longer needed.
    for (let i = size - 1; i >= 0; i--) {
      const row = factor[i];
      let sum = 0;
      for (let k = 0; k <= i; k++) sum += row[k] * z[start + k];
      z[start + i] = sum;
    }
  }
  return z;
}

/** Cuts every row of `joint` into its first `dimX` numbers and the rest. */
export function splitColumns(joint: Float64Array, size: number, dimX: number): { x: Float64Array; y: Float64Array } {
  const rows = joint.length / size;
  const dimY = size - dimX;
  const x = new Float64Array(rows * dimX);
  const y = new Float64Array(rows * dimY);
  for (let row = 0; row < rows; row++) {
    x.set(joint.subarray(row * size, row * size + dimX), row * dimX);
    y.set(joint.subarray(row * size + dimX, (row + 1) * size), row * dimY);
  }
  return { x, y };
}
