/** Row numbers in random order, on the host: what splits, blocks and shuffles draw from. */
import { type Random, reference } from '@infograd/tensor';

/** A permutation of 0 ... n - 1. */
export function permutedRows(n: number, rng: Random): Int32Array {
  const order = rng.permutation(n, { backend: reference() });
  const rows = order.dataSync() as Int32Array;
  order.dispose();
  return rows;
}
