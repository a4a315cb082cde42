/**
 * The picture of a matrix as a Vega-Lite specification: a square for each pair, the darker the more information, with its value where there is
 * room. Values below zero have the colour of zero; pairs without a value are grey. It only describes; `render.ts` draws.
 */
import type { TopLevelSpec } from 'vega-lite';
import { ink, style } from '../plot.ts';

export interface HeatMapContent {
  readonly title: string;
  readonly subtitle: string | readonly string[];
  /** What the colours count, with its unit. */
  readonly legend: string;
  readonly labels: readonly string[];
  /** Undefined where there is none. */
  readonly values: readonly (readonly (number | undefined)[])[];
}

const side = 560;
const widestCell = 64;
/** Pixels of a cell that hold a number. */
const readable = 34;
const light = '#eef4fb';
const middle = '#6ea3d4';
const dark = '#12467f';
const blank = '#ececec';

export function heatMapSpec({ title, subtitle, legend, labels, values }: HeatMapContent): TopLevelSpec {
  const cell = Math.min(widestCell, Math.max(8, Math.floor(side / labels.length)));
  const cells = values.flatMap((row, y) =>
    row.map((value, x) => ({
      x: labels[x],
      y: labels[y],
      value,
      label: value === undefined ? '' : value.toFixed(2).replace('-0.00', '0.00'),
      isDiagonal: x === y,
    })),
  );
  const pairs = cells.filter(({ isDiagonal, value }) => !isDiagonal && value !== undefined);
  const highest = Math.max(0.01, ...pairs.map(({ value }) => value ?? 0));
  const axis = { title: null, domain: false, ticks: false, labelLimit: 200, labelPadding: 6, grid: false };
  const x = {
    field: 'x',
    type: 'nominal' as const,
    sort: labels,
    axis: { ...axis, orient: 'top', labelAngle: -45, labelAlign: 'left' },
  };
  const y = { field: 'y', type: 'nominal' as const, sort: labels, axis };
  const layers: object[] = [
    { data: { values: cells }, mark: { type: 'rect', fill: blank, stroke: 'white' }, encoding: { x, y } },
    {
      data: { values: pairs },
      mark: { type: 'rect', stroke: 'white' },
      encoding: {
        x,
        y,
        color: {
          field: 'value',
          type: 'quantitative' as const,
          scale: {
            domain: [0, highest / 2, highest],
            range: [light, middle, dark],
            interpolate: 'lab',
            clamp: true,
            nice: false,
          },
          legend: {
            title: legend,
            titleFontSize: 13,
            titleFontWeight: 'normal',
            titleLimit: 300,
            gradientLength: Math.min(280, Math.max(120, cell * labels.length)),
            gradientThickness: 14,
            tickCount: 5,
          },
        },
      },
    },
  ];
  if (cell >= readable) {
    layers.push({
      data: { values: cells },
      mark: { type: 'text', fontSize: 12 },
      encoding: {
        x,
        y,
        text: { field: 'label' },
        color: {
          condition: { test: `!datum.isDiagonal && datum.value > ${0.55 * highest}`, value: 'white' },
          value: ink,
        },
      },
    });
  }
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: cell * labels.length,
    height: cell * labels.length,
    padding: 20,
    background: 'white',
    title: { text: title, subtitle, anchor: 'start', offset: 18 },
    layer: layers,
    config: {
      ...style,
      legend: {
        orient: 'right',
        direction: 'vertical',
        labelFontSize: 12,
        labelColor: ink,
        titleColor: ink,
        offset: 24,
      },
    },
  } as TopLevelSpec;
}
