/** What estimates of f-divergences amount to: bias and relative bias of each, with the warnings that came with them. */
import type { DivergenceEstimate, DivergenceForm, DivergenceSettings } from './divergences.ts';
import { markdownTable, nats, percent, signedNats } from './markdown.ts';
import type { Run } from './run-log.ts';
import { countsOf, difference, mean, share, standardDeviation } from './statistics.ts';

export interface DivergencesReport {
  readonly rows: number;
  readonly seeds: readonly number[];
  readonly lines: readonly DivergenceLine[];
}

interface DivergenceLine {
  readonly kind: string;
  readonly form: DivergenceForm;
  readonly rho: number;
  /** Null when all runs failed. */
  readonly truth: number | null;
  readonly runs: number;
  readonly failures: readonly string[];
  readonly mean: number | null;
  readonly deviation: number | null;
  /** (mean - truth) / |truth|. */
  readonly relativeBias: number | null;
  readonly covered: number;
  readonly warnings: readonly (readonly [code: string, runs: number])[];
}

export function reportDivergences(runs: readonly Run<DivergenceSettings, DivergenceEstimate>[]): DivergencesReport {
  const byLine = new Map<string, Run<DivergenceSettings, DivergenceEstimate>[]>();
  for (const run of runs) {
    const { kind, form, rho } = run.settings;
    const key = JSON.stringify([kind, form, rho]);
    byLine.set(key, [...(byLine.get(key) ?? []), run]);
  }
  return {
    rows: runs[0].settings.rows,
    seeds: [...new Set(runs.map(({ settings }) => settings.seed))],
    lines: [...byLine.values()].map(summarize),
  };
}

function summarize(runs: readonly Run<DivergenceSettings, DivergenceEstimate>[]): DivergenceLine {
  const { kind, form, rho } = runs[0].settings;
  const results = runs.flatMap((run) => ('result' in run ? [run.result] : []));
  const truth = results[0]?.truth ?? null;
  const values = results.map(({ value }) => value);
  const bias = difference(mean(values), truth);
  return {
    kind,
    form,
    rho,
    truth,
    runs: runs.length,
    failures: runs.flatMap((run) => ('failure' in run ? [run.failure] : [])),
    mean: mean(values),
    deviation: standardDeviation(values),
    relativeBias: bias === null || truth === null ? null : bias / Math.abs(truth),
    covered: results.filter(({ interval: [low, high], truth }) => low <= truth && truth <= high).length,
    warnings: countsOf(results.flatMap(({ warnings }) => [...new Set(warnings)])),
  };
}

/** Share of the truth that the mean may be off. */
const allowedShare = 0.05;

export function divergencesMarkdown({ rows, seeds, lines }: DivergencesReport): string {
  const head = ['divergence', 'from', 'rho', 'truth', 'mean', 'relative bias', 'sd over seeds', 'covers', 'warnings'];
  const cells = lines.map((line) => {
    const bias = line.relativeBias === null ? '' : `${signedNats(100 * line.relativeBias, 1)} %`;
    const isOff = line.relativeBias === null || Math.abs(line.relativeBias) > allowedShare;
    const notes = line.warnings.map(([code, count]) => `${code} ${count}/${line.runs}`);
    if (line.failures.length > 0) notes.unshift(`**failed ${line.failures.length}/${line.runs}**`);
    return [
      line.kind,
      line.form,
      `${line.rho}`,
      nats(line.truth, 4),
      nats(line.mean, 4),
      isOff ? `**${bias}**` : bias,
      nats(line.deviation, 4),
      `${line.covered}/${line.runs - line.failures.length}`,
      notes.join(', '),
    ];
  });
  const within = lines.filter(({ relativeBias }) => relativeBias !== null && Math.abs(relativeBias) <= allowedShare);
  return [
    `Of a bivariate normal of correlation rho from the product of its margins, whose values are known; ${rows.toLocaleString('en')} rows, seeds ${seeds.join(', ')}. Means within 5 %: ${within.length} of ${lines.length} (${percent(share(within.length, lines.length))}); the others are bold.`,
    '',
    markdownTable(head, cells),
  ].join('\n');
}

/** The relative bias of each, a panel for each correlation. */
export function divergenceChart({ lines }: DivergencesReport): object {
  const values = lines.map(({ kind, form, rho, relativeBias }) => ({
    kind,
    form,
    panel: `rho = ${rho}`,
    relativeBias,
  }));
  const y = { field: 'kind', type: 'nominal', sort: null, title: null };
  return {
    data: { values },
    facet: { field: 'panel', type: 'nominal', title: null },
    columns: 3,
    spec: {
      width: 220,
      height: { step: 28 },
      layer: [
        {
          data: { values: [{ low: -allowedShare, high: allowedShare }] },
          mark: { type: 'rect', color: '#eee' },
          encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 60 },
          encoding: {
            y,
            yOffset: { field: 'form' },
            color: { field: 'form', type: 'nominal', title: 'from' },
            x: {
              field: 'relativeBias',
              type: 'quantitative',
              title: 'relative bias',
              axis: { format: '+.0%' },
              scale: { domain: [-0.5, 0.5], clamp: true },
            },
          },
        },
      ],
    },
    title: {
      text: 'f-divergences: mean estimate beside the truth',
      subtitle: 'the band is ±5 %; what lies beyond 50 % is drawn at the edge',
      anchor: 'start',
    },
  };
}
