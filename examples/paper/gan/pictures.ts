/** What is drawn of every GAN experiment: samples as points, over the iterations and over the seeds; their density; the curves of training. */
import type { Picture } from '../experiment.ts';
import { type Cell, densityCells } from './density.ts';
import { type GanResult, type StudyResult, type Variant, variantName, variantsOf } from './studies.ts';
import type { Points } from './train.ts';

/** The square that is drawn reaches from minus this to this. */
export interface Frame {
  readonly reach: number;
  /** Standard deviation of the kernel of a density. */
  readonly bandwidth: number;
}

const side = 170;

export function snapshotPictures<Measures>(result: GanResult<Measures>, frame: Frame): Picture[] {
  return result.studies.map((study) => ({
    name: `${study.name}-snapshots`,
    caption: `${study.title}: the data, and samples after so many iterations (seed ${study.runs[0].seed}).`,
    spec: scatter(
      study.informationWeights.flatMap((weight) => {
        const run = study.runs.find(({ informationWeight }) => informationWeight === weight)!;
        const row = variantName(weight);
        return [
          ...rowsOf(result.data, { row, column: 'data' }),
          ...run.snapshots.flatMap(({ iteration, samples }) =>
            rowsOf(samples, { row, column: iteration.toLocaleString('en') }),
          ),
        ];
      }),
      ['data', ...study.runs[0].snapshots.map(({ iteration }) => iteration.toLocaleString('en'))],
      'iterations',
      frame,
    ),
  }));
}

/** Of studies with more than one seed. */
export function seedPictures<Measures>(result: GanResult<Measures>, frame: Frame): Picture[] {
  return result.studies
    .filter(({ seeds }) => seeds > 1)
    .map((study) => ({
      name: `${study.name}-seeds`,
      caption: `${study.title}: samples at the end, seed by seed.`,
      spec: scatter(
        study.runs.flatMap(({ seed, informationWeight, snapshots }) => {
          const { x, y } = snapshots.at(-1)!.samples;
          const few = { x: x.slice(0, 400), y: y.slice(0, 400) };
          return rowsOf(few, { row: variantName(informationWeight), column: String(seed) });
        }),
        [...new Set(study.runs.map(({ seed }) => String(seed)))],
        'seed',
        frame,
      ),
    }));
}

/** Kernel density estimates of the last samples of each variant's first run. */
export function densityPicture<Measures>(result: GanResult<Measures>, { reach, bandwidth }: Frame): Picture {
  const panels = [
    { panel: 'data', points: result.data },
    ...variantsOf(result).map(({ study, name, runs }) => ({
      panel: `${study.title}, ${name}`,
      points: runs[0].snapshots.at(-1)!.samples,
    })),
  ];
  const cells = panels.flatMap(({ panel, points }) =>
    densityCells(points, reach, bandwidth).map((cell) => ({ panel, ...overlapping(cell) })),
  );
  const edge = (name: string) => ({
    field: name,
    type: 'quantitative',
    scale: { domain: [-reach, reach] },
    axis: null,
  });
  return {
    name: 'density',
    caption: `Kernel density estimates of the data and of samples at the end (Gaussian kernel, standard deviation ${bandwidth}; each panel has its own scale).`,
    spec: {
      data: { values: cells },
      facet: { field: 'panel', type: 'nominal', title: null, sort: panels.map(({ panel }) => panel) },
      columns: 3,
      spec: {
        width: 230,
        height: 230,
        view: { fill: '#440154', stroke: null },
        mark: { type: 'rect', clip: true, strokeWidth: 0 },
        encoding: {
          x: edge('x'),
          x2: { field: 'x2' },
          y: edge('y'),
          y2: { field: 'y2' },
          color: {
            field: 'density',
            type: 'quantitative',
            scale: { scheme: 'viridis', domain: [0, 1] },
            title: ['share of the', 'highest density'],
          },
        },
      },
    },
  };
}

/** Reaching a little into its neighbours, so that no seams show between them. */
function overlapping(cell: Cell): Cell {
  return { ...cell, x2: cell.x2 + 0.2 * (cell.x2 - cell.x), y2: cell.y2 + 0.2 * (cell.y2 - cell.y) };
}

