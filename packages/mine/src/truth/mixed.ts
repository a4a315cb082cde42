/**
 * Mutual information of a category and a number, and of variables that are discrete in one part and continuous in
 * another, in nats. Sources: Ross, "Mutual information between discrete and continuous data sets", 2014; Gao, Kannan, Oh
 * and Viswanath, "Estimating mutual information for discrete-continuous mixtures", 2017, section 5.
 */
import { ValueError } from '@infograd/tensor';
import { discreteEntropy } from './entropy.ts';
import { integrate, panels, type Quadrature, refined } from './quadrature.ts';
import { requireCount, requirePositive, requireProbabilities } from './requirements.ts';

/** A category k with probability p_k, and a number from N(mean_k, deviation_k^2) given it. */
export interface CategoricalGaussian {
  readonly probabilities: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const reach = 9;

/**
 * I(K; Y) = sum of p_k KL(N_k || mixture), by quadrature on each component's own scale.
 *
 * @throws ValueError unless the probabilities sum to one and there are as many means and positive deviations
 * @example categoricalGaussianMutualInformation({ probabilities: [0.5, 0.5], means: [-1, 1], deviations: [0.447213595, 0.447213595] }) // 0.6587344
 */
export function categoricalGaussianMutualInformation(options: CategoricalGaussian): number {
  return categoricalGaussianQuadrature(options).value;
}

/** Like {@link categoricalGaussianMutualInformation}, with the error of the quadrature beside the value. */
export function categoricalGaussianQuadrature({ probabilities, means, deviations }: CategoricalGaussian): Quadrature {
  const name = 'categoricalGaussian';
  requireProbabilities(name, probabilities);
  if (means.length !== probabilities.length || deviations.length !== probabilities.length)
    throw new ValueError(
      `${name}: ${probabilities.length} probabilities, ${means.length} means and ${deviations.length} deviations; all need one for each category`,
    );
  requirePositive(name, Object.fromEntries(deviations.map((deviation, k) => [`deviation ${k}`, deviation])));
  const used = probabilities.flatMap((p, k) => (p > 0 ? [{ p, mean: means[k], deviation: deviations[k] }] : []));
  const logPart = ({ mean, deviation }: (typeof used)[number], y: number): number =>
    -0.5 * ((y - mean) / deviation) ** 2 - Math.log(deviation);
  return refined(name, (count) => {
    const rule = panels(-reach, reach, count);
    return used.reduce((sum, part) => {
      const divergence = integrate(rule, (z) => {
        const y = part.mean + part.deviation * z;
        const logs = used.map((other) => Math.log(other.p) + logPart(other, y));
        const largest = Math.max(...logs);
        const logMixture = largest + Math.log(logs.reduce((total, value) => total + Math.exp(value - largest), 0));
        return (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * (logPart(part, y) - logMixture);
      });
      return sum + part.p * divergence;
    }, 0);
  });
}

/**
 * I(K; Y) for K uniform on 0 … m - 1 and Y ~ U(K, K + 2): log m - (m - 1) log(2) / m.
 *
 * @throws ValueError unless the number of categories is a whole number of 1 or more
 * @example categoricalUniformMutualInformation({ categories: 5 }) // 1.0549202
 */
export function categoricalUniformMutualInformation({ categories }: { categories: number }): number {
  requireCount('categoricalUniformMutualInformation', 'categories', categories);
  return Math.log(categories) - ((categories - 1) * Math.LN2) / categories;
}

/**
 * A mixture whose parts can be told apart from x alone and from y alone, such as a discrete part on a few points beside
 * a continuous one: I = H(part) + sum of weight_k I_k.
 *
 * @param options.informations I(X; Y) within each part, in nats
 * @throws ValueError unless the weights sum to one and there are as many informations
 * @example separatedMixtureMutualInformation({ weights: [0.5, 0.5], informations: [0, 0] }) // 0.6931472, log 2
 */
export function separatedMixtureMutualInformation(options: {
  weights: readonly number[];
  informations: readonly number[];
}): number {
  const { weights, informations } = options;
  if (weights.length !== informations.length)
    throw new ValueError(
      `separatedMixtureMutualInformation: ${weights.length} weights and ${informations.length} informations; pass one of each a part`,
    );
  return weights.reduce((sum, weight, k) => sum + weight * informations[k], discreteEntropy(weights));
}
