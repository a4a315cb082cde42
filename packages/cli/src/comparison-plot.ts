/**
 * The picture of several values side by side as a Vega-Lite specification: a line for each with its point and 95 % interval, and the truth as
 * a rule through all. It only describes; `render.ts` draws.
 */
import type { TopLevelSpec } from 'vega-lite';
import { formatValue } from './numbers.ts';
import { estimateColor, ink, style, truthColor } from './plot.ts';

/** What a comparison shows; every value in one unit. */
export interface ComparisonContent {
  readonly title: string;
  /** A line, or several. */
  readonly subtitle: string | readonly string[];
  /** What the horizontal axis counts, with its unit. */
  readonly axis: string;
  readonly points: readonly ComparisonPoint[];
  readonly truth?: number;
}

export interface ComparisonPoint {
  readonly name: string;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number];
  /** How it stands to the truth, which decides its colour; all are alike where it is left out. */
  readonly group?: string;
}

const pointColor = '#1f5fa8';
/** Colours of groups that have their own. */
const groupColors: Readonly<Record<string, string>> = { 'upper bound': '#7c3aed', estimate: estimateColor };
const width = 600;
const pixelsPerPoint = 34;

/** The specification: as high as there are points, with their numbers in a column at the right. */
export function comparisonSpec({ title, subtitle, axis, points, truth }: ComparisonContent): TopLevelSpec {
  const truthName = truth === undefined ? undefined : `truth ${formatValue(truth)}`;
  const shown = points.map(({ interval, group = 'value with 95 % interval', ...point }) => ({
    ...point,
    group,
    low: interval?.[0],
    high: interval?.[1],
    label: formatValue(point.value),
  }));
  const groups = [...new Set(shown.map(({ group }) => group))];
  const entries = [
    ...groups.map((name) => ({ name, color: groupColors[name] ?? pointColor })),
    ...(truthName === undefined ? [] : [{ name: truthName, color: truthColor }]),
  ];
  const color = {
    field: 'group',
    type: 'nominal' as const,
    title: null,
    scale: { domain: entries.map(({ name }) => name), range: entries.map((entry) => entry.color) },
  };
  const domain = horizontalRange(points, truth);
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: axis,
    scale: { domain, nice: true, zero: false },
  });
  const y = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: points.map(({ name }) => name),
    axis: { grid: true, labelLimit: 260, ticks: false, domain: false, labelPadding: 10 },
  };
  const layers: object[] = [
    {
      data: { values: shown.filter(({ low }) => low !== undefined) },
      mark: { type: 'rule', strokeWidth: 4, opacity: 0.45, strokeCap: 'round' },
      encoding: { x: x('low'), x2: { field: 'high' }, y, color },
    },
    {
      data: { values: shown },
      mark: { type: 'point', filled: true, size: 90, opacity: 1 },
      encoding: { x: x('value'), y, color },
    },
    {
      data: { values: shown },
      mark: { type: 'text', align: 'left', fontSize: 13, color: ink },
      encoding: { x: { value: width + 12 }, y, text: { field: 'label' } },
    },
  ];
  if (truthName !== undefined) {
    layers.unshift({
      data: { values: [{ group: truthName, value: truth }] },
      mark: { type: 'rule', strokeWidth: 2, strokeDash: [7, 4] },
      encoding: { x: x('value'), color },
    });
  }
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width,
    height: Math.max(2, points.length) * pixelsPerPoint,
    padding: 20,
    background: 'white',
    title: { text: title, subtitle, anchor: 'start', frame: 'group', offset: 18 },
    layer: layers,
    config: { ...style, axisX: { grid: true, tickCount: 8 }, axisY: { grid: true } },
  } as TopLevelSpec;
}

/** All values with their intervals; zero too, unless it is far. */
function horizontalRange(points: readonly ComparisonPoint[], truth: number | undefined): [low: number, high: number] {
  const values = [
    ...points.flatMap(({ value, interval = [] }) => [value, ...interval]),
    ...(truth === undefined ? [] : [truth]),
  ].filter(Number.isFinite);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spread = high - low;
  const start = low >= 0 && low < 2 * spread ? 0 : low;
  const margin = Math.max((high - start) * 0.08, 1e-3);
  return [start === 0 ? 0 : start - margin, high + margin];
}
