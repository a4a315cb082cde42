/** A spiral of two turns in the plane, with noise around it. */
import { add, cos, div, linspace, mul, type Random, sin, stack, type Tensor } from '@infograd/tensor';

const turns = 2;

/** Of the noise, in either coordinate. */
export const stdDev = 0.1;

/** Points [count, 2]: the curve at places that are uniform in its angle, and noise. */
export function drawSpiral(rng: Random, count: number): Tensor {
  const curve = spiralAt(rng.uniform([count], { max: turns }));
  return add(curve, rng.normal([count, 2], { stdDev }));
}

/** The curve itself, [n, 2], at positions [n] from 0 to 2, counted in turns: its radius grows from 1/3 to 5/3. */
export function spiralAt(position: Tensor): Tensor {
  const radius = div(add(mul(position, 2), 1), 3);
  const angle = mul(position, 2 * Math.PI);
  return stack([mul(radius, sin(angle)), mul(radius, cos(angle))], 1);
}

/** Positions [count] along the whole curve, evenly spaced in the angle. */
export function positions(count: number): Tensor {
  return linspace(0, turns, count);
}
