import { selfConsistency } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { afterEach, expect, test } from '@jest/globals';
import { check, verdictOf } from '../../packages/mine/src/measures/self-consistency.ts';
import { columns, correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

const settings = { ...quick, seed: 1 } as const;
const { x, y } = correlated(2400, 0.8);

test('an estimator that works keeps all four laws', async () => {
  const result = await selfConsistency(x, y, settings);
  expect(result.checks.map(({ law }) => law)).toEqual(['independence', 'data-processing', 'redundancy', 'additivity']);
  expect(result.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(result).toMatchObject({ holds: true, verdict: 'all four laws hold within the noise of the estimates' });
  const [independence, processing, redundancy, additivity] = result.checks;
  expect(independence!.expected).toBe(0);
  expect(independence!.ratio).toBeNaN();
  // Knowing the sign of y alone, of a correlation of 0.8, leaves less than two thirds of the information.
  expect(processing!.ratio).toBeLessThan(0.8);
  expect(processing!.expected).toBe(result.estimate.mi);
  expect(redundancy!.ratio).toBeCloseTo(1, 0);
  expect(additivity!.expected).toBeGreaterThan(1.5 * result.estimate.mi);
  expect(additivity!.verdict).toMatch(/^additivity: \d\.\d+ nats should be equal to \d\.\d+, and is within/);
});

test('drops half of the columns where there are several, and takes categories', async () => {
  const { checks } = await selfConsistency(columns(x, 2), columns(y, 2), { ...settings, steps: 300 });
  const processing = checks.find(({ law }) => law === 'data-processing')!;
  expect(processing.ratio).toBeGreaterThan(0.2);
  expect(processing.ratio).toBeLessThan(0.8);
  const words = Array.from(y, (value) => (value > 0.5 ? 'high' : value < -0.5 ? 'low' : 'middle'));
  const named = await selfConsistency(x, words, { ...settings, steps: 300 });
  expect(named.checks.find(({ law }) => law === 'data-processing')).toMatchObject({ holds: true });
});

test('a law is broken by more than noise and tolerance, and more information than before is, but less is not', () => {
  const about = (mi: number) => ({ mi, stdError: 0.05 });
  // The margin is 3 * 0.0707 + 0.02 + 0.05 * 1.6 = 0.312.
  expect(check('additivity', about(1.28), about(1.6))).toMatchObject({ holds: false, ratio: expect.closeTo(0.8, 9) });
  expect(check('additivity', about(1.3), about(1.6)).holds).toBe(true);
  expect(check('data-processing', about(0.2), about(1.6)).holds).toBe(true);
  expect(check('data-processing', about(1.92), about(1.6)).verdict).toBe(
    'data-processing: 1.920 nats should be at most 1.600, and differs by more than 0.312',
  );
  expect(check('independence', about(0.2), { mi: 0, stdError: 0 }).holds).toBe(false);
  expect(verdictOf([{ law: 'additivity' }])).toMatch(/^additivity does not hold/);
  expect(verdictOf([{ law: 'independence' }, { law: 'additivity' }])).toMatch(
    /^independence and additivity do not hold/,
  );
});

test('is refused for time series and for rows whose halves are too few', async () => {
  await expect(selfConsistency(x, y, { ...settings, blocks: { length: 10 } })).rejects.toThrow(
    'blocks: rows of a series',
  );
  await expect(selfConsistency(x.slice(0, 200), y.slice(0, 200), settings)).rejects.toMatchObject({
    code: 'too-few-rows',
  });
});
