/** The units of results. Libraries count in nats; a run reports in the unit that its user chose. */
export type Unit = 'nats' | 'bits';

export const units: readonly Unit[] = ['nats', 'bits'];

/** How many of `unit` make one nat. */
export function perNat(unit: Unit): number {
  return unit === 'nats' ? 1 : Math.LOG2E;
}