/** One measure of every run at the end, a dot a seed. */
export function measurePicture<Measures>(
  result: GanResult<Measures>,
  measures: readonly { readonly title: string; readonly of: (measures: Measures) => number }[],
): Picture {
  const values = variantsOf(result).flatMap(({ study, name, runs }: Variant<Measures>) =>
    runs.flatMap(({ seed, snapshots }) =>
      measures.map(({ title, of }) => ({
        variant: `${study.title}, ${name}`,
        seed: String(seed),
        measure: title,
        value: of(snapshots.at(-1)!.measures),
      })),
    ),
  );
  return {
    name: 'measures',
    caption: 'What is measured of the samples at the end, one dot a seed.',
    spec: {
      data: { values },
      facet: { field: 'measure', type: 'nominal', title: null, sort: measures.map(({ title }) => title) },
      columns: 2,
      resolve: { scale: { x: 'independent' } },
      spec: {
        width: 260,
        height: { step: 24 },
        mark: { type: 'point', filled: true, size: 60, opacity: 0.7 },
        encoding: {
          x: { field: 'value', type: 'quantitative', title: null, scale: { zero: false, nice: true } },
          y: {
            field: 'variant',
            type: 'nominal',
            title: null,
            axis: { labelLimit: 0 },
            sort: [...new Set(values.map((each) => each.variant))],
          },
          color: { field: 'seed', type: 'nominal' },
        },
      },
    },
  };
}

/** The losses of the first seed of each study, and the information where it is measured. */
export function historyPicture<Measures>(result: GanResult<Measures>): Picture {
  const curves = variantsOf(result).flatMap(({ study, name, runs: [{ history }] }) =>
    history.flatMap(({ iteration, discriminator, generator, information }) => {
      const of = { study: study.title, variant: name, iteration };
      return [
        { ...of, curve: "discriminator's loss", value: discriminator },
        { ...of, curve: "generator's loss", value: generator },
        ...(information === undefined ? [] : [{ ...of, curve: 'information, nats', value: information }]),
      ];
    }),
  );
  return {
    name: 'history',
    caption: `Losses, and MINE's estimate of the information between samples and noise (seed ${result.studies[0].runs[0].seed}; means over some turns).`,
    spec: {
      data: { values: curves },
      facet: {
        row: {
          field: 'study',
          type: 'nominal',
          title: null,
          sort: result.studies.map(({ title }: StudyResult<Measures>) => title),
          // What a title has in brackets goes on a line of its own: a row is not high enough for both.
          header: { labelExpr: "split(replace(datum.label, ' (', '\\n('), '\\n')" },
        },
        column: { field: 'curve', type: 'nominal', title: null, sort: null },
      },
      resolve: { scale: { x: 'independent', y: 'independent' } },
      spec: {
        width: 220,
        height: 160,
        mark: { type: 'line', strokeWidth: 1 },
        encoding: {
          x: { field: 'iteration', type: 'quantitative', title: 'iteration', axis: { tickCount: 4 } },
          y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
          color: { field: 'variant', type: 'nominal', title: null, scale: { domain: ['GAN', 'GAN + MINE'] } },
        },
      },
    },
  };
}

interface Place {
  readonly row: string;
  readonly column: string;
}

function rowsOf({ x, y }: Points, place: Place): (Place & { x: number; y: number })[] {
  return x.map((value, index) => ({ ...place, x: value, y: y[index] }));
}

/** Small multiples of points; what lies outside the frame is not drawn. */
function scatter(
  points: readonly (Place & { x: number; y: number })[],
  columns: readonly string[],
  title: string,
  { reach }: Frame,
) {
  const axis = (field: string) => ({
    field,
    type: 'quantitative',
    title: null,
    scale: { domain: [-reach, reach], nice: false },
    axis: { tickCount: 4, labels: false, ticks: false },
  });
  return {
    data: { values: points },
    facet: {
      row: { field: 'row', type: 'nominal', title: null },
      column: { field: 'column', type: 'nominal', title, sort: columns },
    },
    spec: {
      width: side,
      height: side,
      view: { stroke: '#cccccc' },
      mark: { type: 'circle', size: 5, opacity: 0.6, clip: true },
      encoding: { x: axis('x'), y: axis('y') },
    },
  };
}
