/** A uniform signal under uniform noise: what y says about x is which part of the interval can be ruled out. */
import { additiveUniformMutualInformation } from '../truth/additive-uniform.ts';
import { type Distribution, distribution } from './distribution.ts';
import { uniforms } from './draws.ts';

/**
 * X ~ U(0, 1), Y = X + N, N ~ U(-noise, noise).
 *
 * @param options.noise half the width of the noise, above zero
 * @throws ValueError when the noise is not positive
 * @example additiveUniform({ noise: 0.75 }).mutualInformation // 0.3333333
 */
export function additiveUniform({
  noise,
  name = `additive-uniform-${noise}`,
}: {
  noise: number;
  name?: string;
}): Distribution {
  return distribution({
    name,
    dimX: 1,
    dimY: 1,
    mutualInformation: additiveUniformMutualInformation({ noise }),
    draw(rows, rng) {
      const x = uniforms(rows, rng);
      const y = uniforms(rows, rng).map((u, i) => x[i] + noise * (2 * u - 1));
      return { x, y };
    },
  });
}
