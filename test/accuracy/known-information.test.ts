/** The main experiment on few rows, and the numbers of its report on runs that are written by hand. */
import { expect, test } from '@jest/globals';
import type { JudgedEstimate } from '../../accuracy/estimators.ts';
import type { Plan } from '../../accuracy/experiment.ts';
import { type KnownInformationRun, knownInformation } from '../../accuracy/known-information.ts';
import { knownInformationMarkdown, reportKnownInformation } from '../../accuracy/known-information-report.ts';
import { peerEstimate, peerNames } from '../../accuracy/peers.ts';
import { isFarOff, summarizeTasks } from '../../accuracy/task-summary.ts';
import { chooseTasks, tasks } from '../../accuracy/tasks.ts';

const plan: Plan = {
  tasks: ['1v1-normal-0.75', 'spiral-multinormal-sparse-3-3-2-2.0'],
  estimators: ['gaussian', 'ksg'],
  seeds: [0, 1],
  rows: 500,
  options: {},
  runs: 1,
  permutations: 0,
  stepsPerLevel: 1,
};

function run(task: string, seed: number, outcome: { result: Partial<JudgedEstimate> } | { failure: string }) {
  const settings = { task, estimator: 'auto', rows: 500, seed, options: {}, resolved: '' };
  const about = {
    experiment: 'known-information',
    settings,
    fingerprint: '',
    code: '',
    date: '2000-01-01',
    seconds: seed,
  };
  const filled = 'result' in outcome ? { result: { warnings: [], mi: 0, ...outcome.result } } : outcome;
  return { ...about, ...filled } as KnownInformationRun;
}

test('every task, estimator and seed is one job, and a job gives what the estimator gives', async () => {
  const jobs = knownInformation.jobs(plan);
  expect(jobs).toHaveLength(8);
  const { settings } = jobs.find(({ settings: { estimator } }) => estimator === 'ksg')!;
  const { mi, warnings } = await knownInformation.perform(settings);
  expect(Math.abs(mi - 0.4133)).toBeLessThan(0.15);
  expect(warnings).toEqual([]);
});

test('other settings of an estimator make another job', () => {
  const [of100, of200] = [100, 200].map((steps) => {
    return knownInformation.jobs({ ...plan, estimators: ['mine'], options: { steps } })[0].settings.resolved;
  });
  expect(of100).not.toBe(of200);
});

test('names that do not exist are refused with those that do', () => {
  expect(() => knownInformation.jobs({ ...plan, estimators: ['magic'] })).toThrow(/no estimator is called magic.*auto/);
  expect(() => knownInformation.jobs({ ...plan, tasks: ['magic'] })).toThrow(/no task is called magic.*1v1-normal/);
});

test('the 26 benchmark tasks are 14 Gaussian copulas, 7 Student-t copulas and 5 others, all with published figures', () => {
  const counts = ['benchmark', 'gaussian-copula', 'student-t-copula', 'other', '1+1'].map(
    (set) => chooseTasks([set]).length,
  );
  expect(counts).toEqual([26, 14, 7, 5, 6]);
  expect(chooseTasks(['all'])).toEqual(tasks);
  for (const { distribution } of chooseTasks(['benchmark']))
    expect(peerNames.filter((peer) => peerEstimate(peer, distribution.name) !== undefined).length).toBeGreaterThan(4);
});

test('bias, mean absolute error, spread and coverage are of the runs that ended; failures are counted', () => {
  const task = '1v1-normal-0.75';
  const truth = 0.4133392866;
  const report = reportKnownInformation([
    run(task, 0, { result: { mi: truth + 0.1, interval: [truth + 0.05, truth + 0.15], warnings: ['overfitting'] } }),
    run(task, 1, { result: { mi: truth - 0.02, interval: [truth - 0.1, truth + 0.06] } }),
    run(task, 2, { failure: 'Error: the estimate is NaN\n  at ...' }),
  ]);
  const [summary] = report.estimators.auto;
  expect(summary.bias).toBeCloseTo(0.04, 8);
  expect(summary.meanAbsoluteError).toBeCloseTo(0.06, 8);
  expect(summary.deviation).toBeCloseTo(0.12 / Math.SQRT2, 8);
  expect(summary).toMatchObject({ runs: 3, covered: 1, intervals: 2, slowest: 2, warnings: [['overfitting', 1]] });
  expect(isFarOff(summary)).toBe(false);
  expect(summarizeTasks([summary])).toMatchObject({ tasks: 1, runs: 3, failed: 1, coverage: 0.5 });
  const text = knownInformationMarkdown(report);
  expect(text).toContain('**failed 1/3**, overfitting 1/3');
  expect(text).toContain('- 1v1-normal-0.75: Error: the estimate is NaN');
});

test('a task without any estimate is far off, and a report that was saved says the same', () => {
  const report = reportKnownInformation([
    run('1v1-normal-0.75', 0, { failure: 'Error: out of memory' }),
    run('1v1-additive-0.75', 0, { result: { mi: 0.41 } }),
    run('multinormal-sparse-2-2-2-2.0', 0, { result: { mi: 0.9 } }),
  ]);
  expect(report.estimators.auto.map(isFarOff)).toEqual([true, true, false]);
  expect(report.estimators.auto.map(({ mean }) => mean)).toEqual([null, 0.41, 0.9]);
  const saved = JSON.parse(JSON.stringify(report));
  expect(saved).toEqual(report);
  expect(knownInformationMarkdown(saved)).toBe(knownInformationMarkdown(report));
});
