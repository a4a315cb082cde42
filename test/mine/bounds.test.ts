import { grad, gradcheck } from '@infograd/autograd';
import { donskerVaradhan, mine, nwj, OptionError } from '@infograd/mine';
import { add, mul, reference, scope, type Tensor, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const float64 = { dtype: 'float64', backend: reference() } as const;

/** A distribution over a few states, as whole numbers of equally likely draws: expectations under it are plain means. */
interface Discrete {
  readonly counts: readonly number[];
  readonly probabilities: readonly number[];
}

function discrete(counts: readonly number[]): Discrete {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { counts, probabilities: counts.map((count) => count / total) };
}

/** The score of every draw. */
const scoresOf = ({ counts }: Discrete, table: readonly number[]): Tensor =>
  tensor(Float64Array.from(counts.flatMap((count, state) => Array<number>(count).fill(table[state]!))), float64);

const value = (bound: () => Tensor): number => scope(() => bound().itemSync());

const divergence = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((sum, probability, state) => sum + probability * Math.log(probability / q[state]!), 0);

const states = 4;
const distribution = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: states, maxLength: states }).map(discrete);
const critic = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: states, maxLength: states });

describe('on discrete distributions P and Q', () => {
  test('the gap KL(P || Q) - DV(T) is KL(P || G) with dG = e^T dQ / E_Q[e^T]', () => {
    fc.assert(
      fc.property(distribution, distribution, critic, (p, q, t) => {
        const weights = q.probabilities.map((probability, state) => probability * Math.exp(t[state]!));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const tilted = weights.map((weight) => weight / total);
        const bound = value(() => donskerVaradhan(scoresOf(p, t), scoresOf(q, t)));
        const gap = divergence(p.probabilities, q.probabilities) - bound;
        expect(gap).toBeCloseTo(divergence(p.probabilities, tilted), 10);
      }),
    );
  });

  test('Donsker-Varadhan is never below NWJ for the same T, and equal when E_Q[e^T] = e', () => {
    fc.assert(
      fc.property(distribution, distribution, critic, (p, q, t) => {
        const both = (table: readonly number[]) => [
          value(() => donskerVaradhan(scoresOf(p, table), scoresOf(q, table))),
          value(() => nwj(scoresOf(p, table), scoresOf(q, table))),
        ];
        const [dv, mineF] = both(t);
        expect(dv!).toBeGreaterThanOrEqual(mineF! - 1e-12 * Math.abs(mineF!));
        const meanExp = q.probabilities.reduce((sum, probability, state) => sum + probability * Math.exp(t[state]!), 0);
        const [equalDv, equalMineF] = both(t.map((score) => score - Math.log(meanExp) + 1));
        expect(equalMineF).toBeCloseTo(equalDv!, 10);
      }),
    );
  });

  test('both are the divergence at their optimum, T = log p/q and T = 1 + log p/q', () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        const logRatio = p.probabilities.map((probability, state) => Math.log(probability / q.probabilities[state]!));
        const shifted = logRatio.map((score) => 1 + score);
        const truth = divergence(p.probabilities, q.probabilities);
        expect(value(() => donskerVaradhan(scoresOf(p, logRatio), scoresOf(q, logRatio)))).toBeCloseTo(truth, 10);
        expect(value(() => nwj(scoresOf(p, shifted), scoresOf(q, shifted)))).toBeCloseTo(truth, 10);
      }),
    );
  });

  test('a constant added to T leaves Donsker-Varadhan as it is, and changes NWJ', () => {
    fc.assert(
      fc.property(distribution, distribution, critic, fc.double({ min: -300, max: 300, noNaN: true }), (p, q, t, c) => {
        const plain = value(() => donskerVaradhan(scoresOf(p, t), scoresOf(q, t)));
        expect(value(() => donskerVaradhan(add(scoresOf(p, t), c), add(scoresOf(q, t), c)))).toBeCloseTo(plain, 9);
      }),
    );
    const p = discrete([1, 2, 3, 4]);
    const zeros = [0, 0, 0, 0];
    expect(value(() => nwj(scoresOf(p, zeros), scoresOf(p, zeros)))).toBeCloseTo(-Math.exp(-1), 12);
    expect(value(() => nwj(add(scoresOf(p, zeros), 1), add(scoresOf(p, zeros), 1)))).toBeCloseTo(0, 12);
  });
});

describe('in float32', () => {
  test('scores far beyond the range of exp stay finite', () => {
    expect(value(() => donskerVaradhan(tensor([1001, 1003]), tensor([1000, 1000])))).toBeCloseTo(2, 3);
    const step = scope(() => mine(tensor([1001, 1003]), tensor([1000, 1000]), tensor(999)));
    expect(step.bound.itemSync()).toBeCloseTo(2, 3);
    expect(step.logAverage.itemSync()).toBeCloseTo(999 + Math.log(0.99 + 0.01 * Math.E), 3);
    expect(Number.isFinite(step.loss.itemSync())).toBe(true);
  });
});

