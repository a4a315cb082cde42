/**
 * The picture of an estimate as a Vega-Lite specification: the bound's curves against the training step, the estimate as
 * a line in the band of its 95 % interval, and the truth where it is known. It only describes; `render.ts` draws.
 */
import type { TopLevelSpec } from 'vega-lite';
import { formatValue } from './numbers.ts';

/** What a plot shows; every value in one unit. */
export interface PlotContent {
  readonly title: string;
  /** A line, or several. */
  readonly subtitle: string | readonly string[];
  /** What the vertical axis counts, with its unit. */
  readonly axis: string;
  readonly curves: readonly Curve[];
  readonly estimate: { readonly value: number; readonly interval?: readonly [low: number, high: number] };
  readonly truth?: number;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

export const ink = '#2b2b2b';
const curveColors = ['#9db7d5', '#1f5fa8'];
export const estimateColor = '#c2410c';
export const truthColor = '#15803d';

/** The specification of a plot, 720 by 400 before the axes. */
export function plotSpec(content: PlotContent): TopLevelSpec {
  const { axis, curves, estimate, truth } = content;
  const estimateName = estimate.interval ? 'estimate with 95 % interval' : 'estimate';
  const entries = [
    ...curves.map(({ name }, index) => ({ name, color: curveColors[(index + 2 - curves.length) % 2] })),
    { name: estimateName, color: estimateColor },
    ...(truth === undefined ? [] : [{ name: `truth ${formatValue(truth)}`, color: truthColor }]),
  ];
  const color = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    scale: { domain: entries.map(({ name }) => name), range: entries.map((entry) => entry.color) },
  };
  const [low, high] = verticalRange(content);
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: axis,
    scale: { domain: [low, high], nice: true, zero: false },
  });

  const layers: object[] = [];
  if (estimate.interval) {
    layers.push({
      data: { values: [{ name: estimateName, low: estimate.interval[0], high: estimate.interval[1] }] },
      mark: { type: 'rect', opacity: 0.2, clip: true },
      encoding: { y: y('low'), y2: { field: 'high' }, color },
    });
  }
  layers.push({
    data: { values: curves.flatMap(({ name, points }) => points.map((point) => ({ name, ...point }))) },
    mark: { type: 'line', clip: true, interpolate: 'linear', strokeWidth: 2, strokeJoin: 'round' },
    encoding: { x: { field: 'step', type: 'quantitative', title: 'training step' }, y: y('value'), color },
  });
  const rule = (name: string, value: number, strokeDash: number[]) => ({
    data: { values: [{ name, value }] },
    mark: { type: 'rule', strokeWidth: 2, strokeDash, clip: true },
    encoding: { y: y('value'), color },
  });
  if (truth !== undefined) layers.push(rule(`truth ${formatValue(truth)}`, truth, [7, 4]));
  layers.push(rule(estimateName, estimate.value, [1, 0]));

  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 720,
    height: 400,
    padding: 20,
    background: 'white',
    title: { text: content.title, subtitle: content.subtitle, anchor: 'start', offset: 18 },
    layer: layers,
    config: style,
  } as TopLevelSpec;
}

/**
 * From the smallest thing that matters to the largest. The first tenth of training may dive far below what comes later;
 * it is let out of view rather than allowed to flatten the rest.
 */
function verticalRange({ curves, estimate, truth }: PlotContent): [low: number, high: number] {
  const lastStep = Math.max(...curves.flatMap(({ points }) => points.map(({ step }) => step)));
  const settled = curves.flatMap(({ points }) => points.filter(({ step }) => step >= lastStep / 10));
  const values = [
    0,
    estimate.value,
    ...(estimate.interval ?? []),
    ...(truth === undefined ? [] : [truth]),
    ...settled.map(({ value }) => value),
  ].filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max((high - low) * 0.06, 1e-3);
  return [low < 0 ? low - margin : 0, high + margin];
}

const font = 'DejaVu Sans, Verdana, sans-serif';
/** How every picture of this package looks. */
export const style = {
  font,
  view: { stroke: 'transparent' },
  title: {
    fontSize: 18,
    fontWeight: 'bold',
    color: ink,
    subtitleFontSize: 13,
    subtitleColor: '#555',
    subtitlePadding: 8,
  },
  axis: {
    labelFontSize: 13,
    titleFontSize: 14,
    titleFontWeight: 'normal',
    titlePadding: 12,
    labelColor: ink,
    titleColor: ink,
    gridColor: '#e6e6e6',
    domainColor: '#999',
    tickColor: '#999',
  },
  axisX: { grid: false, tickCount: 8 },
  axisY: { tickCount: 6, domain: false, ticks: false, labelPadding: 8 },
  legend: {
    orient: 'bottom',
    direction: 'horizontal',
    labelFontSize: 13,
    labelColor: ink,
    labelLimit: 320,
    symbolType: 'stroke',
    symbolStrokeWidth: 3,
    symbolSize: 320,
    symbolOpacity: 1,
    columnPadding: 16,
    offset: 18,
  },
} as const;
