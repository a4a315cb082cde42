/** The critics, by the names that the `critic` option takes. A further critic is a file beside these and a line here. */
import type { Critic, CriticOptions } from './critic.ts';
import { jointCritic } from './joint.ts';
import { separableCritic } from './separable.ts';

const critics = {
  joint: (options: CriticOptions) => jointCritic(options) as Critic,
  separable: (options: CriticOptions) => separableCritic(options) as Critic,
};

export type CriticName = keyof typeof critics;

/** The names of the critics. */
export const criticNames = Object.keys(critics) as readonly CriticName[];

/** The critic of a name. */
export function criticOf(name: CriticName, options: CriticOptions): Critic {
  return critics[name](options);
}
