/**
 * Which rows meet in a batch. Joint pairs are rows as they came; marginal pairs are rows of x beside other rows' y.
 * Marginals are drawn by derangement, a shuffled batch turned by a non-zero shift, or independently from all other rows. A plain permutation has
 * one fixed point on average, which puts true pairs among the marginals and caps every estimate near log(batch size).
 */
import { type Random, reference } from '@infograd/tensor';
import { OptionError } from '../errors.ts';

/** Row numbers of consecutive batches: every row once an epoch, in a new order each epoch; the incomplete rest is dropped. */
export class BatchSampler {
  readonly #rows: number;
  readonly #batchSize: number;
  readonly #rng: Random;
  #order = new Int32Array(0);
  #position = 0;

  /**
   * @param batchSize from 1 to `rows`
   * @throws OptionError when it is another number
   */
  constructor(rows: number, batchSize: number, rng: Random) {
    if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= rows)) {
      throw new OptionError(`batchSize is ${batchSize}; use a whole number from 1 to the ${rows} rows`, 'batchSize');
    }
    this.#rows = rows;
    this.#batchSize = batchSize;
    this.#rng = rng;
  }

  /** The rows of the next batch. */
  next(): Int32Array {
    if (this.#position + this.#batchSize > this.#order.length) {
      const permutation = this.#rng.permutation(this.#rows, { backend: reference() });
      this.#order = permutation.dataSync() as Int32Array<ArrayBuffer>;
      permutation.dispose();
      this.#position = 0;
    }
    const start = this.#position;
    this.#position += this.#batchSize;
    return this.#order.slice(start, this.#position);
  }
}

/**
 * Distinct shifts from 1 to n - 1, in random order: turning n shuffled rows by each gives that many derangements of
 * them, no two of which pair the same rows.
 *
 * @param count as many as there are when it exceeds n - 1
 */
export function derangementShifts(n: number, count: number, rng: Random): Int32Array {
  const chosen = rng.choice(n - 1, Math.min(count, n - 1), { backend: reference() });
  const shifts = (chosen.dataSync() as Int32Array).map((shift) => shift + 1);
  chosen.dispose();
  return shifts;
}

/** Rows turned by a shift: the row at position i is the one that stood at i + shift. */
export function rotate(rows: Int32Array, shift: number): Int32Array {
  const turned = new Int32Array(rows.length);
  turned.set(rows.subarray(shift));
  turned.set(rows.subarray(0, shift), rows.length - shift);
  return turned;
}

/**
 * For n rows in random order, blocks of n places each: block by block another derangement, no two of which pair the same rows.
 *
 * @param blocks from 1 to n - 1
 */
export function rotatedPartners(n: number, blocks: number, rng: Random): Int32Array {
  const places = Int32Array.from({ length: n }, (_, place) => place);
  const shifts = blocks === 1 ? [1 + rng.integers(1, n - 1)[0]] : [...derangementShifts(n, blocks, rng)];
  const partners = new Int32Array(n * blocks);
  shifts.forEach((shift, block) => {
    partners.set(rotate(places, shift), block * n);
  });
  return partners;
}

/**
 * For each of the rows, in blocks of them, a row of the whole table: drawn with replacement from all but itself, so that no true pair is
 * among the marginals.
 *
 * @param tableRows rows in the table, two at least
 */
export function independentPartners(rows: Int32Array, tableRows: number, blocks: number, rng: Random): Int32Array {
  const steps = rng.integers(rows.length * blocks, tableRows - 1);
  return Int32Array.from(steps, (step, place) => (rows[place % rows.length] + 1 + step) % tableRows);
}
