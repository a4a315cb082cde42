import { gaussianMutualInformation } from '@infograd/mine';
import { arange, random, reshape, scope, type Tensor } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { infoNceCeiling } from '../../examples/paper/infonce/experiment.ts';
import { identitiesPart } from '../../examples/paper/infonce/identities.ts';
import { drawRows, optimalEmbeddings, scoreGroups } from '../../examples/paper/infonce/scores.ts';
import { splitSquares } from '../../examples/paper/split-squares.ts';
import { runQuick } from './run-quick.ts';

test('the bound stays below log K, below the truth, and below the best critic', async () => {
  const { result, findings } = await runQuick(infoNceCeiling);
  for (const { groupSize, truth, reading } of result.optimal) {
    expect(reading.highest).toBeLessThan(Math.log(groupSize) + 1e-5);
    expect(reading.value).toBeLessThan(truth + 5 * reading.standardError);
  }
  for (const { groupSize, trained, excess } of result.trained) {
    expect(trained.highest).toBeLessThan(Math.log(groupSize) + 1e-5);
    expect(excess.value).toBeLessThan(4 * excess.standardError);
    expect(trained.value).toBeGreaterThan(0.5 * Math.min(0.8, Math.log(groupSize)));
  }
  // More candidates, less bias; and with 16.6 nats there is nothing but the ceiling.
  const values = (dimension: number, rho: number) =>
    result.optimal
      .filter((point) => point.dimension === dimension && point.rho === rho)
      .map(({ reading }) => reading.value);
  const [few, many] = values(5, 0.9);
  expect(many).toBeGreaterThan(few + 1);
  expect(values(20, 0.9)).toEqual([expect.closeTo(Math.log(8), 2), expect.closeTo(Math.log(64), 2)]);
  expect(findings).toHaveLength(16);
});

test('no critic is above log K, and the form without log K differs by log K alone', () => {
  const { largestExcess, formError, gradientDifference, critics } = identitiesPart(1, [2, 5, 40]);
  expect(critics).toBe(90);
  expect(largestExcess).toBeLessThanOrEqual(0);
  expect(largestExcess).toBeGreaterThan(-1e-9);
  expect(formError).toBeLessThan(1e-12);
  expect(gradientDifference).toBeLessThan(1e-12);
});

test('squares of scores come apart into own partners and others', () => {
  const { joint, marginal } = scope(() => {
    const parts = splitSquares(reshape(arange(0, 18), [2, 3, 3]));
    return { joint: parts.joint.toArray(), marginal: parts.marginal.toArray() };
  });
  expect(joint).toEqual([0, 4, 8, 9, 13, 17]);
  expect(marginal).toEqual([
    [1, 2],
    [3, 5],
    [6, 7],
    [10, 11],
    [12, 14],
    [15, 16],
  ]);
});

test('the best critic is the log density ratio, but for what depends on x alone', () => {
  const gaussians = { dimension: 3, rho: 0.7 };
  const { scores, x, y } = scope(() => {
    const rows = drawRows(random(2), 6, gaussians);
    const { joint, marginal } = scoreGroups(optimalEmbeddings(rows, gaussians), 3);
    const host = (each: Tensor) => each.toArray() as number[][];
    return { scores: [joint.toArray() as number[], host(marginal)] as const, x: host(rows.x), y: host(rows.y) };
  });
  const rest = 1 - 0.49;
  const logRatio = (a: number[], b: number[]) =>
    gaussianMutualInformation(gaussians) -
    a.reduce((sum, value, i) => sum + (0.49 * (value ** 2 + b[i] ** 2) - 1.4 * value * b[i]) / (2 * rest), 0);
  const [joint, marginal] = scores;
  // Row 4 is the second of the second group; its others are rows 3 and 5.
  expect(joint[4] - marginal[4][0]).toBeCloseTo(logRatio(x[4], y[4]) - logRatio(x[4], y[3]), 4);
  expect(marginal[4][0] - marginal[4][1]).toBeCloseTo(logRatio(x[4], y[3]) - logRatio(x[4], y[5]), 4);
});
