/** Mutual information of a uniform signal under uniform noise, in nats: h(Y) - h(noise), where Y has a trapezoid density. */
import { requirePositive } from './requirements.ts';

/**
 * I(X; X + N) for X ~ U(0, 1) and N ~ U(-noise, noise): 1 / (4 noise) from noise 1/2 on, noise - log(2 noise) below.
 * Source: Czyz et al., "Beyond normal: on the evaluation of mutual information estimators", 2023, appendix.
 *
 * @param options.noise half the width of the noise
 * @throws ValueError when the noise is not positive
 * @example additiveUniformMutualInformation({ noise: 0.75 }) // 0.3333333
 */
export function additiveUniformMutualInformation({ noise }: { noise: number }): number {
  requirePositive('additiveUniformMutualInformation', { noise });
  return noise >= 0.5 ? 1 / (4 * noise) : noise - Math.log(2 * noise);
}
