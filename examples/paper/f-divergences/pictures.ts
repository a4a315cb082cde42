/** The pictures of the f-divergence family: trained values over the exact curves, their relative errors, and the mistaken conjugate. */
import { divergenceKinds, gaussianFDivergence } from '@infograd/mine';
import type { Picture } from '../experiment.ts';
import type { Estimate, Result } from './experiment.ts';
import { fromIndependence, nameOf } from './names.ts';

export function picturesOf({ exact, estimates }: Result): Picture[] {
  return [tableOf(estimates), errorsOf(estimates), mistakeOf(exact.mistake)];
}

const panelOrder = divergenceKinds.map(nameOf);

function tableOf(estimates: readonly Estimate[]): Picture {
  const truth = divergenceKinds.flatMap((kind) =>
    Array.from({ length: 91 }, (_, index) => {
      const rho = index / 100;
      return { kind: nameOf(kind), rho, truth: gaussianFDivergence(kind, { rho }) };
    }),
  );
  // Values that are far off would make every other one invisible; the next picture and the table have them.
  const trained = estimates.flatMap(({ kind, rho, truth, trained: { value } }) =>
    value !== null && Math.abs(value - truth) < 2 + truth && rho <= 0.9
      ? [{ kind: nameOf(kind), rho, value, truth: null }]
      : [],
  );
  const x = {
    field: 'rho',
    type: 'quantitative',
    title: 'correlation',
    axis: { values: [0, 0.3, 0.6, 0.9], format: '.1f' },
  };
  return {
    name: 'table',
    caption:
      'Six divergences against the correlation: lines are exact, points are trained critics on fresh rows, one for each seed. Points that are off by more than 2 plus the truth are left out here.',
    spec: {
      data: { values: [...truth, ...trained] },
      facet: { field: 'kind', type: 'nominal', title: null, sort: panelOrder },
      columns: 3,
      resolve: { scale: { y: 'independent' } },
      spec: {
        width: 200,
        height: 170,
        layer: [
          {
            transform: [{ filter: 'datum.truth !== null' }],
            mark: { type: 'line', color: '#888' },
            encoding: { x, y: { field: 'truth', type: 'quantitative', title: null, scale: { zero: false } } },
          },
          {
            transform: [{ filter: 'datum.truth === null' }],
            mark: { type: 'point', color: '#c0392b', size: 40 },
            encoding: { x, y: { field: 'value', type: 'quantitative' } },
          },
        ],
      },
    },
  };
}

/** Where the picture of errors ends; what is beyond stands on its edge. */
const edge = 50;

function errorsOf(estimates: readonly Estimate[]): Picture {
  const points = estimates.flatMap(({ kind, rho, seed, truth, trained, optimal }) =>
    Object.entries({ 'trained critic': trained, 'best critic': optimal }).map(([critic, { value }]) => {
      const share = value === null ? -Infinity : fromIndependence(kind, value) / fromIndependence(kind, truth) - 1;
      const error = Math.max(-edge, Math.min(edge, 100 * share));
      return { kind: nameOf(kind), rho: `${rho}`, seed, critic, error };
    }),
  );
  return {
    name: 'errors',
    caption: `Relative error of each reading on fresh rows, in percent; the band is 6 %. Beside the trained critics, the noise of the reading alone: the best critic there is, on the same rows. Points on the edge lie at ${edge} % or beyond.`,
    spec: {
      data: { values: points },
      facet: { field: 'kind', type: 'nominal', title: null, sort: panelOrder },
      columns: 3,
      spec: {
        width: 220,
        height: 190,
        layer: [
          { mark: { type: 'rect', color: '#eef3ee' }, encoding: { y: { datum: -6 }, y2: { datum: 6 } } },
          { mark: { type: 'rule', color: '#888' }, encoding: { y: { datum: 0 } } },
          {
            mark: { type: 'point', size: 45 },
            encoding: {
              x: { field: 'rho', type: 'nominal', title: 'correlation', axis: { labelAngle: 0 } },
              xOffset: { field: 'critic', sort: ['trained critic', 'best critic'] },
              y: {
                field: 'error',
                type: 'quantitative',
                title: 'relative error, %',
                scale: { domain: [-edge, edge] },
              },
              color: {
                field: 'critic',
                type: 'nominal',
                title: null,
                legend: { orient: 'bottom' },
                sort: ['trained critic', 'best critic'],
                scale: { range: ['#c0392b', '#7f8c8d'] },
              },
            },
          },
        ],
      },
    },
  };
}

function mistakeOf({ right, wrong, truth }: Result['exact']['mistake']): Picture {
  const curves = [
    { conjugate: 't / (1 - t)', values: right },
    { conjugate: '1 / (1 - t)', values: wrong },
  ].flatMap(({ conjugate, values }) => values.map((value, step) => ({ conjugate, step, value })));
  return {
    name: 'squared-hellinger',
    caption:
      'Squared Hellinger on the discrete pair A while a critic climbs: with the mistaken conjugate the curve runs exactly 1 below the right one, in parallel, because the gradients are the same. The truth is dashed.',
    spec: {
      width: 420,
      height: 260,
      layer: [
        {
          data: { values: curves },
          mark: 'line',
          encoding: {
            x: { field: 'step', type: 'quantitative' },
            y: { field: 'value', type: 'quantitative', title: 'bound' },
            color: { field: 'conjugate', type: 'nominal', title: 'conjugate', sort: null },
          },
        },
        { mark: { type: 'rule', strokeDash: [4, 3], color: '#555' }, encoding: { y: { datum: truth } } },
      ],
    },
  };
}
