/**
 * Nats and bits. Everything in this package is measured in nats, with natural logarithms; bits are for people.
 */

export type Unit = 'nats' | 'bits';

/** Nats to bits: 1 nat is 1 / ln 2, about 1.4427 bits. */
export function natsToBits(nats: number): number {
  return nats / Math.LN2;
}

/** Bits to nats: 1 bit is ln 2, about 0.6931 nats. */
export function bitsToNats(bits: number): number {
  return bits * Math.LN2;
}
