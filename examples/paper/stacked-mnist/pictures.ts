/** What the generators make, how many kinds of images that are, and how it came about. */
import type { Picture } from '../experiment.ts';
import { mean } from '../statistics.ts';
import { runsByVariant } from './findings.ts';
import { expectedDivergence, kinds } from './modes.ts';
import type { Result } from './result.ts';

export function picturesOf(result: Result): Picture[] {
  return [samples(result), measures(result), progress(result)];
}

function samples({ real, outcomes }: Result): Picture {
  const panels = [
    { title: 'real', grid: real.grid },
    ...runsByVariant(outcomes).map(({ name, runs }) => ({ title: name, grid: runs[0].grid })),
  ];
  return {
    name: 'samples',
    caption: 'Real stacks, and what each generator makes in the end; nothing is chosen.',
    spec: {
      columns: 3,
      concat: panels.map(({ title, grid }) => ({
        title: { text: title, anchor: 'middle' },
        width: 178,
        height: 178,
        view: { stroke: null },
        data: { values: [{ grid }] },
        mark: { type: 'image', width: 178, height: 178 },
        encoding: { url: { field: 'grid' }, x: { value: 89 }, y: { value: 89 } },
      })),
    },
  };
}

/** Of the paper's table 1: modes and divergence of variants that it has too. */
const paper = [
  { name: 'GAN', modes: 99, divergence: 3.4 },
  { name: 'GAN + MINE', modes: 1000, divergence: 0.05 },
  { name: 'PacGAN2', modes: 1000, divergence: 0.06 },
];

function measures({ real, outcomes }: Result): Picture {
  const ours = runsByVariant(outcomes).map(({ name, runs }) => ({
    name,
    modes: mean(runs.map(({ modes }) => modes)),
    divergence: mean(runs.map(({ divergence }) => divergence)),
  }));
  const order = [...ours.map(({ name }) => name), 'real'];
  const rows = [...ours, { name: 'real', modes: real.test.modes, divergence: real.test.divergence }];
  const panel = (field: 'modes' | 'divergence', title: string, axis: object, format: string) => ({
    width: 300,
    height: { step: 30 },
    encoding: { y: { field: 'name', type: 'nominal', sort: order, title: null } },
    layer: [
      {
        data: { values: rows },
        mark: { type: 'bar', height: 14 },
        encoding: {
          x: { field, type: 'quantitative', title, ...axis },
          color: { condition: { test: "datum.name === 'real'", value: '#999' }, value: '#4c78a8' },
        },
      },
      {
        data: { values: rows },
        mark: { type: 'text', align: 'left', dx: 4, fontSize: 10 },
        encoding: { x: { field, type: 'quantitative' }, text: { field, format } },
      },
      {
        data: { values: paper.filter(({ name }) => order.includes(name)) },
        mark: { type: 'tick', thickness: 2, size: 22, color: '#e45756' },
        encoding: { x: { field, type: 'quantitative' } },
      },
    ],
  });
  return {
    name: 'modes',
    caption: `Modes, and the divergence from even ones in nats, of ${real.test.images} images each. Red marks are the paper's numbers; ${real.test.images} even images are expected to have a divergence of ${expectedDivergence(real.test.images).toFixed(4)}.`,
    spec: {
      hconcat: [
        panel(
          'modes',
          `modes of ${kinds}`,
          { scale: { domain: [0, 1120] }, axis: { values: [0, 250, 500, 750, 1000] } },
          '.0f',
        ),
        panel('divergence', 'KL to even modes (nats)', { scale: { domain: [0, 7.8] } }, '.3f'),
      ],
    },
  };
}

function progress({ outcomes }: Result): Picture {
  const values = outcomes.flatMap(({ variant, seed, snapshots }) =>
    snapshots.map(({ iteration, modes, divergence }) => ({ name: variant.name, seed, iteration, modes, divergence })),
  );
  const order = runsByVariant(outcomes).map(({ name }) => name);
  const images = outcomes[0]?.snapshots[0]?.images ?? 0;
  const panel = (field: 'modes' | 'divergence', title: string, domain: number[]) => ({
    width: 320,
    height: 260,
    mark: { type: 'line', point: { size: 18 } },
    encoding: {
      x: { field: 'iteration', type: 'quantitative' },
      y: { field, type: 'quantitative', title, scale: { domain } },
      color: { field: 'name', type: 'nominal', sort: order, title: null },
      detail: { field: 'seed' },
    },
  });
  return {
    name: 'progress',
    caption: `The same in the course of training, counted on ${images} images, of which even ones would have a divergence of ${expectedDivergence(images).toFixed(2)}.`,
    spec: {
      data: { values },
      hconcat: [
        panel('modes', `modes of ${kinds}`, [0, kinds]),
        panel('divergence', 'KL to even modes (nats)', [0, 7]),
      ],
    },
  };
}
