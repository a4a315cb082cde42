/**
 * What a matrix tells: a table for people (or the strongest pairs, where there are many columns), CSV and JSON for programs, and the content of
 * the heat map. The diagonal is the entropy of a column of categories; of numbers it would be infinite, and stays blank.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Measure } from '../findings.ts';
import { formatCount, formatMany, formatPValue, formatValue } from '../numbers.ts';
import type { Warning } from '../report.ts';
import { formatTable } from '../text-table.ts';
import type { Unit } from '../units.ts';
import { capitalized, divergenceName, scaleOf, suffixOf } from '../wording.ts';
import { heatMapSpec } from './heat-map.ts';
import type { MatrixJob, PairResult } from './pair.ts';

export interface MatrixReport {
  readonly job: MatrixJob;
  /** Finished pairs. */
  readonly results: readonly PairResult[];
  readonly unit: Unit;
  readonly seed: number;
  readonly warnings: readonly Warning[];
  readonly interrupted: boolean;
}

/** Columns up to which the whole matrix is printed. */
const fewColumns = 8;
const shownPairs = 20;

/** Every pair of columns, once. */
export function pairCount(columns: number): number {
  return (columns * (columns - 1)) / 2;
}

/** The matrix in the report's unit; undefined where there is no value. */
export function matrixOf({ job, results, unit }: MatrixReport): (number | undefined)[][] {
  const { labels, isDiscrete } = job;
  const matrix = labels.map(() => labels.map((): number | undefined => undefined));
  for (const { pair, value, measure = 'mutual-information' } of results) {
    if (value === undefined) continue;
    const [x, y] = pair;
    matrix[x][y] = matrix[y][x] = value * scaleOf(measure, unit).scale;
  }
  const measure = measureOf(results);
  if (divergenceName(measure) === undefined) {
    isDiscrete.forEach((discrete, column) => {
      if (discrete) matrix[column][column] = entropyOf(job, column) * scaleOf(measure, unit).scale;
    });
  }
  return matrix;
}

/** One estimator runs for all pairs, and so is what it measures. */
function measureOf(results: readonly PairResult[]): Measure {
  return results.find(({ measure }) => measure !== undefined)?.measure ?? 'mutual-information';
}

