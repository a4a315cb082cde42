/**
 * Two distributions with few states and a critic that is a table, one number for each state: small enough for every expectation to be a sum. Both
 * distributions are given as counts of equally likely draws, so that the bounds of the library apply as they are. Double precision throughout.
 */
import { gather, type Random, reference, type Tensor, tensor } from '@infograd/tensor';

/** Draws of each state; every state is drawn at least once, or a divergence would be infinite. */
export interface Counts {
  readonly p: readonly number[];
  readonly q: readonly number[];
}

export function randomCounts(rng: Random, states: number, draws: number): Counts {
  const counts = () => {
    const found = new Array<number>(states).fill(1);
    for (const state of rng.integers(draws - states, states)) found[state]++;
    return found;
  };
  return { p: counts(), q: counts() };
}

export function probabilities(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** A table of numbers on the host, in double precision. */
export function table(values: Iterable<number>): Tensor {
  return tensor(Float64Array.from(values), { backend: reference() });
}

/** What a critic says of every draw. */
export function scores(critic: Tensor, counts: readonly number[]): Tensor {
  const states = counts.flatMap((count, state) => new Array<number>(count).fill(state));
  return gather(critic, tensor(Int32Array.from(states), { backend: reference() }));
}
