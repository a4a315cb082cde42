/** The critics, by the names that the `critic` option takes. A further critic is a file beside these and a line here. */
import { bilinearCritic } from './bilinear.ts';
import { conditionalGaussianCritic } from './conditional-gaussian.ts';
import { conditionalLogisticCritic } from './conditional-logistic.ts';
import type { Critic, CriticOptions } from './critic.ts';
import { jointCritic } from './joint.ts';
import { separableCritic } from './separable.ts';

const critics = {
  joint: (options: CriticOptions) => jointCritic(options) as Critic,
  separable: (options: CriticOptions) => separableCritic(options) as Critic,
  bilinear: (options: CriticOptions) => bilinearCritic(options) as Critic,
  'conditional-gaussian': (options: CriticOptions) => conditionalGaussianCritic(options) as Critic,
  'conditional-logistic': (options: CriticOptions) => conditionalLogisticCritic(options) as Critic,
};

/** Those of the table, and 'elliptical', which is fitted to rows before it can be built (`fit-fold.ts`). */
export type CriticName = keyof typeof critics | 'elliptical';

/** The names of the critics. */
export const criticNames = [...Object.keys(critics), 'elliptical'] as readonly CriticName[];

/** Those that are models of y given x, which some bounds need. */
export const conditionalCriticNames: readonly CriticName[] = ['conditional-gaussian', 'conditional-logistic'];

/** The critic of a name. */
export function criticOf(name: Exclude<CriticName, 'elliptical'>, options: CriticOptions): Critic {
  return critics[name](options);
}

/** What a critic can do that does not depend on rows: whether it scores all pairs, and whether that is cheap. */
export function abilitiesOf(
  critic: CriticName | Critic,
): Pick<Critic, 'name'> & { hasAllPairs: boolean; trainsOnAllPairs: boolean } {
  if (critic === 'elliptical') return { name: critic, hasAllPairs: true, trainsOnAllPairs: true };
  const built =
    typeof critic === 'object' ? critic : criticOf(critic, { dimX: 1, dimY: 1, hidden: [1], activation: 'none' });
  const hasAllPairs = built.allPairs !== undefined;
  return { name: built.name, hasAllPairs, trainsOnAllPairs: hasAllPairs && built.trainsOnAllPairs === true };
}