/** Of the frequencies of a column's values, in nats: I(X; X). */
function entropyOf({ values, n }: MatrixJob, column: number): number {
  const counts = new Map<number, number>();
  for (const value of values.subarray(column * n, (column + 1) * n)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
}

/** The summary for people. */
export function matrixText(report: MatrixReport): string {
  const { job, results, unit: asked, seed, interrupted } = report;
  const { labels, n } = job;
  const measure = measureOf(results);
  const { unit } = scaleOf(measure, asked);
  const of = (value: number | undefined) => (value === undefined ? '' : formatValue(value));
  const matrix = matrixOf(report);
  const name = capitalized(divergenceName(measure) ?? 'mutual information');
  const lines = [
    `${name} of ${formatMany(labels.length, 'column')}${unit === 'none' ? '' : ` in ${unit}`}: ${formatMany(results.length, 'pair')}, ${formatMany(n, 'row')}, seed ${seed}`,
  ];
  if (labels.length <= fewColumns) {
    lines.push(
      ...formatTable(
        ['', ...labels],
        matrix.map((row, y) => [labels[y], ...row.map(of)]),
      ),
    );
    if (job.isDiscrete.includes(true) && divergenceName(measure) === undefined) {
      lines.push('on the diagonal: the entropy of a column of categories');
    }
  } else {
    const strongest = results.filter(({ value }) => value !== undefined).sort((a, b) => b.value! - a.value!);
    const cells = strongest.slice(0, shownPairs).map(({ pair: [x, y], pValue }) => {
      const cell = [labels[x], labels[y], of(matrix[x][y])];
      return pValue === undefined ? cell : [...cell, formatPValue(pValue)];
    });
    const hasTest = results.some(({ pValue }) => pValue !== undefined);
    lines.push(...formatTable(['column', 'column', unit, ...(hasTest ? ['p-value'] : [])], cells));
    const more = strongest.length - cells.length;
    if (more > 0) lines.push(`and ${formatMany(more, 'weaker pair')}; --csv and --json have all`);
  }
  lines.push(`estimators: ${usedEstimators(results)}`);
  lines.push(...troubles(report));
  for (const { message } of report.warnings) lines.push(`warning: ${message}`);
  if (interrupted) lines.push(`interrupted: ${results.length} of ${pairCount(labels.length)} pairs are finished`);
  return `${lines.join('\n  ')}\n`;
}

function usedEstimators(results: readonly PairResult[]): string {
  const counts = new Map<string, number>();
  for (const { estimator, error } of results) {
    if (error === undefined) counts.set(estimator, (counts.get(estimator) ?? 0) + 1);
  }
  if (counts.size === 0) return 'none succeeded';
  return [...counts].map(([name, count]) => `${name} (${formatMany(count, 'pair')})`).join(', ');
}

/** Failures, notes and warnings, each kind once with the first pair that it is about. */
function troubles({ job: { labels }, results }: MatrixReport): string[] {
  const kinds = new Map<string, { text: string; pair: string; count: number }>();
  const say = (kind: string, text: string, [x, y]: PairResult['pair']) => {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { text, pair: `${labels[x]} and ${labels[y]}`, count: 1 });
    else known.count++;
  };
  for (const { pair, error, notes, warnings } of results) {
    if (error !== undefined) say(`failed ${error}`, `no value: ${error}`, pair);
    for (const note of notes) say(note, `note: ${note}`, pair);
    for (const { code, message } of warnings) say(code, `warning: ${message}`, pair);
  }
  return [...kinds.values()].map(({ text, pair, count }) => {
    const others = count === 1 ? '' : ` (and ${formatMany(count - 1, 'other pair')})`;
    return `${pair}${others}: ${text}`;
  });
}

/** The matrix as CSV, with the columns' names in the first row and the first column; cells without a value are empty. */
export function matrixCsv(report: MatrixReport): string {
  const { labels } = report.job;
  const rows = matrixOf(report).map((row, y) => [labels[y], ...row.map((value) => value ?? '')]);
  return [['column', ...labels], ...rows].map((row) => `${row.map(csvCell).join()}\n`).join('');
}

function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The keys of `--json`. */
export function matrixJson(report: MatrixReport): string {
  const { job, results, unit: asked, seed, warnings, interrupted } = report;
  const { labels, n, estimator } = job;
  const measure = measureOf(results);
  const { scale, unit } = scaleOf(measure, asked);
  const key = divergenceName(measure) === undefined ? 'mi' : 'divergence';
  const inOrder = [...results].sort((a, b) => a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
  const json = {
    columns: labels,
    units: unit,
    measure,
    estimator,
    n,
    seed,
    matrix: matrixOf(report).map((row) => row.map((value) => value ?? null)),
    pairs: inOrder.map(({ pair: [x, y], value, stdError, interval, ...rest }) => ({
      x: labels[x],
      y: labels[y],
      [key]: value === undefined ? null : value * scale,
      stdError: stdError === undefined ? undefined : stdError * scale,
      interval: interval?.map((end) => end * scale),
      pValue: rest.pValue,
      side: rest.side,
      estimator: rest.estimator,
      seconds: rest.seconds,
      notes: rest.notes,
      warnings: rest.warnings,
      error: rest.error,
    })),
    warnings,
    interrupted: interrupted || undefined,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** The heat map. */
export function matrixPicture(report: MatrixReport): TopLevelSpec {
  const { job, results, unit: asked } = report;
  const measure = measureOf(results);
  const name = divergenceName(measure) ?? 'mutual information';
  return heatMapSpec({
    title: capitalized(name),
    subtitle: [`${formatCount(job.n)} rows, estimator ${job.estimator}`],
    legend: `${suffixOf(scaleOf(measure, asked).unit).trim()}`,
    labels: job.labels,
    values: matrixOf(report),
  });
}
