/** Charts of the benchmark's results: a Vega-Lite specification each, drawn to SVG without a browser. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { ratio } from './measure.ts';
import { type Report, timingOf } from './report.ts';
import type { Fraction } from './roofline.ts';
import type { ScalingPoint } from './scaling.ts';

/** Peers' ratios to the first on a logarithmic scale, a panel for each case. Bars to the left of 1 are faster than the first. */
export function ratioChart(report: Report): Promise<string> {
  const [base, ...others] = Object.keys(report.peers);
  const values = Object.entries(report.results).flatMap(([name, outcomes]) =>
    others.flatMap((peer) => {
      const [timing, reference] = [timingOf(peer, outcomes), timingOf(base, outcomes)];
      if (!timing || !reference) return [];
      const times = ratio(timing, reference);
      return [{ case: name, peer, library: peer.split('-')[0], one: 1, times, label: `×${times.toPrecision(2)}` }];
    }),
  );
  const y = { field: 'peer', type: 'nominal', sort: others, title: null, axis: { ticks: false, domain: false } };
  const x = {
    field: 'times',
    type: 'quantitative',
    scale: { type: 'log' },
    title: `times as long as ${base}`,
    axis: { format: '~g', values: [0.01, 0.1, 1, 10, 100, 1000] },
  };
  return render({
    data: { values },
    facet: { field: 'case', type: 'nominal', sort: Object.keys(report.results), title: null },
    columns: 2,
    spec: {
      width: 300,
      height: { step: 15 },
      layer: [
        {
          mark: { type: 'bar', height: 10 },
          encoding: { y, x, x2: { field: 'one' }, color: { field: 'library', type: 'nominal', legend: null } },
        },
        { mark: { type: 'rule', color: ink }, encoding: { x: { datum: 1, type: 'quantitative' } } },
        {
          transform: [{ filter: 'datum.times >= 1' }],
          mark: { type: 'text', align: 'left', dx: 4, color: ink },
          encoding: { y, x, text: { field: 'label' } },
        },
        {
          transform: [{ filter: 'datum.times < 1' }],
          mark: { type: 'text', align: 'right', dx: -4, color: ink },
          encoding: { y, x, text: { field: 'label' } },
        },
      ],
    },
    title: { text: `Time per step, beside ${base}`, subtitle: report.machine, anchor: 'start' },
  });
}

/** How much of the peak is reached: a panel for each case, a bar for each peer. */
export function fractionChart(values: readonly Fraction[]): Promise<string> {
  const y = { field: 'peer', type: 'nominal', sort: null, title: null, axis: { ticks: false, domain: false } };
  const x = {
    field: 'fraction',
    type: 'quantitative',
    scale: { domainMin: 0, domainMax: 1.2, clamp: true },
    title: "fraction of WebAssembly's peak",
    axis: { format: '.0%' },
  };
  return render({
    data: { values },
    facet: { field: 'case', type: 'nominal', sort: values.map((value) => value.case), title: null },
    columns: 3,
    spec: {
      width: 200,
      height: { step: 15 },
      layer: [
        {
          mark: { type: 'bar', height: 10 },
          encoding: { y, x, color: { field: 'peer', type: 'nominal', legend: null } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 4, color: ink },
          encoding: { y, x, text: { field: 'fraction', format: '.0%' } },
        },
      ],
    },
    title: { text: 'How near the peak', anchor: 'start' },
  });
}

/** Time per step against what grows: a panel each, both scales logarithmic. */
export function scalingChart(points: readonly ScalingPoint[]): Promise<string> {
  const log = { type: 'log', nice: false };
  const x = { field: 'value', type: 'quantitative', scale: log, title: null, axis: { format: '~s', tickCount: 4 } };
  const y = {
    field: 'median',
    type: 'quantitative',
    scale: { type: 'log' },
    title: 'ms per step',
    axis: { format: '~g' },
  };
  const color = { field: 'series', type: 'nominal', sort: null, title: null };
  return render({
    data: { values: points },
    facet: { field: 'axis', type: 'nominal', sort: points.map(({ axis }) => axis), title: null },
    columns: 3,
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 220,
      height: 200,
      layer: [
        { mark: { type: 'line', point: true }, encoding: { x, y, color } },
        { mark: 'rule', encoding: { x, y: { ...y, field: 'fastest' }, y2: { field: 'slowest' }, color } },
      ],
    },
    title: { text: 'Cost of one training step', anchor: 'start' },
  });
}

const ink = '#333';

/** The SVG text of a specification, in the look that all charts share. */
export async function render(spec: object): Promise<string> {
  const styled = {
    padding: 16,
    background: 'white',
    ...spec,
    config: {
      font: 'DejaVu Sans, Verdana, sans-serif',
      view: { stroke: null },
      title: { fontSize: 15, color: ink, subtitleColor: '#555', offset: 16 },
      header: { labelFontSize: 12, labelFontWeight: 'bold', labelColor: ink },
      axis: { gridColor: '#e6e6e6', domainColor: '#999', tickColor: '#999', labelColor: ink, titleColor: ink },
    },
  } as unknown as TopLevelSpec;
  const view = new View(parse(compile(styled).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