describe('derivatives', () => {
  const joint = tensor([0.3, -1.2, 0.8], float64);
  const marginal = tensor(
    [
      [0.1, 0.7],
      [-0.4, 1.5],
    ],
    float64,
  );

  test.each([
    ['donskerVaradhan', donskerVaradhan],
    ['nwj', nwj],
  ])('of %s agree with finite differences, twice', (_name, bound) => {
    expect(gradcheck((a, b) => bound(a!, b!), [joint, marginal], { order: 2 })).toBeLessThan(1e-6);
  });

  test('of the MINE loss: 1/n on joint scores, e^T / (m average) on marginal ones', () => {
    const logAverage = tensor(0.4, float64);
    const loss = ({ a, b }: { a: Tensor; b: Tensor }) => mine(a, b, logAverage, { rate: 0.25 }).loss;
    const gradient = scope(() => grad(loss)({ a: joint, b: marginal }));
    const batchMean = [0.1, 0.7, -0.4, 1.5].reduce((sum, score) => sum + Math.exp(score) / 4, 0);
    const average = 0.75 * Math.exp(0.4) + 0.25 * batchMean;
    expect([...gradient.a.dataSync()]).toEqual([-1 / 3, -1 / 3, -1 / 3].map((x) => expect.closeTo(x, 12)));
    expect([...gradient.b.dataSync()]).toEqual(
      [0.1, 0.7, -0.4, 1.5].map((score) => expect.closeTo(Math.exp(score) / (4 * average), 12)),
    );
  });

  test('a bound can be part of another loss', () => {
    const loss = (a: Tensor) => add(mul(donskerVaradhan(a, marginal), 0.1), nwj(a, marginal));
    expect([...scope(() => grad(loss)(joint)).dataSync()]).toEqual(
      [1.1 / 3, 1.1 / 3, 1.1 / 3].map((x) => expect.closeTo(x, 12)),
    );
  });
});

describe('the moving average of MINE', () => {
  test('starts at the first batch, whose gradient is then that of Donsker-Varadhan', () => {
    const joint = tensor([0.3, -1.2], float64);
    const marginal = tensor([0.5, 2], float64);
    const { logAverage } = scope(() => mine(joint, marginal));
    expect(logAverage.itemSync()).toBeCloseTo(Math.log((Math.exp(0.5) + Math.exp(2)) / 2), 12);
    const corrected = scope(() => grad((m: Tensor) => mine(joint, m).loss)(marginal));
    const plain = scope(() => grad((m: Tensor) => mul(donskerVaradhan(joint, m), -1))(marginal));
    expect([...corrected.dataSync()]).toEqual([...plain.dataSync()].map((x) => expect.closeTo(x, 12)));
  });

  test('removes the bias of the batch gradient', () => {
    // T(x) = theta f(x) on three states; every ordered batch of two marginal draws is enumerated.
    const f = [0.5, -1, 2];
    const q = [0.5, 0.3, 0.2];
    const theta = 0.8;
    const weight = f.map((feature) => Math.exp(theta * feature));
    const meanWeight = q.reduce((sum, p, i) => sum + p * weight[i]!, 0);
    const exact = q.reduce((sum, p, i) => sum + p * weight[i]! * f[i]!, 0) / meanWeight;
    const joint = tensor([0], float64);
    const logMeanWeight = tensor(Math.log(meanWeight), float64);

    const expectedGradient = (loss: (marginal: Tensor) => Tensor): number => {
      let expected = 0;
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const features = tensor(Float64Array.of(f[i]!, f[j]!), float64);
          const gradient = scope(() => grad((t: Tensor) => loss(mul(features, t)))(tensor(theta, float64)).itemSync());
          expected += q[i]! * q[j]! * gradient;
        }
      }
      return expected;
    };

    const plain = expectedGradient((marginal) => mul(donskerVaradhan(joint, marginal), -1));
    const corrected = expectedGradient((marginal) => mine(joint, marginal, logMeanWeight, { rate: 1e-9 }).loss);
    expect(Math.abs(plain - exact)).toBeGreaterThan(0.05);
    expect(corrected).toBeCloseTo(exact, 8);
  });

  test('needs a rate above 0 and at most 1', () => {
    const scores = tensor([0]);
    expect(() => mine(scores, scores, undefined, { rate: 0 })).toThrow(OptionError);
    expect(() => mine(scores, scores, undefined, { rate: 1.1 })).toThrow(
      'rate 1.1 is not a weight; use a number above 0 and at most 1',
    );
  });
});
