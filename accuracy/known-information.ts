/** The main experiment: estimators on tasks of known mutual information. One job is one estimate, of one task, from one seed. */
import type { MutualInformationOptions } from '@infograd/mine';
import { type JudgedEstimate, judge, requireEstimators, settingsOf } from './estimators.ts';
import { type Experiment, jobsOf, type Plan, usualSeeds } from './experiment.ts';
import {
  errorHeatMap,
  type KnownInformationReport,
  knownInformationMarkdown,
  reportKnownInformation,
} from './known-information-report.ts';
import { fingerprintOf, type Run } from './run-log.ts';
import { chooseTasks, taskNamed } from './tasks.ts';

const usualEstimators = ['auto', 'mine', 'ksg', 'gaussian'];

export interface KnownInformationSettings {
  readonly task: string;
  readonly estimator: string;
  readonly rows: number;
  /** Of the rows and of the estimator. */
  readonly seed: number;
  /** Of the estimator, where it takes any. */
  readonly options: MutualInformationOptions;
  /** Of all its settings, so that an estimate by other defaults is another job. */
  readonly resolved: string;
}

export type KnownInformationRun = Run<KnownInformationSettings, JudgedEstimate>;

/** One job each of all combinations; all tasks from one seed before the next. */
function planKnownInformation({ tasks, estimators = usualEstimators, seeds = usualSeeds, rows, options }: Plan) {
  requireEstimators(estimators);
  const chosen = chooseTasks(tasks);
  const resolved = Object.fromEntries(estimators.map((name) => [name, fingerprintOf(settingsOf(name, options))]));
  const settings = estimators.flatMap((estimator) =>
    seeds.flatMap((seed) =>
      chosen.map(({ distribution: { name: task } }) => {
        return { task, estimator, rows, seed, options, resolved: resolved[estimator] };
      }),
    ),
  );
  return jobsOf('known-information', settings);
}

function estimateKnownInformation(settings: KnownInformationSettings): Promise<JudgedEstimate> {
  const { task, estimator, rows, seed, options } = settings;
  const { x, y } = taskNamed(task).distribution.sample(rows, seed);
  return judge(estimator, x, y, { ...options, seed });
}

export const knownInformation: Experiment<KnownInformationSettings, JudgedEstimate, KnownInformationReport> = {
  name: 'known-information',
  title: 'Tasks of known information',
  jobs: planKnownInformation,
  perform: estimateKnownInformation,
  describe: ({ estimator, task, seed }, result) => `${estimator}, ${task}, seed ${seed}: ${result.mi.toFixed(4)} nats`,
  report: reportKnownInformation,
  markdown: knownInformationMarkdown,
  pictures: (report) => [{ name: 'known-information', spec: errorHeatMap(report) }],
};
