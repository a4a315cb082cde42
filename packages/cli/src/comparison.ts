/**
 * What a comparison tells: a table for people, JSON for programs, and the content of the picture. A value that is not of mutual information
 * keeps its name in the table and stays out of the picture, where it would be compared with what it is not.
 */
import type { TopLevelSpec } from 'vega-lite';
import { comparisonSpec } from './comparison-plot.ts';
import type { Findings } from './findings.ts';
import type { Side } from './input.ts';
import { formatCount, formatMany, formatPValue, formatSeconds, formatValue } from './numbers.ts';
import { formatInterval, type Warning } from './report.ts';
import { formatTable } from './text-table.ts';
import type { Unit } from './units.ts';
import { divergenceName, joinLabels, scaleOf, sideWord } from './wording.ts';

/** What one estimator found, or why it could not. */
export type Row =
  | { readonly name: string; readonly findings: Findings }
  | { readonly name: string; readonly error: string };

export interface ComparisonReport {
  readonly x: Side;
  readonly y: Side;
  readonly n: number;
  readonly rows: readonly Row[];
  readonly unit: Unit;
  /** In `unit`. */
  readonly truth?: number;
  readonly seed: number;
  readonly warnings: readonly Warning[];
  readonly interrupted: boolean;
}

/** The table for people. */
export function comparisonText(report: ComparisonReport): string {
  const { x, y, n, rows, unit, truth, seed, interrupted } = report;
  const [ofX, ofY] = [x, y].map(({ labels }) => joinLabels(labels));
  const hasTest = rows.some((row) => 'findings' in row && row.findings.significance !== undefined);
  const header = ['estimator', unit, '95 % interval', ...(truth === undefined ? [] : ['off by']), 'side', 'time'];
  if (hasTest) header.push('p-value');
  const cells = rows.map((row) => {
    if ('error' in row) return [row.name, 'failed'];
    const { measure, side, seconds, significance } = row.findings;
    const { value, interval } = inUnit(row.findings, unit);
    const isInformation = divergenceName(measure) === undefined;
    const line = [row.name, formatValue(value), interval === undefined ? '-' : formatInterval(interval)];
    if (truth !== undefined) line.push(isInformation ? formatValue(value - truth) : '-');
    line.push(
      isInformation ? sideWord(side) : `${sideWord(side)} of the ${divergenceName(measure)}`,
      formatSeconds(seconds),
    );
    if (hasTest) line.push(significance === undefined ? '-' : formatPValue(significance.pValue));
    return line;
  });
  const lines = [
    `I(${ofX}; ${ofY}) by ${formatMany(rows.length, 'estimator')}: ${formatMany(n, 'row')}, ${x.shape[1]} + ${y.shape[1]} dimensions, seed ${seed}`,
    ...formatTable(header, cells),
  ];
  if (truth !== undefined) lines.push(`truth ${formatValue(truth)}`);
  lines.push(...remarks(rows));
  for (const { message } of [...report.warnings, ...crossing(rows)]) lines.push(`warning: ${message}`);
  if (interrupted) lines.push('interrupted: these estimators had finished');
  return `${lines.join('\n  ')}\n`;
}

/** What else is to be said, with the estimators that it is said of. */
function remarks(rows: readonly Row[]): string[] {
  const names = new Map<string, string[]>();
  const say = (name: string, text: string) => names.set(text, [...(names.get(text) ?? []), name]);
  for (const row of rows) {
    if ('error' in row) {
      say(row.name, `failed: ${row.error}`);
      continue;
    }
    const { copula, notes, warnings } = row.findings;
    if (copula !== undefined) say(row.name, `copula: ${copula}`);
    for (const note of notes) say(row.name, `note: ${note}`);
    for (const { message } of warnings) say(row.name, `warning: ${message}`);
  }
  return [...names].map(([text, said]) => `${said.join(', ')}: ${text}`);
}

/** The keys of `--json`. */
export function comparisonJson(report: ComparisonReport): string {
  const { x, y, n, rows, unit, truth, seed, interrupted } = report;
  const estimators = rows.map((row) => {
    if ('error' in row) return { estimator: row.name, error: row.error };
    const { measure, side, bound, seconds, significance, copula, notes, warnings } = row.findings;
    const { value, stdError, interval } = inUnit(row.findings, unit);
    return {
      estimator: row.name,
      [divergenceName(measure) === undefined ? 'mi' : 'divergence']: value,
      units: scaleOf(measure, unit).unit,
      stdError,
      interval,
      side,
      measure,
      bound,
      pValue: significance?.pValue,
      copula,
      seconds,
      notes,
      warnings,
    };
  });
  const json = {
    x: x.labels,
    y: y.labels,
    n,
    units: unit,
    seed,
    truth,
    estimators,
    warnings: [...report.warnings, ...crossing(rows)],
    interrupted: interrupted || undefined,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** The picture, or undefined when there is no value to draw. */
export function comparisonPicture({ x, y, n, rows, unit, truth, seed }: ComparisonReport): TopLevelSpec | undefined {
  const points = rows.flatMap((row) => {
    if ('error' in row || divergenceName(row.findings.measure) !== undefined) return [];
    const { value, interval } = inUnit(row.findings, unit);
    return Number.isFinite(value) ? [{ name: row.name, value, interval, group: sideWord(row.findings.side) }] : [];
  });
  if (points.length === 0) return undefined;
  return comparisonSpec({
    title: `Mutual information of ${joinLabels(x.labels)} and ${joinLabels(y.labels)}`,
    subtitle: `${formatCount(n)} rows, seed ${seed}; lines are 95 % intervals`,
    axis: `mutual information (${unit})`,
    points,
    truth,
  });
}

/** A lower bound above an upper bound, by more than both intervals, cannot be: one of the two is wrong. */
function crossing(rows: readonly Row[]): Warning[] {
  const ends = rows.flatMap((row) => {
    if ('error' in row || divergenceName(row.findings.measure) !== undefined) return [];
    const { side, interval } = row.findings;
    return interval === undefined || side === 'estimate' ? [] : [{ name: row.name, side, interval }];
  });
  const lower = ends.filter(({ side }) => side === 'lower').sort((a, b) => b.interval[0] - a.interval[0])[0];
  const upper = ends.filter(({ side }) => side === 'upper').sort((a, b) => a.interval[1] - b.interval[1])[0];
  if (lower === undefined || upper === undefined || lower.interval[0] <= upper.interval[1]) return [];
  const message = `the lower bound ${lower.name} lies above the upper bound ${upper.name} by more than both intervals, so one of them is wrong; use more rows or steps`;
  return [{ code: 'bounds-cross', message }];
}

function inUnit({ value, stdError, interval, measure }: Findings, asked: Unit) {
  const { scale } = scaleOf(measure, asked);
  return {
    value: value * scale,
    stdError: stdError === undefined ? undefined : stdError * scale,
    interval: interval === undefined ? undefined : ([interval[0] * scale, interval[1] * scale] as const),
  };
}
