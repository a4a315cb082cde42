/** How the divergences are called in tables and pictures, and what their errors are measured from. */
import type { DivergenceKind } from '@infograd/mine';

const names: Readonly<Record<DivergenceKind, string>> = {
  kl: 'KL',
  'reverse-kl': 'reverse KL',
  'pearson-chi2': 'Pearson chi-squared',
  'squared-hellinger': 'squared Hellinger',
  'jensen-shannon': 'Jensen-Shannon (2 JSD)',
  gan: 'GAN (2 JSD - log 4)',
};

export function nameOf(kind: DivergenceKind): string {
  return names[kind];
}

/** What a relative error is of: the distance from the value of independence, which is f(1), and 0 for all but the GAN's. */
export function fromIndependence(kind: DivergenceKind, value: number): number {
  return kind === 'gan' ? value + 2 * Math.LN2 : value;
}
