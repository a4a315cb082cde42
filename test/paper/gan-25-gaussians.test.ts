import { random } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { centers, draw25Gaussians, stdDev } from '../../examples/paper/gan-25-gaussians/data.ts';
import { gan25Gaussians } from '../../examples/paper/gan-25-gaussians/experiment.ts';
import { highQualityShareOfData, measureModes } from '../../examples/paper/gan-25-gaussians/modes.ts';
import { runQuick } from './run-quick.ts';

const grid = centers.flatMap((x) => centers.map((y) => [x, y]));
const points = (...rows: number[][]) => new Float32Array(rows.flat());

test('every mode hit alike: nothing is missing', () => {
  expect(measureModes(points(...grid))).toEqual({
    modes: 25,
    highQualityModes: 25,
    highQualityShare: 1,
    divergence: expect.closeTo(0, 12),
  });
});

test('all samples at one mode: the divergence is log 25', () => {
  const { modes, highQualityModes, divergence } = measureModes(points([2, -4], [2, -4], [2.01, -4]));
  expect({ modes, highQualityModes }).toEqual({ modes: 1, highQualityModes: 1 });
  expect(divergence).toBeCloseTo(Math.log(25), 12);
});

test('three to one between two modes', () => {
  const { modes, divergence } = measureModes(points([0, 0], [0, 0], [0, 0], [4, 4]));
  expect(modes).toBe(2);
  expect(divergence).toBeCloseTo(0.75 * Math.log(0.75 * 25) + 0.25 * Math.log(0.25 * 25), 12);
});

test('high quality ends at three standard deviations, and every sample has a nearest mode', () => {
  const inside = measureModes(points([0.149, 0], [2, 2 - 0.149], [4 + 0.1, -4 + 0.1]));
  expect(inside).toMatchObject({ modes: 3, highQualityModes: 3, highQualityShare: 1 });
  const outside = measureModes(points([0.151, 0], [0.99, 0], [-30, 7], [2, 2]));
  expect(outside).toMatchObject({ modes: 3, highQualityModes: 1, highQualityShare: 0.25 });
});

test('the data have the moments of the mixture, and the measures of data', () => {
  const count = 40_000;
  const data = draw25Gaussians(random(5), count).dataSync() as Float32Array;
  const moment = (of: (value: number) => number) => data.reduce((sum, value) => sum + of(value), 0) / data.length;
  expect(moment((value) => value)).toBeCloseTo(0, 1);
  expect(moment((value) => value ** 2)).toBeGreaterThan(7.9);
  expect(moment((value) => value ** 2)).toBeLessThan(8.1);
  // Centers are two apart, so what is left after rounding to even numbers is the noise.
  const noise = moment((value) => (value - 2 * Math.round(value / 2)) ** 2);
  expect(Math.sqrt(noise) / stdDev).toBeCloseTo(1, 1);
  const { modes, highQualityModes, highQualityShare, divergence } = measureModes(data);
  expect({ modes, highQualityModes }).toEqual({ modes: 25, highQualityModes: 25 });
  expect(highQualityShare).toBeCloseTo(highQualityShareOfData, 2);
  expect(divergence).toBeLessThan(0.001);
});

test('even narrow networks and few turns show what the information does', async () => {
  const { result, findings } = await runQuick(gan25Gaussians);
  const [plain, informed] = result.studies[0].runs;
  expect([plain.informationWeight, informed.informationWeight]).toEqual([0, 1]);
  expect(informed.snapshots.map(({ iteration }) => iteration)).toEqual([100, 200]);
  const last = informed.snapshots.at(-1)!;
  const lastPlain = plain.snapshots.at(-1)!;
  expect(last.measures.modes).toBeGreaterThanOrEqual(lastPlain.measures.modes);
  expect(last.measures.divergence).toBeLessThan(lastPlain.measures.divergence);
  expect(last.samples.x).toHaveLength(1000);
  const information = informed.history.map((entry) => entry.information!);
  expect(information.at(-1)!).toBeGreaterThan(information[0] + 0.5);
  // In batches of 100 the bound can hardly say more than log 100.
  expect(Math.max(...information)).toBeLessThan(2 * Math.log(100));
  expect(plain.history.every((entry) => entry.information === undefined)).toBe(true);
  expect(findings.every(({ target }) => target === undefined)).toBe(true);
});
