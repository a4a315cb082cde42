/** Warnings of several estimates that make up one: the first of each kind. */
import type { EstimateWarning } from '../result.ts';

export function distinctWarnings(...lists: readonly (readonly EstimateWarning[])[]): EstimateWarning[] {
  const all = lists.flat();
  return all.filter(({ code }, i) => all.findIndex((other) => other.code === code) === i);
}
