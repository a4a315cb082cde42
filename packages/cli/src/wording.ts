/**
 * The words for what estimators measure and how their values stand to the truth. Only Kullback-Leibler between the joint distribution and the
 * product of the marginals is mutual information; the other divergences are called by their own names.
 */
import type { Measure, SideOfTruth } from './findings.ts';
import { perNat, type Unit } from './units.ts';

const divergenceNames: Readonly<Record<Exclude<Measure, 'mutual-information' | 'kl'>, string>> = {
  'reverse-kl': 'reverse Kullback-Leibler divergence',
  'pearson-chi2': 'Pearson chi-squared divergence',
  'squared-hellinger': 'squared Hellinger distance',
  'jensen-shannon': 'twice the Jensen-Shannon divergence',
  gan: 'value of the GAN game',
};

/** The measures that are no logarithms, so that neither nats nor bits count them. */
const withoutUnit: readonly Measure[] = ['pearson-chi2', 'squared-hellinger'];

/** The name of a measure that is not mutual information. */
export function divergenceName(measure: Measure): string | undefined {
  return measure === 'mutual-information' || measure === 'kl' ? undefined : divergenceNames[measure];
}

/** How many of the unit make the value's own, and how the unit is written. */
export function scaleOf(measure: Measure, unit: Unit): { scale: number; unit: Unit | 'none' } {
  return withoutUnit.includes(measure) ? { scale: 1, unit: 'none' } : { scale: perNat(unit), unit };
}

/** A value's unit behind the value: ` nats`, or nothing. */
export function suffixOf(unit: Unit | 'none'): string {
  return unit === 'none' ? '' : ` ${unit}`;
}

/** How a value stands to the truth, as a sentence. */
export function describeSide(side: SideOfTruth, measure: Measure): string {
  const what = divergenceName(measure) === undefined ? 'information' : 'divergence';
  if (side === 'lower') return `a lower bound: but for noise, the ${what} is this or more`;
  if (side === 'upper') return `an upper bound: but for noise, the ${what} is this or less`;
  return `an estimate, not a bound: the ${what} may be more or less`;
}

/** The same in a word, for tables. */
export function sideWord(side: SideOfTruth): string {
  return side === 'estimate' ? 'estimate' : `${side} bound`;
}

/** With a capital at the start. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Labels in one line; long lists keep their ends. */
export function joinLabels(labels: readonly string[]): string {
  if (labels.length <= 4) return labels.join(', ');
  return `${labels[0]}, ${labels[1]}, ..., ${labels.at(-1)}`;
}
