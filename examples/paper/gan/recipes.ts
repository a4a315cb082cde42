/** The recipes that both data sets share, but for their settings of Adam. */
import { paperWidths } from './networks.ts';
import type { Study } from './studies.ts';
import type { Recipe } from './train.ts';

const variants = [0, 1];

/** The paper's networks, batch and number of iterations, with looks at the samples when its figures have them. */
const paper = { widths: paperWidths, batch: 100, iterations: 5000, snapshots: [1000, 3000, 5000] };

/** The rate at which the plain GAN loses parts of the data. */
export function comparison(seeds: number, { beta1 }: { beta1: number }): Study {
  return {
    name: 'comparison',
    title: '5,000 iterations',
    seeds,
    informationWeights: variants,
    recipe: { ...paper, learningRate: 1e-3, beta1 },
  };
}

/** The rate that the paper states. */
export function asStated(seeds: number, { beta1 }: { beta1: number }): Study {
  return {
    name: 'as-stated',
    title: '5,000 iterations at 1e-4',
    seeds,
    informationWeights: variants,
    recipe: { ...paper, learningRate: 1e-4, beta1 },
  };
}

/** Long enough for sharp samples: the rate goes down to nothing, and samples are drawn with averaged weights. */
export function long(
  seeds: number,
  { informationWeights = [1], ...settings }: LongSettings & { readonly informationWeights?: readonly number[] },
): Study {
  const { iterations, informedIterations } = settings;
  const inWords = (count: number) => count.toLocaleString('en');
  const part = informedIterations === undefined ? '' : ` (MINE in the first ${inWords(informedIterations)})`;
  return {
    name: 'long',
    title: `${inWords(iterations)} iterations${part}`,
    seeds,
    informationWeights,
    recipe: {
      ...paper,
      ...settings,
      learningRate: 1e-3,
      annealed: true,
      averaging: 0.99,
      snapshots: [0.25, 0.5, 0.75, 1].map((share) => share * iterations),
    },
  };
}

type LongSettings = Pick<Recipe, 'iterations' | 'beta1' | 'informedIterations'> & Partial<Pick<Recipe, 'batch'>>;

/** Narrow networks and few iterations: samples are far from sharp then, and yet the plain GAN already leaves parts of the data out. */
export function quick({ beta1 }: { beta1: number }): Study {
  return {
    name: 'quick',
    title: '200 iterations',
    seeds: 1,
    informationWeights: variants,
    recipe: {
      widths: { generator: [64, 64], discriminator: [64, 64], statistics: [64, 64] },
      batch: 100,
      iterations: 200,
      learningRate: 1e-3,
      beta1,
      snapshots: [100, 200],
    },
  };
}
