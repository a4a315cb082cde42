/** How many samples the paper's sample-complexity theorem asks for: a worst case, far above what is needed in practice. */
import { ValueError } from '@infograd/tensor';
import { requireCount, requirePositive } from './requirements.ts';

/**
 * Theorem 3 of Belghazi et al., "Mutual information neural estimation", 2018: the estimate is within epsilon of the best
 * that its family of critics can reach, with probability 1 - delta, from
 * n = 2 M^2 (d log(16 K L sqrt(d) / epsilon) + 2 d M + log(2 / delta)) / epsilon^2 samples on. It bounds the error of
 * estimation, not that of optimisation or of a family that is too small.
 *
 * @param options.parameters d, how many numbers the critic has to learn
 * @param options.bound M, the largest |T|, in nats
 * @param options.lipschitz L, of the critic in its parameters
 * @param options.radius K, of the ball that the parameters lie in
 * @param options.epsilon nats
 * @returns the smallest whole number of samples
 * @throws ValueError when an argument is not positive, d no whole number, or delta not below 1
 * @example sampleSizeBound({ parameters: 100, bound: 2, lipschitz: 1, radius: 1, epsilon: 0.1, delta: 0.05 }) // 913172
 */
export function sampleSizeBound(options: {
  parameters: number;
  bound: number;
  lipschitz: number;
  radius: number;
  epsilon: number;
  delta: number;
}): number {
  const { parameters: d, bound, lipschitz, radius, epsilon, delta } = options;
  requireCount('sampleSizeBound', 'parameters', d);
  requirePositive('sampleSizeBound', { bound, lipschitz, radius, epsilon, delta });
  if (delta >= 1) throw new ValueError(`sampleSizeBound: delta ${delta} must be below 1; it is the chance of failure`);
  const covering = d * Math.log((16 * radius * lipschitz * Math.sqrt(d)) / epsilon);
  return Math.ceil((2 * bound * bound * (covering + 2 * d * bound + Math.log(2 / delta))) / (epsilon * epsilon));
}
