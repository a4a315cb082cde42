/** Summaries of a few numbers, over seeds or over the last steps of a curve. */
import { mean as meanOf, std } from 'mathjs';

export function mean(values: readonly number[]): number {
  return meanOf([...values]);
}

/** Shares of 1 in percent, as {@link spread} writes several. */
export function percent(shares: number | readonly number[], digits = 1): string {
  return `${spread(
    [shares].flat().map((share) => 100 * share),
    digits,
  )} %`;
}

/** Mean ± sample standard deviation, `24.8 ± 0.4`; the value alone where there is only one. */
export function spread(values: readonly number[], digits = 3): string {
  const center = mean(values).toFixed(digits);
  return values.length === 1 ? center : `${center} ± ${Number(std([...values])).toFixed(digits)}`;
}
