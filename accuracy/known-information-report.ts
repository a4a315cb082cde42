/** The main experiment's report: a table for each estimator, summaries over groups of tasks, the figures of the benchmark's own estimators beside them, a heat map. */
import type { KnownInformationRun } from './known-information.ts';
import { markdownTable, nats, percent, signedNats } from './markdown.ts';
import { failedMineSeeds, peerEstimate, peerNames } from './peers.ts';
import { mean } from './statistics.ts';
import {
  allowedBias,
  isFarOff,
  type OverTasks,
  summarizeTask,
  summarizeTasks,
  summarySets,
  type TaskSummary,
} from './task-summary.ts';
import { chooseTasks, type Task } from './tasks.ts';

export interface KnownInformationReport {
  readonly rows: number;
  readonly seeds: readonly number[];
  /** By estimator, then in the order of the tasks. */
  readonly estimators: Readonly<Record<string, readonly TaskSummary[]>>;
}

export function reportKnownInformation(runs: readonly KnownInformationRun[]): KnownInformationReport {
  const distinct = <Value>(of: (settings: KnownInformationRun['settings']) => Value): Value[] => [
    ...new Set(runs.map(({ settings }) => of(settings))),
  ];
  const chosen = chooseTasks(distinct(({ task }) => task));
  const of = (estimator: string, { distribution, group, isBenchmark }: Task): TaskSummary => {
    const { name: task, dimX, dimY, mutualInformation: truth } = distribution;
    return summarizeTask(
      { task, group, isBenchmark, dimX, dimY, estimator, truth },
      runs.filter(({ settings }) => settings.task === task && settings.estimator === estimator),
    );
  };
  return {
    rows: distinct(({ rows }) => rows)[0],
    seeds: distinct(({ seed }) => seed),
    estimators: Object.fromEntries(
      distinct(({ estimator }) => estimator).map((name) => [name, chosen.map((task) => of(name, task))]),
    ),
  };
}

export function knownInformationMarkdown(report: KnownInformationReport): string {
  const { rows, seeds, estimators } = report;
  const sections = Object.entries(estimators).map(([name, tasks]) => estimatorSection(name, tasks));
  return [
    `${rows.toLocaleString('en')} rows; seeds ${seeds.join(', ')} draw the rows and train the estimator. All amounts in nats; "bmi" marks the benchmark's own estimators under its own protocol, which are also the last columns of the tables by task.`,
    summarySection(report),
    coverageSection(report),
    ...sections,
  ].join('\n\n');
}

function summarySection({ estimators }: KnownInformationReport): string {
  const sets = Object.entries(summarySets).map(([title, belongs]) => {
    const chosen = Object.values(estimators).map((tasks) => tasks.filter((task) => task.isBenchmark && belongs(task)));
    return { title, chosen };
  });
  const rows = sets
    .filter(({ chosen: [first] }) => first.length > 0)
    .map(({ title, chosen }) => [
      `${title} (${chosen[0].length})`,
      ...chosen.map((tasks) => errorCell(summarizeTasks(tasks))),
      ...peerNames.map((peer) => nats(peerError(peer, chosen[0]))),
    ]);
  if (rows.length === 0) return 'None of the tasks is of the benchmark, so there is no summary over them.';
  const head = ['mean absolute error over', ...Object.keys(estimators), ...peerNames.map((peer) => `${peer} (bmi)`)];
  return markdownTable(head, rows);
}

function errorCell({ meanAbsoluteError, failed, runs }: OverTasks): string {
  const error = nats(meanAbsoluteError, 4);
  return failed === 0 ? error : `${error} (${failed} of ${runs} failed)`;
}

/** A peer's mean absolute error over the tasks of which a figure is known; nats. */
export function peerError(peer: (typeof peerNames)[number], tasks: readonly TaskSummary[]): number | null {
  const errors = tasks.flatMap(({ task, truth }) => {
    const estimate = peerEstimate(peer, task);
    return estimate === undefined ? [] : [Math.abs(estimate - truth)];
  });
  return mean(errors);
}

