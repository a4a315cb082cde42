/**
 * Turns a mistyped name into a suggestion. The one idea: offer the known names at the smallest edit distance, and only
 * if that distance is small; otherwise list what there is.
 */
import { distance } from 'fastest-levenshtein';

/**
 * The known names closest to what was typed, best first; empty when nothing is close.
 *
 * @example
 * nearest('temprature', ['temperature', 'wind']); // ['temperature']
 */
export function nearest(typed: string, known: readonly string[], count = 3): string[] {
  const wanted = typed.toLowerCase();
  const limit = Math.min(4, Math.ceil(wanted.length / 2));
  return known
    .map((name) => ({ name, edits: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= limit || (wanted.length > 2 && name.toLowerCase().includes(wanted)))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, count)
    .map(({ name }) => name);
}

/** A remedy that offers the nearest names, or else lists what there is (at most twelve names). */
export function didYouMean(typed: string, known: readonly string[], what: string): string {
  const close = nearest(typed, known);
  if (close.length > 0) return `did you mean ${close.join(' or ')}?`;
  const rest = known.length > 12 ? `, and ${known.length - 12} more` : '';
  return `the ${what} are: ${known.slice(0, 12).join(', ')}${rest}`;
}
