/** What runs of one task, and of several tasks, amount to: bias, errors, spread, coverage. Failed runs are counted, and part of no mean. */
import type { KnownInformationRun } from './known-information.ts';
import { countsOf, difference, mean, share, standardDeviation } from './statistics.ts';
import type { TaskGroup } from './tasks.ts';

/** One estimator on one task; nats. */
export interface TaskSummary {
  readonly task: string;
  readonly group: TaskGroup;
  readonly isBenchmark: boolean;
  readonly dimX: number;
  readonly dimY: number;
  readonly estimator: string;
  readonly truth: number;
  readonly runs: number;
  readonly failures: readonly string[];
  readonly estimates: readonly number[];
  readonly mean: number | null;
  readonly bias: number | null;
  readonly meanAbsoluteError: number | null;
  readonly deviation: number | null;
  /** Of the runs with an interval, how many have the truth in it. */
  readonly covered: number;
  readonly intervals: number;
  readonly slowest: number;
  /** By code: in how many runs. */
  readonly warnings: readonly (readonly [code: string, runs: number])[];
}

type About = Pick<TaskSummary, 'task' | 'group' | 'isBenchmark' | 'dimX' | 'dimY' | 'estimator' | 'truth'>;

export function summarizeTask(about: About, runs: readonly KnownInformationRun[]): TaskSummary {
  const { truth } = about;
  const results = runs.flatMap((run) => ('result' in run ? [run.result] : []));
  const estimates = results.map(({ mi }) => mi);
  const intervals = results.flatMap(({ interval }) => (interval ? [interval] : []));
  return {
    ...about,
    runs: runs.length,
    failures: runs.flatMap((run) => ('failure' in run ? [run.failure] : [])),
    estimates,
    mean: mean(estimates),
    bias: difference(mean(estimates), truth),
    meanAbsoluteError: mean(estimates.map((mi) => Math.abs(mi - truth))),
    deviation: standardDeviation(estimates),
    covered: intervals.filter(([low, high]) => low <= truth && truth <= high).length,
    intervals: intervals.length,
    slowest: Math.max(...runs.map(({ seconds }) => seconds)),
    warnings: countsOf(results.flatMap(({ warnings }) => [...new Set(warnings)])),
  };
}

/** Nats: how far a task's mean may be from the truth. */
export function allowedBias(truth: number): number {
  return Math.max(0.15 * truth, 0.04);
}

/** Whether the mean is further from the truth than allowed, or there is no mean. */
export function isFarOff({ bias, truth }: TaskSummary): boolean {
  return bias === null || Math.abs(bias) > allowedBias(truth);
}

/** Several tasks, each with the same weight; nats. */
export interface OverTasks {
  readonly tasks: number;
  /** Mean over the tasks that have any estimate. */
  readonly meanAbsoluteError: number | null;
  readonly runs: number;
  readonly failed: number;
  /** Share of the intervals that have the truth in them. */
  readonly coverage: number | null;
  readonly slowest: number;
}

export function summarizeTasks(tasks: readonly TaskSummary[]): OverTasks {
  const sum = (amount: (task: TaskSummary) => number) => tasks.reduce((total, task) => total + amount(task), 0);
  return {
    tasks: tasks.length,
    meanAbsoluteError: mean(tasks.map(({ meanAbsoluteError }) => meanAbsoluteError).filter((error) => error !== null)),
    runs: sum(({ runs }) => runs),
    failed: sum(({ failures }) => failures.length),
    coverage: share(
      sum(({ covered }) => covered),
      sum(({ intervals }) => intervals),
    ),
    slowest: Math.max(...tasks.map(({ slowest }) => slowest)),
  };
}

/** The sets of tasks that summaries are of, over benchmark tasks. */
export const summarySets: Readonly<Record<string, (task: TaskSummary) => boolean>> = {
  'all tasks': () => true,
  'Gaussian copulas': ({ group }) => group === 'gaussian-copula',
  'Student-t copulas': ({ group }) => group === 'student-t-copula',
  'the rest (additive noise, spirals)': ({ group }) => group === 'other',
  'all but Gaussian copulas': ({ group }) => group !== 'gaussian-copula',
  '1+1 dimensions': ({ dimX, dimY }) => dimX === 1 && dimY === 1,
};
