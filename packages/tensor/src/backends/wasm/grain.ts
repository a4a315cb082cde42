/**
 * How long kernels take for an element, measured on one thread with the data in the second-level cache, and what follows from
 * it: how many elements are worth a thread. Only the order of magnitude matters.
 */

/** A part should keep a thread busy this long: several times what it takes to hand it over. */
const partNanoseconds = 20_000;

/** What a memory-bound element costs; kernels that are not listed are. */
const copied = 0.4;

const nanoseconds: Readonly<Record<string, number>> = {
  adamStep: 1,
  cos: 3,
  cumsum: 2,
  elu: 1.2,
  erf: 4,
  exp: 1,
  expm1: 1.2,
  gather: 1,
  gelu: 4,
  log: 1.5,
  log1p: 2.5,
  logmeanexp: 1.2,
  logSigmoid: 3,
  logSoftmax: 2,
  logsumexp: 1.2,
  pow: 30,
  randomBits: 1,
  randomNormal: 2,
  randomUniform: 1,
  sigmoid: 1.5,
  sin: 3,
  softmax: 2,
  softplus: 2.5,
  softplusGrad: 1.2,
  tanh: 2,
  variance: 1,
};

/** Elements that are worth a thread. */
export function grainOf(kernel: string): number {
  return partNanoseconds / (nanoseconds[kernel] ?? copied);
}

/** Slices of so many elements that are worth a thread. */
export function slicesWorth(kernel: string, elements: number): number {
  return Math.ceil(grainOf(kernel) / Math.max(elements, 1));
}
