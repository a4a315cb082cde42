/** The f-divergences by name. A further one is a file beside these, a name in `Measure`, and a line here. */
import type { DivergenceKind, FDivergence } from './f-divergence.ts';
import { gan } from './gan.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { kl } from './kl.ts';
import { pearsonChi2 } from './pearson-chi2.ts';
import { reverseKl } from './reverse-kl.ts';
import { squaredHellinger } from './squared-hellinger.ts';

export const fDivergences: Readonly<Record<DivergenceKind, FDivergence>> = {
  kl,
  'reverse-kl': reverseKl,
  'pearson-chi2': pearsonChi2,
  'squared-hellinger': squaredHellinger,
  'jensen-shannon': jensenShannon,
  gan,
};

/** The names of the divergences. */
export const divergenceKinds = Object.keys(fDivergences) as readonly DivergenceKind[];
