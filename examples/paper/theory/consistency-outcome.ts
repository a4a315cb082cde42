/** What the fits of consistency.ts show: values and errors against the number of samples and the width. */
import type { Finding, Picture } from '../experiment.ts';
import { mean, spread } from '../statistics.ts';
import { type Fit, truth } from './consistency.ts';

const meanOf = (fits: readonly Fit[], key: 'plugIn' | 'heldOut') => mean(fits.map((each) => each[key]));

function select(fits: readonly Fit[], samples: number, width: number): Fit[] {
  return fits.filter((each) => each.samples === samples && each.width === width);
}

function extremes(fits: readonly Fit[]) {
  const all = { samples: fits.map(({ samples }) => samples), widths: fits.map(({ width }) => width) };
  return {
    few: Math.min(...all.samples),
    many: Math.max(...all.samples),
    narrow: Math.min(...all.widths),
    wide: Math.max(...all.widths),
  };
}

export function consistencyFindings(fits: readonly Fit[]): Finding[] {
  const { few, many, narrow, wide } = extremes(fits);
  const beside = `truth ${truth.toFixed(4)}`;
  const fewWide = select(fits, few, wide);
  const manyWide = select(fits, many, wide);
  const manyNarrow = select(fits, many, narrow);
  const error = (value: number) => Math.abs(value - truth);
  return [
    {
      what: `${few} samples, ${wide} hidden units: on them, and on fresh rows`,
      measured: `${spread(fewWide.map(({ plugIn }) => plugIn))}, ${spread(fewWide.map(({ heldOut }) => heldOut))}`,
      beside,
      target: {
        text: 'above the truth, below it',
        met: meanOf(fewWide, 'plugIn') > truth && meanOf(fewWide, 'heldOut') < truth,
      },
    },
    {
      what: `${many.toLocaleString('en-US')} samples, ${wide} hidden units: on them, and on fresh rows`,
      measured: `${spread(manyWide.map(({ plugIn }) => plugIn))}, ${spread(manyWide.map(({ heldOut }) => heldOut))}`,
      beside,
      target: {
        text: 'both within 4 %',
        met: (['plugIn', 'heldOut'] as const).every((key) => error(meanOf(manyWide, key)) < 0.04 * truth),
      },
    },
    {
      what: `${many.toLocaleString('en-US')} samples, ${narrow} hidden units: on fresh rows`,
      measured: spread(manyNarrow.map(({ heldOut }) => heldOut)),
      beside,
      target: {
        text: 'further below than the wide network',
        met: meanOf(manyNarrow, 'heldOut') < meanOf(manyWide, 'heldOut'),
      },
    },
  ];
}

export function consistencyPictures(fits: readonly Fit[]): Picture[] {
  return [valuesPicture(fits), errorPicture(fits)];
}

const samplesAxis = {
  field: 'samples',
  type: 'quantitative',
  title: 'samples, N',
  scale: { type: 'log' },
  axis: { format: '~s', values: [100, 1000, 10_000, 100_000] },
};

function valuesPicture(fits: readonly Fit[]): Picture {
  const readings = fits.flatMap(({ samples, width, seed, plugIn, heldOut }) => [
    { samples, width, seed, read: 'on its own samples', value: plugIn },
    { samples, width, seed, read: 'on fresh rows', value: heldOut },
  ]);
  const color = { field: 'read', type: 'nominal', title: 'critic read', sort: null };
  return {
    name: 'consistency',
    caption:
      'Critics fitted to N samples, by the width of their hidden layer: points are seeds, lines their means, the truth is dashed. Values on the samples themselves come down to what the network can reach, values on fresh rows rise to it; only wide networks can reach the truth.',
    spec: {
      data: { values: readings },
      facet: { field: 'width', type: 'ordinal', title: 'hidden units' },
      columns: 4,
      spec: {
        width: 170,
        height: 240,
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3], color: '#555' }, encoding: { y: { datum: truth } } },
          {
            mark: { type: 'line' },
            encoding: { x: samplesAxis, y: { field: 'value', aggregate: 'mean', type: 'quantitative' }, color },
          },
          {
            mark: { type: 'point', size: 18, opacity: 0.7 },
            encoding: { x: samplesAxis, y: { field: 'value', type: 'quantitative', title: 'nats' }, color },
          },
        ],
      },
    },
  };
}

function errorPicture(fits: readonly Fit[]): Picture {
  const values = fits.map(({ samples, width, heldOut }) => ({ samples, width, error: Math.abs(heldOut - truth) }));
  return {
    name: 'error',
    caption:
      'Distance of the values on fresh rows from the truth, means over seeds. More samples help as far as the network goes; errors of a few thousandths are within the noise of the reading.',
    spec: {
      width: 420,
      height: 280,
      data: { values },
      mark: { type: 'line', point: true },
      encoding: {
        x: samplesAxis,
        y: {
          field: 'error',
          aggregate: 'mean',
          type: 'quantitative',
          title: 'error, nats',
          scale: { type: 'log' },
          axis: { format: '~g', values: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3] },
        },
        color: { field: 'width', type: 'ordinal', title: 'hidden units' },
      },
    },
  };
}
