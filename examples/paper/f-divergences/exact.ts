/**
 * What can be said of the family without training: the table of generators and conjugates held to its definition, the bound on discrete
 * distributions held to the divergence itself, and what becomes of the squared Hellinger distance with a conjugate that is often printed,
 * 1 / (1 - t) in the place of t / (1 - t). All of it in double precision.
 */
import { grad } from '@infograd/autograd';
import {
  type DivergenceKind,
  discreteFDivergence,
  divergenceKinds,
  type FDivergence,
  fDivergenceBound,
  fDivergences,
} from '@infograd/mine';
import { add, exp, gather, mul, random, reference, scope, sub, type Tensor, tensor } from '@infograd/tensor';

/**
 * Pairs of distributions with few states, as counts of equally likely draws out of as many for both; B is a joint distribution of two bits beside
 * the product of its marginals.
 */
export const discretePairs = {
  A: { p: [5, 3, 2], q: [2, 3, 5] },
  B: { p: [8, 2, 2, 8], q: [5, 5, 5, 5] },
  C: { p: [1, 2, 3, 4], q: [4, 3, 2, 1] },
} as const;
export type PairName = keyof typeof discretePairs;
type Pair = (typeof discretePairs)[PairName];

/** A row of the table of generators, held to what it must be. */
export interface Row {
  readonly kind: DivergenceKind;
  /** Largest difference between f*(g(v)) and the highest t u - f(u), found by search, at t = g(v). */
  readonly conjugateError: number;
  /** Largest difference between f*(t) and t r - f(r) at t = g(v*), which holds just where g(v*) is f'(r). */
  readonly slopeError: number;
  /** Between g(v*) and f'(1) at r = 1. */
  readonly thresholdError: number;
}

export interface DiscreteCase {
  readonly pair: PairName;
  readonly kind: DivergenceKind;
  readonly truth: number;
  /** The bound with the best critic. */
  readonly bound: number;
  /** The highest of the bound with disturbed critics. */
  readonly disturbed: number;
  /** The bound with a critic that says f'(1) everywhere, and f(1). */
  readonly constant: number;
  readonly generatorAtOne: number;
}

/** Both forms of the squared Hellinger bound on pair A while a critic climbs one of them. */
export interface Mistake {
  readonly right: readonly number[];
  readonly wrong: readonly number[];
  /** Largest difference between the two gradients on the way. */
  readonly gradientDifference: number;
  readonly truth: number;
}

export interface Exact {
  readonly rows: readonly Row[];
  readonly discrete: readonly DiscreteCase[];
  readonly mistake: Mistake;
}

export function exactPart(): Exact {
  return scope(() => ({
    rows: divergenceKinds.map(checkRow),
    discrete: (Object.keys(discretePairs) as PairName[]).flatMap((pair) =>
      divergenceKinds.map((kind) => checkPair(pair, kind)),
    ),
    mistake: climb(),
  }));
}

const onHost = (values: readonly number[]): Tensor => tensor(Float64Array.from(values), { backend: reference() });
const at = (map: (v: Tensor) => Tensor, v: number): number => map(onHost([v])).dataSync()[0];

function checkRow(kind: DivergenceKind): Row {
  const { generator, threshold, activation, conjugate, optimum } = fDivergences[kind];
  const logRatios = [-3, -1.5, -0.5, 0, 0.5, 1.5, 3];
  const errors = logRatios.map((logRatio) => {
    const best = optimum(logRatio);
    const [slope, value] = [at(activation, best), at(conjugate, best)];
    const ratio = Math.exp(logRatio);
    return {
      ofConjugate: Math.abs(value - highest((u) => slope * u - generator(u))),
      ofSlope: Math.abs(value - (slope * ratio - generator(ratio))),
    };
  });
  return {
    kind,
    conjugateError: Math.max(...errors.map(({ ofConjugate }) => ofConjugate)),
    slopeError: Math.max(...errors.map(({ ofSlope }) => ofSlope)),
    thresholdError: Math.abs(at(activation, optimum(0)) - threshold),
  };
}

/** The maximum of a concave function of positive numbers, by golden-section search over log u. */
function highest(concave: (u: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-20, 20];
  for (let step = 0; step < 90; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (concave(Math.exp(left)) < concave(Math.exp(right))) low = left;
    else high = right;
  }
  return concave(Math.exp((low + high) / 2));
}

/** The bound of a critic that is a table of v, state by state. */
function discreteBound(divergence: FDivergence, { p, q }: Pair, v: Tensor): Tensor {
  return fDivergenceBound(divergence, gather(v, draws(p)), gather(v, draws(q)));
}

function draws(counts: readonly number[]): Tensor {
  const states = counts.flatMap((count, state) => new Array<number>(count).fill(state));
  return tensor(Int32Array.from(states), { backend: reference() });
}

function divergenceOf(kind: DivergenceKind, { p, q }: Pair): number {
  const count = p.reduce((sum: number, each) => sum + each, 0);
  const share = (each: number) => each / count;
  return discreteFDivergence(kind, p.map(share), q.map(share));
}

function bestCritic({ optimum }: FDivergence, { p, q }: Pair): Tensor {
  return onHost(p.map((count, state) => optimum(Math.log(count / q[state]))));
}

function checkPair(name: PairName, kind: DivergenceKind): DiscreteCase {
  const pair = discretePairs[name];
  const divergence = fDivergences[kind];
  const best = bestCritic(divergence, pair);
  const rng = random(0).fork(`${name} ${kind}`);
  const disturbed = Array.from({ length: 50 }, () => {
    const noise = rng.normal([pair.p.length], { stdDev: 0.1, dtype: 'float64', backend: reference() });
    return discreteBound(divergence, pair, add(best, noise)).itemSync();
  });
  const constant = onHost(pair.p.map(() => divergence.optimum(0)));
  return {
    pair: name,
    kind,
    truth: divergenceOf(kind, pair),
    bound: discreteBound(divergence, pair, best).itemSync(),
    disturbed: Math.max(...disturbed),
    constant: discreteBound(divergence, pair, constant).itemSync(),
    generatorAtOne: divergence.generator(1),
  };
}

/** With t = g(v) = 1 - e^-v, t / (1 - t) is e^v - 1 and 1 / (1 - t) is e^v: one more, with the same derivative. */
const mistaken: FDivergence = { ...fDivergences['squared-hellinger'], conjugate: (v) => exp(v) };

function climb(): Mistake {
  const divergence = fDivergences['squared-hellinger'];
  const pair = discretePairs.A;
  const [rightGradient, wrongGradient] = [divergence, mistaken].map((each) =>
    grad((v: Tensor) => discreteBound(each, pair, v)),
  );
  let v = onHost(pair.p.map(() => 0));
  const right: number[] = [];
  const wrong: number[] = [];
  let gradientDifference = 0;
  for (let step = 0; step <= 40; step++) {
    right.push(discreteBound(divergence, pair, v).itemSync());
    wrong.push(discreteBound(mistaken, pair, v).itemSync());
    const [first, second] = [rightGradient(v), wrongGradient(v)];
    const differences = sub(first, second).dataSync();
    gradientDifference = Math.max(gradientDifference, ...differences.map(Math.abs));
    v = add(v, mul(first, 0.3));
  }
  return { right, wrong, gradientDifference, truth: divergenceOf('squared-hellinger', pair) };
}
