import { grad, gradcheck } from '@infograd/autograd';
import { divergenceKinds, fDivergenceBound, fDivergences, nwj } from '@infograd/mine';
import { gather, neg, random, reference, scope, type Tensor, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { boundOf } from '../../packages/mine/src/bounds/index.ts';

const float64 = { dtype: 'float64', backend: reference() } as const;
const value = (make: () => Tensor): number => scope(() => make().itemSync());
const at = (v: number): Tensor => tensor(v, float64);

/** Pairs of distributions, as counts of equally likely draws out of as many for both. */
const pairs = {
  A: { p: [5, 3, 2], q: [2, 3, 5] },
  B: { p: [8, 2, 2, 8], q: [5, 5, 5, 5] },
  C: { p: [1, 2, 3, 4], q: [4, 3, 2, 1] },
};
type Pair = (typeof pairs)[keyof typeof pairs];

/** Exact values, from the generators by hand. */
const exact = {
  kl: [0.27488722, 0.19274476, 0.45643482],
  'reverse-kl': [0.27488722, 0.22314355, 0.45643482],
  'pearson-chi2': [0.63, 0.36, 1.20833333],
  'squared-hellinger': [0.13508894, 0.1026334, 0.2202041],
  'jensen-shannon': [0.13282863, 0.10134367, 0.21288027],
  gan: [-1.25346573, -1.28495069, -1.17341409],
};

/** The critic's v on every draw. */
const draws = (counts: readonly number[], v: (state: number) => number): Tensor =>
  tensor(Float64Array.from(counts.flatMap((count, state) => Array<number>(count).fill(v(state)))), float64);

const boundAt = (kind: keyof typeof exact, { p, q }: Pair, v: (state: number) => number): number =>
  value(() => fDivergenceBound(fDivergences[kind], draws(p, v), draws(q, v)));

describe.each(divergenceKinds)('%s', (kind) => {
  const { generator, threshold, activation, conjugate, optimum, logRatio } = fDivergences[kind];
  const best =
    ({ p, q }: Pair) =>
    (state: number) =>
      optimum(Math.log(p[state]! / q[state]!));

  test('at its optimal critic is the divergence, on three pairs of discrete distributions', () => {
    Object.values(pairs).forEach((pair, index) => {
      const total = pair.q.reduce((sum, count) => sum + count, 0);
      const truth = pair.q.reduce((sum, count, state) => sum + (count / total) * generator(pair.p[state]! / count), 0);
      expect(truth).toBeCloseTo(exact[kind][index]!, 8);
      expect(boundAt(kind, pair, best(pair))).toBeCloseTo(truth, 10);
    });
  });

  test('is lower at every other critic', () => {
    const rng = random(1);
    Object.values(pairs).forEach((pair, index) => {
      for (let trial = 0; trial < 30; trial++) {
        const noise = rng.normal([4], float64).dataSync();
        const v = (state: number) => best(pair)(state) + 0.3 * noise[state]!;
        expect(boundAt(kind, pair, v)).toBeLessThan(exact[kind][index]! + 1e-8);
      }
    });
  });

  test('is f(1) where the critic says the threshold everywhere', () => {
    expect(value(() => activation(at(optimum(0))))).toBeCloseTo(threshold, 12);
    expect(boundAt(kind, pairs.A, () => optimum(0))).toBeCloseTo(generator(1), 12);
  });

  test('has an activation that is the derivative of f at the optimum, and a conjugate that is the highest t u - f(u)', () => {
    for (const logU of [-2, -0.7, 0, 0.4, 1.3]) {
      const u = Math.exp(logU);
      const slope = (generator(u * 1.00001) - generator(u * 0.99999)) / (u * 0.00002);
      expect(value(() => activation(at(optimum(logU))))).toBeCloseTo(slope, 6);
      expect(logRatio(optimum(logU))).toBeCloseTo(logU, 12);

      const t = value(() => activation(at(optimum(logU))));
      let highest = Number.NEGATIVE_INFINITY;
      for (let other = -8; other <= 8; other += 1e-3) {
        const ratio = Math.exp(other);
        highest = Math.max(highest, t * ratio - generator(ratio));
      }
      expect(value(() => conjugate(at(optimum(logU))))).toBeCloseTo(highest, 5);
    }
  });

  test('has derivatives that agree with differences, twice, and vanish at the optimum', () => {
    const [a, b] = [tensor([0.3, -0.8], float64), tensor([0.1, 0.9, -0.5], float64)];
    expect(gradcheck((a, b) => fDivergenceBound(fDivergences[kind], a!, b!), [a, b], { order: 2 })).toBeLessThan(1e-6);
    const { p, q } = pairs.C;
    const pick = (v: Tensor, counts: readonly number[]) => {
      const states = counts.flatMap((count, state) => Array<number>(count).fill(state));
      return gather(v, tensor(Int32Array.from(states), { backend: reference() }));
    };
    const loss = (v: Tensor) => neg(fDivergenceBound(fDivergences[kind], pick(v, p), pick(v, q)));
    const v = tensor(Float64Array.from([0, 1, 2, 3], best(pairs.C)), float64);
    for (const slope of scope(() => grad(loss)(v)).dataSync()) expect(slope).toBeCloseTo(0, 12);
  });

  test('is an estimator of that divergence, which says that it is not mutual information', () => {
    const bound = boundOf(kind);
    expect(bound.measure).toBe(kind);
    expect(bound.side).toBe('lower');
    expect(bound.description).toMatch(kind === 'kl' ? /the same as nwj$/ : /not mutual information$/);
  });
});

test('the Kullback-Leibler bound is that of Nguyen, Wainwright and Jordan', () => {
  const [a, b] = [tensor([0.3, -0.8], float64), tensor([0.1, 0.9, -0.5], float64)];
  expect(value(() => fDivergenceBound(fDivergences.kl, a, b))).toBeCloseTo(
    value(() => nwj(a, b)),
    14,
  );
});
