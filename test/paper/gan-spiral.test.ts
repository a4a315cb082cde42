import { linspace, random, scope, tensor } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { measureSpiral, shareWithin, spiralMeasuresOfData } from '../../examples/paper/gan-spiral/coverage.ts';
import { drawSpiral, positions, spiralAt } from '../../examples/paper/gan-spiral/data.ts';
import { ganSpiral } from '../../examples/paper/gan-spiral/experiment.ts';
import { runQuick } from './run-quick.ts';

const points = (...rows: number[][]) => new Float32Array(rows.flat());

test('a share of points that have a neighbour, up to the radius', () => {
  const others = points([0, 0], [3, 4]);
  expect(shareWithin(points([0, 0.5], [0.6, 0], [3, 4], [10, 10]), others, 0.5)).toBe(0.5);
  expect(shareWithin(points([0, 0]), points([3, 4]), 5)).toBe(1);
  expect(shareWithin(points([0, 0]), points([3, 4]), 4.99)).toBe(0);
});

test('the curve turns twice, and its radius grows from 1/3 to 5/3', () => {
  const curve = scope(() => spiralAt(tensor([0, 0.25, 1, 2])).toArray() as number[][]);
  [
    [0, 1 / 3],
    [0.5, 0],
    [0, 1],
    [0, 5 / 3],
  ].forEach(([x, y], row) => {
    expect(curve[row][0]).toBeCloseTo(x, 5);
    expect(curve[row][1]).toBeCloseTo(y, 5);
  });
});

test('the data have the moments of the spiral', () => {
  const data = scope(() => drawSpiral(random(5), 40_000).toArray() as number[][]);
  const average = (of: (row: number[]) => number) => data.reduce((sum, row) => sum + of(row), 0) / data.length;
  // E x = -1 / (3 pi) and E y = 0; E r^2 = 31 / 27, and the noise adds 0.02.
  expect(average(([x]) => x)).toBeCloseTo(-1 / (3 * Math.PI), 1);
  expect(average(([, y]) => y)).toBeCloseTo(0, 1);
  expect(average(([x, y]) => x * x + y * y)).toBeCloseTo(31 / 27 + 0.02, 1);
});

test('samples that are data cover the data; half a curve covers half, and a far point nothing', () => {
  const ofData = spiralMeasuresOfData(4000);
  expect(ofData.coverage).toBeGreaterThan(0.985);
  // Near a line, the distance to it is that of the noise across it.
  expect(ofData.highQualityShare).toBeCloseTo(0.683, 1);
  expect(ofData.nearShare).toBeCloseTo(0.954, 1);

  const half = scope(() => spiralAt(linspace(0, 1, 4000)).dataSync() as Float32Array);
  const ofHalf = measureSpiral(half, random(1));
  expect(ofHalf.coverage).toBeGreaterThan(0.25);
  expect(ofHalf.coverage).toBeLessThan(0.5);
  expect(ofHalf).toMatchObject({ highQualityShare: 1, nearShare: 1 });

  const whole = scope(() => spiralAt(positions(4000)).dataSync() as Float32Array);
  // Without noise of their own, they are too far from the third of the data that has more than one standard deviation.
  expect(measureSpiral(whole, random(1)).coverage).toBeCloseTo(0.683, 1);
  expect(measureSpiral(points([5, 5]), random(1))).toEqual({ coverage: 0, highQualityShare: 0, nearShare: 0 });
});

test('even narrow networks and few turns show what the information does', async () => {
  const { result } = await runQuick(ganSpiral);
  const [plain, informed] = result.studies[0].runs;
  const last = informed.snapshots.at(-1)!.measures;
  expect(last.coverage).toBeGreaterThan(plain.snapshots.at(-1)!.measures.coverage);
  expect(last.coverage).toBeGreaterThan(0.9);
  expect(last.highQualityShare).toBeLessThan(last.nearShare);
  const information = informed.history.map((entry) => entry.information!);
  expect(information.at(-1)!).toBeGreaterThan(information[0] + 0.5);
});
