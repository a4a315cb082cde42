import { divergenceKinds, gaussianFDivergence } from '@infograd/mine';
import { random, scope } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { drawMirrored, logRatio } from '../../examples/paper/f-divergences/critic.ts';
import { exactPart } from '../../examples/paper/f-divergences/exact.ts';
import { fDivergenceFamily } from '../../examples/paper/f-divergences/experiment.ts';
import { runQuick } from './run-quick.ts';

test('every divergence of the family is learned, from below', async () => {
  const { result, findings } = await runQuick(fDivergenceFamily);
  expect(result.estimates.map(({ kind }) => kind)).toEqual(divergenceKinds);
  for (const { kind, trained, optimal, truth } of result.estimates) {
    const scale = truth - (kind === 'gan' ? -2 * Math.LN2 : 0);
    expect(trained.value).not.toBeNull();
    expect(trained.value! - truth).toBeGreaterThan(-0.35 * scale);
    expect(trained.value! - truth).toBeLessThan(0.15 * scale);
    // The same rows decide both, so the best critic is beaten by chance only.
    expect(trained.value! - optimal.value!).toBeLessThan(0.1 * scale);
  }
  expect(findings).toHaveLength(13);
});

describe('exactly', () => {
  const { rows, discrete, mistake } = exactPart();

  test('the table of conjugates is what its definition says', () => {
    for (const { conjugateError, slopeError, thresholdError } of rows) {
      expect(conjugateError).toBeLessThan(1e-9);
      expect(slopeError).toBeLessThan(1e-12);
      expect(thresholdError).toBeLessThan(1e-12);
    }
  });

  test('on discrete pairs the best critic gives the divergence, others less, and a constant one f(1)', () => {
    expect(discrete).toHaveLength(18);
    for (const { truth, bound, disturbed, constant, generatorAtOne } of discrete) {
      expect(Math.abs(bound - truth)).toBeLessThan(1e-12);
      expect(disturbed).toBeLessThan(truth);
      expect(Math.abs(constant - generatorAtOne)).toBeLessThan(1e-12);
    }
    const ofPair = (pair: string) => discrete.filter((each) => each.pair === pair).map(({ truth }) => truth);
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 7));
    expect(ofPair('A')).toEqual(near([0.27488722, 0.27488722, 0.63, 0.13508894, 0.13282863, -1.25346573]));
    expect(ofPair('B')).toEqual(near([0.19274476, 0.22314355, 0.36, 0.1026334, 0.10134367, -1.28495069]));
    expect(ofPair('C')).toEqual(near([0.45643482, 0.45643482, 1.20833333, 0.2202041, 0.21288027, -1.17341409]));
  });

  test("squared Hellinger's mistaken conjugate takes 1 off the value and nothing off the gradient", () => {
    expect(mistake.gradientDifference).toBeLessThan(1e-12);
    mistake.right.forEach((right, step) => {
      expect(right - mistake.wrong[step]).toBeCloseTo(1, 12);
    });
    expect(mistake.right.at(-1)).toBeCloseTo(mistake.truth, 4);
    expect(mistake.wrong.at(-1)).toBeLessThan(0);
  });
});

test('rows to read on have the moments of both distributions, and cancel in pairs', () => {
  const [rows, rho] = [40_000, 0.6];
  const { joint, marginal } = scope(() => {
    const drawn = drawMirrored(random(1), rows, rho);
    return { joint: drawn.joint.dataSync(), marginal: drawn.marginal.dataSync() };
  });
  const meanOf = (values: ArrayLike<number>, term: (x: number, y: number) => number) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += term(values[2 * row], values[2 * row + 1]);
    return sum / rows;
  };
  expect(meanOf(joint, (x, y) => x * y)).toBeCloseTo(rho, 1);
  expect(meanOf(joint, (_, y) => y * y)).toBeCloseTo(1, 1);
  expect(meanOf(marginal, (x, y) => x * y)).toBeCloseTo(0, 6);
  expect(meanOf(marginal, (_, y) => y * y)).toBeCloseTo(1, 1);
  // The mean log ratio of joint rows is the mutual information.
  expect(meanOf(joint, (x, y) => logRatio(x, y, rho))).toBeCloseTo(gaussianFDivergence('kl', { rho }), 1);
});
