/** What every baseline gives back, in nats with bits beside them. */
import { natsToBits } from '../units.ts';

export interface BaselineResult {
  /** Mutual information in nats; estimates of independent data scatter around zero and may be negative. */
  readonly mi: number;
  readonly bits: number;
  /** Rows used. */
  readonly n: number;
}

/** The two units from one number. */
export function inBothUnits(mi: number): { mi: number; bits: number } {
  return { mi, bits: natsToBits(mi) };
}
