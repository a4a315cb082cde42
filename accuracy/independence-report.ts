/** What runs on independent data show: the test of their p-values, the range of their estimates, and both as pictures. */
import type { JudgedEstimate } from './estimators.ts';
import type { IndependenceSettings } from './independence.ts';
import { type UniformityTest, uniformityTest } from './kolmogorov-smirnov.ts';
import { markdownTable, percent, signedNats } from './markdown.ts';
import type { Picture } from './outputs.ts';
import type { Run } from './run-log.ts';
import { mean, share } from './statistics.ts';

export interface IndependenceReport {
  readonly rows: number;
  readonly permutations: number | null;
  readonly estimators: Readonly<Record<string, IndependenceSummary>>;
}

interface IndependenceSummary {
  readonly runs: number;
  readonly failures: readonly string[];
  readonly points: readonly { dimension: number; margin: string; mi: number; pValue: number | null }[];
  /** Of all p-values; null for an estimator without a test. */
  readonly uniformity: UniformityTest | null;
  /** Share of p-values up to 0.05. */
  readonly rejected: number | null;
  /** Intervals with zero in them. */
  readonly coverage: number | null;
}

export function reportIndependence(runs: readonly Run<IndependenceSettings, JudgedEstimate>[]): IndependenceReport {
  const names = [...new Set(runs.map(({ settings }) => settings.estimator))];
  const [{ settings }] = runs;
  return {
    rows: settings.rows,
    permutations: settings.options.permutations ?? null,
    estimators: Object.fromEntries(
      names.map((name) => [name, summarize(runs.filter((run) => run.settings.estimator === name))]),
    ),
  };
}

function summarize(runs: readonly Run<IndependenceSettings, JudgedEstimate>[]): IndependenceSummary {
  const done = runs.flatMap((run) => ('result' in run ? [run] : []));
  const pValues = done.flatMap(({ result }) => (result.pValue === undefined ? [] : [result.pValue]));
  const intervals = done.flatMap(({ result }) => (result.interval ? [result.interval] : []));
  return {
    runs: runs.length,
    failures: runs.flatMap((run) => ('failure' in run ? [run.failure] : [])),
    points: done.map(({ settings: { dimension, margin }, result: { mi, pValue = null } }) => {
      return { dimension, margin, mi, pValue };
    }),
    uniformity: pValues.length > 0 ? uniformityTest(pValues) : null,
    rejected: share(pValues.filter((pValue) => pValue <= 0.05).length, pValues.length),
    coverage: share(intervals.filter(([low, high]) => low <= 0 && 0 <= high).length, intervals.length),
  };
}

export function independenceMarkdown({ rows, permutations, estimators }: IndependenceReport): string {
  const head = [
    'estimator',
    'data sets',
    'failed',
    'lowest',
    'mean',
    'highest',
    'within 0.02 of zero',
    'intervals with zero',
    'p ≤ 0.05',
    'distance from uniform',
    'its p-value',
  ];
  const lines = Object.entries(estimators).map(([name, summary]) => {
    const values = summary.points.map(({ mi }) => mi);
    const near = values.filter((mi) => Math.abs(mi) <= 0.02).length;
    return [
      name,
      `${summary.runs}`,
      `${summary.failures.length}`,
      values.length > 0 ? signedNats(Math.min(...values), 4) : '',
      signedNats(mean(values), 4),
      values.length > 0 ? signedNats(Math.max(...values), 4) : '',
      percent(share(near, values.length)),
      percent(summary.coverage),
      percent(summary.rejected),
      summary.uniformity?.statistic.toFixed(3) ?? '',
      summary.uniformity?.pValue.toFixed(3) ?? '',
    ];
  });
  const failures = Object.entries(estimators).flatMap(([name, { failures }]) =>
    failures.map((failure) => `- ${name}: ${failure.split('\n')[0]}`),
  );
  return [
    `Independent data of 1 to 10 dimensions a side, half of them normal, the others with uniform, lognormal and long-tailed margins; ${rows.toLocaleString('en')} rows, ${permutations} permutations. Estimates in nats. The distance from uniform is Kolmogorov and Smirnov's.`,
    '',
    markdownTable(head, lines),
    ...(failures.length > 0 ? ['', 'Runs that failed:', '', ...failures] : []),
  ].join('\n');
}

export function independenceCharts({ estimators }: IndependenceReport): Picture[] {
  const estimates = Object.entries(estimators).flatMap(([estimator, { points }]) =>
    points.map((point) => ({ estimator, ...point })),
  );
  const pValues = Object.entries(estimators).flatMap(([estimator, { points }]) => distribution(estimator, points));
  const color = { field: 'estimator', type: 'nominal', sort: null, title: null };
  const size = { width: 300, height: 260 };
  const unit = { type: 'quantitative', scale: { domain: [0, 1] } };
  const panels = [
    {
      ...size,
      title: 'Estimates; the band is ±0.02',
      data: { values: estimates },
      layer: [
        {
          data: { values: [{ low: -0.02, high: 0.02 }] },
          mark: { type: 'rect', color: '#eee' },
          encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, opacity: 0.7 },
          encoding: {
            x: { field: 'dimension', type: 'ordinal', title: 'dimensions of x and of y', axis: { labelAngle: 0 } },
            y: { field: 'mi', type: 'quantitative', title: 'estimate (nats)' },
            color,
          },
        },
      ],
    },
    {
      ...size,
      title: 'Distribution of the p-values',
      layer: [
        {
          data: {
            values: [
              { p: 0, rank: 0 },
              { p: 1, rank: 1 },
            ],
          },
          mark: { type: 'line', color: '#999', strokeDash: [4, 4] },
          encoding: { x: { field: 'p', ...unit }, y: { field: 'rank', ...unit } },
        },
        {
          data: { values: pValues },
          mark: { type: 'line', interpolate: 'step-after' },
          encoding: {
            x: { field: 'p', ...unit, title: 'p-value' },
            y: { field: 'rank', ...unit, title: 'share of data sets' },
            color,
          },
        },
      ],
    },
  ];
  return [{ name: 'independence', spec: { hconcat: pValues.length > 0 ? panels : panels.slice(0, 1) } }];
}

/** The corners of an empirical distribution function. */
function distribution(estimator: string, points: IndependenceSummary['points']) {
  const sorted = points.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const corners = sorted.map((p, i) => ({ estimator, p, rank: (i + 1) / sorted.length }));
  return [{ estimator, p: 0, rank: 0 }, ...corners, { estimator, p: 1, rank: 1 }];
}