function coverageSection({ estimators }: KnownInformationReport): string {
  const rows = Object.entries(estimators).map(([name, tasks]) => {
    const overall = summarizeTasks(tasks);
    const unbiased = tasks.filter(({ bias }) => bias !== null && Math.abs(bias) < 0.02);
    const far = tasks.filter(isFarOff);
    return [
      name,
      `${overall.runs}`,
      `${overall.failed}`,
      percent(overall.coverage),
      `${percent(summarizeTasks(unbiased).coverage)}`,
      `${unbiased.length}`,
      overall.slowest.toFixed(1),
      far.map(({ task }) => task).join(', ') || 'none',
    ];
  });
  const head = [
    'estimator',
    'runs',
    'failed',
    'intervals that cover',
    'the same, bias < 0.02',
    'tasks with bias < 0.02',
    'slowest run (s)',
    'means further off than 15 % and 0.04',
  ];
  return markdownTable(head, rows);
}

function estimatorSection(name: string, tasks: readonly TaskSummary[]): string {
  const head = [
    'task',
    'truth',
    'mean',
    'bias',
    'mean abs. error',
    'sd over seeds',
    'covers',
    'slowest (s)',
    'warnings',
    ...peerNames,
  ];
  const failures = tasks.flatMap(({ task, failures }) =>
    failures.map((failure) => `- ${task}: ${failure.split('\n')[0]}`),
  );
  const failed = failures.length > 0 ? ['', 'Runs that failed:', '', ...failures] : [];
  return [`### ${name}`, '', markdownTable(head, tasks.map(taskRow)), ...failed].join('\n');
}

function taskRow(summary: TaskSummary): string[] {
  const { task, truth, failures, runs, covered, intervals, slowest, warnings } = summary;
  const notes = warnings.map(([code, count]) => `${code} ${count}/${runs}`);
  if (failures.length > 0) notes.unshift(`**failed ${failures.length}/${runs}**`);
  return [
    task,
    nats(truth),
    nats(summary.mean),
    isFarOff(summary) ? `**${signedNats(summary.bias)}**` : signedNats(summary.bias),
    nats(summary.meanAbsoluteError),
    nats(summary.deviation),
    intervals > 0 ? `${covered}/${intervals}` : '',
    slowest.toFixed(1),
    notes.join(', '),
    ...peerNames.map((peer) => {
      const failedSeeds = peer === 'MINE' ? failedMineSeeds(task) : undefined;
      const estimate = nats(peerEstimate(peer, task));
      return failedSeeds ? `${estimate} (${failedSeeds}/10 failed)` : estimate;
    }),
  ];
}

/** Tasks by estimators: the bias, or a peer's error, as colour and number. */
export function errorHeatMap({ rows, seeds, estimators }: KnownInformationReport): object {
  const own = Object.entries(estimators).flatMap(([name, tasks]) =>
    tasks.map(({ task, bias, truth }) => cell(task, name, bias, truth)),
  );
  const [first] = Object.values(estimators);
  const peers = peerNames.flatMap((peer) =>
    first.flatMap(({ task, truth }) => {
      const estimate = peerEstimate(peer, task);
      return estimate === undefined ? [] : [cell(task, `${peer} (bmi)`, estimate - truth, truth)];
    }),
  );
  const values = [...own, ...peers];
  const columns = [...new Set(values.map(({ estimator }) => estimator))];
  const x = {
    field: 'estimator',
    type: 'nominal',
    sort: columns,
    title: null,
    axis: { orient: 'top', labelAngle: -40, labelAlign: 'left', labelLimit: 0, ticks: false, domain: false },
  };
  const y = {
    field: 'task',
    type: 'nominal',
    sort: first.map(({ task }) => task),
    title: null,
    axis: { ticks: false, domain: false, labelLimit: 0 },
  };
  return {
    data: { values },
    width: { step: 54 },
    height: { step: 20 },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white' },
        encoding: {
          color: {
            field: 'error',
            type: 'quantitative',
            scale: { scheme: 'redblue', domain: [-0.3, 0.3], domainMid: 0, clamp: true },
            legend: { title: 'error (nats)', format: '+.1f' },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          text: { field: 'label' },
          color: { condition: { test: 'abs(datum.error) > 0.18', value: 'white' }, value: '#333' },
        },
      },
    ],
    title: {
      text: 'Error of each estimate: its mean over seeds less the truth',
      subtitle: [
        `${rows.toLocaleString('en')} rows, seeds ${seeds.join(', ')}; red is too low, blue too high; * is further off than 15 % and 0.04`,
      ],
      anchor: 'start',
    },
  };
}

function cell(task: string, estimator: string, error: number | null, truth: number) {
  if (error === null) return { task, estimator, error, label: 'failed' };
  const mark = Math.abs(error) > allowedBias(truth) ? '*' : '';
  return { task, estimator, error, label: `${signedNats(error, 2)}${mark}` };
}
