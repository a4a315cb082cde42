/**
 * Invertible maps of rows. They leave mutual information as it is and make it harder to find: bent margins (normal CDF,
 * half-cube, asinh, wiggly), a rotation whose angle grows with the radius (spiral), a line rolled up in the plane (swiss
 * roll). Source of the definitions: Czyz et al., "Beyond normal", 2023.
 */
import { ValueError } from '@infograd/tensor';
import { erf } from 'mathjs';

/** A map of rows of some dimension to rows of the same or another dimension. */
export interface Transform {
  /** @throws ValueError when rows of this dimension cannot be mapped */
  dimension(from: number): number;
  /** Row-major values in, row-major values out; the input stays as it is. */
  apply(values: Float64Array, dimension: number): Float64Array;
}

/**
 * The same function for every number; it must be strictly monotone for the information to stay.
 *
 * @example elementwise(Math.asinh).dimension(3) // 3
 */
export function elementwise(map: (value: number) => number): Transform {
  return { dimension: (from) => from, apply: (values) => values.map(map) };
}

/**
 * The standard normal distribution function.
 *
 * @example normalCdf(1.96) // 0.9750021
 */
export function normalCdf(z: number): number {
  return 0.5 * (1 + erf(z * Math.SQRT1_2));
}

/**
 * t sqrt(|t|): longer tails.
 *
 * @example halfCube(-4) // -8
 */
export function halfCube(t: number): number {
  return t * Math.sqrt(Math.abs(t));
}

/**
 * The wiggly map of x of the benchmark: t + 0.4 sin t + 0.2 sin(1.7 t + 1) + 0.03 sin(3.3 t - 2.5).
 *
 * @example wigglyX(0) // 0.1503400
 */
export function wigglyX(t: number): number {
  return t + 0.4 * Math.sin(t) + 0.2 * Math.sin(1.7 * t + 1) + 0.03 * Math.sin(3.3 * t - 2.5);
}

/**
 * The wiggly map of y of the benchmark: t - 0.4 sin(0.4 t) + 0.17 sin(1.3 t + 3.5) + 0.02 sin(4.3 t - 2.5).
 *
 * @example wigglyY(0) // -0.0716026
 */
export function wigglyY(t: number): number {
  return t - 0.4 * Math.sin(0.4 * t) + 0.17 * Math.sin(1.3 * t + 3.5) + 0.02 * Math.sin(4.3 * t - 2.5);
}

/**
 * Turns each row in the plane of two coordinates by the angle speed times its squared length. The length stays, so the
 * map can be undone.
 *
 * @param options.plane the two coordinates (i, j): row_i' = c row_i - s row_j, row_j' = s row_i + c row_j
 * @param options.speed radians per squared length
 * @throws ValueError when used on rows without those coordinates
 * @example [...spiral({ plane: [0, 1], speed: Math.PI / 2 }).apply(Float64Array.of(1, 0), 2)].map(Math.round) // [0, 1]
 */
export function spiral({ plane: [i, j], speed }: { plane: readonly [number, number]; speed: number }): Transform {
  const dimension = (from: number): number => {
    if (i !== j && [i, j].every((axis) => Number.isInteger(axis) && axis >= 0 && axis < from)) return from;
    throw new ValueError(`spiral: rows of dimension ${from} have no plane (${i}, ${j}); coordinates count from 0`);
  };
  return {
    dimension,
    apply(values, from) {
      dimension(from);
      const turned = values.slice();
      for (let start = 0; start < values.length; start += from) {
        const row = values.subarray(start, start + from);
        const angle = speed * row.reduce((sum, value) => sum + value * value, 0);
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        turned[start + i] = cosine * row[i] - sine * row[j];
        turned[start + j] = sine * row[i] + cosine * row[j];
      }
      return turned;
    },
  };
}

/**
 * Rolls the interval [0, 1] up in the plane: t = 1.5 pi (1 + 2 x), (t cos t, t sin t) / 21.
 *
 * @throws ValueError when used on rows of another dimension than 1
 * @example swissRoll.dimension(1) // 2
 */
export const swissRoll: Transform = {
  dimension(from) {
    if (from === 1) return 2;
    throw new ValueError(`swissRoll: rows have dimension ${from}; it rolls a single coordinate, from 0 to 1, up`);
  },
  apply(values, dimension) {
    swissRoll.dimension(dimension);
    const rolled = new Float64Array(2 * values.length);
    values.forEach((x, row) => {
      const t = 1.5 * Math.PI * (1 + 2 * x);
      rolled[2 * row] = (t * Math.cos(t)) / 21;
      rolled[2 * row + 1] = (t * Math.sin(t)) / 21;
    });
    return rolled;
  },
};
