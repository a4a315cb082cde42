/**
 * Seeded samples: shapes of every rank and values from a domain, on the host. The same generator state gives the same
 * sample on every machine, so that a failing case can be run again. Nothing here touches a backend.
 */
import { type DType, hostArray, type TypedArray } from '../dtype.ts';
import type { Random } from '../random.ts';
import { type Shape, sizeOf } from '../shape.ts';

/** Where an input's values come from. */
export interface Domain {
  readonly low: number;
  readonly high: number;
  /** Take multiples of this number only, moved by `offset`. */
  readonly step?: number;
  readonly offset?: number;
  /** Points to stay away from by `margin`. */
  readonly avoid?: readonly number[];
  readonly margin?: number;
  /** No two values of one tensor are near each other. */
  readonly distinct?: boolean;
  /** A dtype of the input's own, where it is not that of the others. */
  readonly dtype?: DType;
}

/** One input of an operation: host values under a name. */
export interface SampledInput {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: TypedArray;
}

export interface SampleOptions {
  /** The dtype of inputs that have none of their own; float32 when left out. */
  readonly dtype?: DType;
  /** For derivative checks: small, not empty, away from kinks, ties and jumps. */
  readonly smooth?: boolean;
}

/** A whole number from low to high, both included. */
export function wholeNumber(rng: Random, low: number, high: number): number {
  return low + rng.integers(1, high - low + 1)[0];
}

export function pick<T>(rng: Random, items: readonly T[]): T {
  return items[wholeNumber(rng, 0, items.length - 1)];
}

/** True with the given chance. */
export function chance(rng: Random, probability: number): boolean {
  return fraction(rng) < probability;
}

/** A number on [0, 1). */
export function fraction(rng: Random): number {
  return rng.integers(1, 0x7fffffff)[0] / 0x7fffffff;
}

/** Odd lengths and lengths around the four lanes of a vector register, where kernels have their seams. */
const lengths = [1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31];

/**
 * A shape of the wanted ranks, of at most 1000 elements (12 if smooth), and now and then with an axis of length 0.
 */
export function sampleShape(
  rng: Random,
  { smooth = false }: SampleOptions,
  minRank = 0,
  maxRank = smooth ? 3 : 6,
): number[] {
  const limit = smooth ? 12 : 1000;
  const shape: number[] = [];
  const rank = wholeNumber(rng, minRank, maxRank);
  for (let axis = 0; axis < rank; axis++) {
    const length = smooth ? wholeNumber(rng, 1, 4) : pick(rng, lengths);
    shape.push(sizeOf(shape) * length > limit ? 1 : length);
  }
  if (!smooth && rank > 0 && chance(rng, 0.08)) shape[wholeNumber(rng, 0, rank - 1)] = 0;
  return shuffled(rng, shape);
}

/** A shape that broadcasts to the target: leading axes dropped, others cut down to 1, each by chance. */
export function broadcastableShape(rng: Random, target: Shape): number[] {
  const rank = chance(rng, 0.6) ? target.length : wholeNumber(rng, 0, target.length);
  const shape = rank === 0 ? [] : target.slice(-rank);
  const cut = pick(rng, [0, 0.3, 0.6]);
  return shape.map((length) => (chance(rng, cut) ? 1 : length));
}

export function shuffled<T>(rng: Random, items: readonly T[]): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = wholeNumber(rng, 0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Values of a shape from a domain; of int32, the whole numbers in it; of bool, both. */
export function sampleInput(
  rng: Random,
  name: string,
  shape: Shape,
  domain: Domain,
  { dtype = 'float32' }: SampleOptions,
): SampledInput {
  const own = domain.dtype ?? dtype;
  const values = hostArray(own, sizeOf(shape));
  const order = domain.distinct ? shuffled(rng, [...values.keys()]) : [];
  for (let i = 0; i < values.length; i++) {
    if (own === 'bool') values[i] = wholeNumber(rng, 0, 1);
    else if (own === 'int32') values[i] = wholeNumber(rng, Math.ceil(domain.low), Math.floor(domain.high));
    else values[i] = domain.distinct ? spread(rng, domain, order[i], values.length) : within(rng, domain);
  }
  return { name, shape, dtype: own, values };
}

function within(rng: Random, { low, high, step, offset = 0, avoid = [], margin = 0.1 }: Domain): number {
  for (;;) {
    const value =
      step === undefined
        ? low + (high - low) * fraction(rng)
        : offset + step * wholeNumber(rng, Math.ceil((low - offset) / step), Math.floor((high - offset) / step));
    if (avoid.every((point) => Math.abs(value - point) > margin)) return value;
  }
}

/** The value in the middle half of cell `cell` of `count` equal cells, so that neighbours stay half a cell apart. */
function spread(rng: Random, { low, high, avoid = [], margin = 0.1 }: Domain, cell: number, count: number): number {
  const value = low + ((high - low) * (cell + 0.25 + 0.5 * fraction(rng))) / count;
  const near = avoid.find((point) => Math.abs(value - point) <= margin);
  return near === undefined ? value : near + margin * (value < near ? -1 : 1) * (1 + fraction(rng));
}
