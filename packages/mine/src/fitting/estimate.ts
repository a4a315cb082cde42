/** A value with its uncertainty, in the form in which every estimate of this package is reported. */
import type { Estimate } from '../result.ts';
import { natsToBits } from '../units.ts';

/** Half the width of a 95 % interval of the normal distribution, in standard errors. */
const normal95 = 1.959963984540054;

/** A value and its standard error in nats, with bits and the 95 % interval beside them. */
export function makeEstimate(mi: number, stdError: number): Estimate {
  return { mi, bits: natsToBits(mi), stdError, interval: interval95(mi, stdError) };
}

/** The 95 % interval around a value whose error is normal. */
export function interval95(value: number, stdError: number): readonly [low: number, high: number] {
  const margin = normal95 * stdError;
  return [value - margin, value + margin];
}
