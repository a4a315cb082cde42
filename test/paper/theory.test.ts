import { describe, expect, test } from '@jest/globals';
import { gapPart } from '../../examples/paper/theory/donsker-varadhan-gap.ts';
import { theory } from '../../examples/paper/theory/experiment.ts';
import { biasPart, expectation } from '../../examples/paper/theory/gradient-bias.ts';
import { comparisonPart } from '../../examples/paper/theory/mine-f.ts';
import { sampleSizePart } from '../../examples/paper/theory/sample-size.ts';
import { runQuick } from './run-quick.ts';

const information = 0.5108256;

test('few samples, and few hidden units, keep an estimate from the truth as the theorems say', async () => {
  const { result, findings } = await runQuick(theory);
  const means = (samples: number, width: number) => {
    const fits = result.fits.filter((fit) => fit.samples === samples && fit.width === width);
    const mean = (key: 'plugIn' | 'heldOut') => fits.reduce((sum, fit) => sum + fit[key], 0) / fits.length;
    return { plugIn: mean('plugIn'), heldOut: mean('heldOut') };
  };
  const [few, many, narrow] = [means(100, 16), means(3000, 16), means(3000, 2)];
  expect(few.plugIn - few.heldOut).toBeGreaterThan(many.plugIn - many.heldOut);
  expect(many.heldOut).toBeGreaterThan(0.9 * information);
  expect(many.heldOut).toBeLessThan(1.04 * information);
  expect(narrow.heldOut).toBeLessThan(many.heldOut - 0.05);
  expect(findings).toHaveLength(11);
});

describe('Donsker-Varadhan', () => {
  test('loses KL(P || G), exactly', () => {
    const { identityError, path, divergence } = gapPart(1, 50);
    expect(identityError).toBeLessThan(1e-12);
    for (const { bound, rest } of path) {
      expect(bound + rest).toBeCloseTo(divergence, 12);
      expect(rest).toBeGreaterThan(-1e-15);
    }
    const best = path.reduce((before, each) => (each.bound > before.bound ? each : before));
    expect(best.factor).toBeCloseTo(1, 12);
    expect(divergence).toBeCloseTo(0.27488722, 8);
  });

  test('is never below MINE-f, and meets it where E e^T = e alone', () => {
    const { smallestDifference, largestDifferenceWhereEqual, path } = comparisonPart(1, 50);
    expect(smallestDifference).toBeGreaterThan(0);
    expect(largestDifferenceWhereEqual).toBeLessThan(1e-12);
    for (const { shift, donskerVaradhan, mineF } of path) {
      expect(donskerVaradhan).toBeCloseTo(0.27488722, 8);
      // E e^T is e^(1 + shift) there, so that the difference is e^shift - 1 - shift.
      expect(donskerVaradhan - mineF).toBeCloseTo(Math.expm1(shift) - shift, 12);
    }
  });
});

describe('the bias of small batches', () => {
  const [p, q] = [
    [0.5, 0.3, 0.2],
    [0.2, 0.3, 0.5],
  ];
  const critic = [2, 0, -1];

  /** All ordered batches of three states, with their probabilities. */
  function orderedBatches(batch: number): { states: number[]; probability: number }[] {
    let batches = [{ states: [] as number[], probability: 1 }];
    for (let draw = 0; draw < batch; draw++) {
      batches = batches.flatMap(({ states, probability }) =>
        q.map((each, state) => ({ states: [...states, state], probability: probability * each })),
      );
    }
    return batches;
  }

  test('lists every batch once', () => {
    const [total, first, product] = expectation(5, ([a, b, c]) => [1, a, a * b * c]);
    expect(total).toBeCloseTo(1, 14);
    expect(first).toBeCloseTo(5 * q[0], 14);
    expect(product).toBeCloseTo(5 * 4 * 3 * q[0] * q[1] * q[2], 14);
  });

  test.each([2, 3, 4])('of %d draws is what enumeration by hand gives', (batch) => {
    const expected = [0, 0, 0];
    let value = 0;
    for (const { states, probability } of orderedBatches(batch)) {
      const weights = states.map((state) => Math.exp(critic[state]));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      states.forEach((state, draw) => {
        expected[state] -= (probability * weights[draw]) / total;
      });
      value -= probability * Math.log(total / batch);
    }
    const normalizer = q.reduce((sum, each, state) => sum + each * Math.exp(critic[state]), 0);
    const exact = p.map((each, state) => each - (q[state] * Math.exp(critic[state])) / normalizer);
    const differences = exact.map((each, state) => p[state] + expected[state] - each);
    const { points, valueBias } = biasPart([batch]);
    expect(points.find(({ rate }) => rate === 1)!.gradientBias).toBeCloseTo(
      Math.hypot(...differences) / Math.hypot(...exact),
      12,
    );
    expect(valueBias[0].bias).toBeCloseTo(value + Math.log(normalizer), 12);
    // With E e^T itself below the line there is none.
    expect(points.at(-1)!.gradientBias).toBeLessThan(1e-12);
  });

  test('falls with the batch, and with the rate of the moving average', () => {
    const { points } = biasPart([2, 4, 8]);
    const of = (rate: number) => points.filter((point) => point.rate === rate).map(({ gradientBias }) => gradientBias);
    for (const rate of [1, 0.1, 0.01]) expect(of(rate)).toEqual(of(rate).toSorted((a, b) => b - a));
    of(1).forEach((bias, index) => {
      expect(bias).toBeGreaterThan(3 * of(0.1)[index]);
      expect(of(0.1)[index]).toBeGreaterThan(5 * of(0.01)[index]);
    });
  });
});

test("Theorem 3's formula, term by term", () => {
  const { example, grid } = sampleSizePart();
  expect(example).toBe(913_172);
  const sum = (example * 0.1 ** 2) / (2 * 2 ** 2);
  expect(sum).toBeCloseTo(1141.46, 1);
  expect((sum - 2 * 100 * 2 - Math.log(2 / 0.05)) / 100).toBeCloseTo(7.378, 3);
  expect((sum - 2 * 100 * 2 - Math.log(2 / 0.05)) / 100).toBeCloseTo(Math.log((16 * Math.sqrt(100)) / 0.1), 4);
  const at = (parameters: number, epsilon: number) =>
    grid.find((point) => point.parameters === parameters && Math.abs(point.epsilon / epsilon - 1) < 1e-9)!.samples;
  expect(at(100, 0.1)).toBe(example);
  expect(at(100, 0.01) / at(100, 0.1)).toBeGreaterThan(100);
  expect(at(1000, 0.1) / at(100, 0.1)).toBeGreaterThan(10);
});
