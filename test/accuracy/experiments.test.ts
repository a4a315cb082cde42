/** Independence and f-divergences: what their jobs are of, and what their reports say of runs that are known. */
import { gaussianFDivergence } from '@infograd/mine';
import { expect, test } from '@jest/globals';
import { readArguments } from '../../accuracy/arguments.ts';
import { divergences } from '../../accuracy/divergences.ts';
import { independence, independentData } from '../../accuracy/independence.ts';

const plan = readArguments(['--rows', '400', '--seeds', '3', '--runs', '40', '--estimators', 'ksg']).plan;
const about = { fingerprint: '', code: '', date: '2000-01-01', seconds: 1 };

test('independent data have 1 to 10 dimensions a side, and every dimension has every kind of margin', () => {
  const settings = independence.jobs(plan).map((job) => job.settings);
  expect(settings).toHaveLength(40);
  for (let dimension = 1; dimension <= 10; dimension++) {
    const margins = settings.filter((each) => each.dimension === dimension).map(({ margin }) => margin);
    expect(margins).toContain('normal');
    expect(new Set(margins).size).toBeGreaterThan(1);
  }
  const { x, y } = independentData(2, 'lognormal').sample(100, 1);
  expect(x.shape).toEqual([100, 2]);
  expect(Math.min(...x.data, ...y.data)).toBeGreaterThan(0);
  expect(independentData(2, 'lognormal').mutualInformation).toBe(0);
});

test('an estimate of independent data is near zero, and the report has range, coverage and the test of the p-values', async () => {
  const [job] = independence.jobs(plan);
  expect(Math.abs((await independence.perform(job.settings)).mi)).toBeLessThan(0.15);
  const runs = [0.05, 0.35, 0.65, 0.95].map((pValue, i) => ({
    ...about,
    ...job,
    result: { mi: 0.01 * (i - 1), interval: [0.005 * i - 0.006, 0.03] as const, pValue, warnings: [] },
  }));
  const report = independence.report([...runs, { ...about, ...job, failure: 'Error: on purpose' }]);
  const { uniformity, ...summary } = report.estimators.ksg;
  expect(summary).toMatchObject({ runs: 5, failures: ['Error: on purpose'], rejected: 0.25, coverage: 0.5 });
  expect(uniformity!.statistic).toBeCloseTo(0.2, 10);
  expect(independence.markdown(report)).toContain(
    '| ksg | 5 | 1 | -0.0100 | +0.0050 | +0.0200 | 100 % | 50 % | 25 % | 0.200 |',
  );
});

test('a divergence is estimated from two samples and from pairs, beside its true value', async () => {
  const jobs = divergences.jobs({ ...plan, options: { steps: 20, hidden: [8], batchSize: 64 } });
  expect(jobs).toHaveLength(2 * 6 * 3);
  for (const form of ['two samples', 'pairs']) {
    const { settings } = jobs.find((job) => job.settings.form === form && job.settings.kind === 'jensen-shannon')!;
    const { value, truth } = await divergences.perform(settings);
    expect(truth).toBe(gaussianFDivergence('jensen-shannon', { rho: 0.3 }));
    expect(Math.abs(value)).toBeLessThan(0.2);
  }
});

test('the report of divergences gives the bias as a share of the truth, and marks what is over 5 %', () => {
  const [job] = divergences.jobs(plan);
  const run = (value: number) => {
    const result = {
      value,
      stdError: 0.1,
      interval: [value - 0.2, value + 0.02] as const,
      truth: 2,
      warnings: ['heavy-tail'],
    };
    return { ...about, ...job, result };
  };
  const [near] = divergences.report([run(1.9), run(2.02)]).lines;
  expect(near).toMatchObject({ covered: 1, runs: 2, warnings: [['heavy-tail', 2]] });
  expect(near.relativeBias).toBeCloseTo(-0.02, 10);
  expect(divergences.markdown(divergences.report([run(1.8)]))).toContain('| **-10.0 %** |');
});

test('the command line refuses what makes no sense', () => {
  expect(() => readArguments(['--jobs', '0'])).toThrow(/--jobs takes whole numbers from 1, not "0"/);
  expect(() => readArguments(['--seeds', '1,x'])).toThrow(/--seeds takes whole numbers/);
  expect(() => readArguments(['--tasks', ','])).toThrow(/--tasks takes a list/);
  expect(() => readArguments(['--options', '{'])).toThrow(/--options is no JSON/);
  expect(() => readArguments(['--staircase', '--divergences'])).toThrow(/choose one/);
  expect(readArguments(['--staircase']).experiment).toBe('staircase');
});
