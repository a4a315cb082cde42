/** Figure 2: the heat map of estimates, and beside it what the figure lacks: the truth, and how far the estimates are from it. */
import type { Picture } from '../experiment.ts';
import { groupsBy } from '../groups.ts';
import { mean } from '../statistics.ts';
import type { Estimate, Result } from './experiment.ts';

const maps = [
  { title: 'estimate', field: 'estimate', scheme: 'viridis', format: '.2f' },
  { title: 'truth', field: 'truth', scheme: 'viridis', format: '.2f' },
  { title: 'estimate − truth', field: 'error', scheme: 'blueorange', format: '+.3f' },
] as const;

export function pictures(result: Result): Picture[] {
  const plain = result.filter(({ view }) => view === 'X');
  const invariance = result.filter(({ view }) => view !== 'X');
  return [
    ...groupsBy(plain, ({ dimensions }) => `${dimensions}`).map(heatMaps),
    {
      name: 'invariance',
      caption:
        'Information about Y in X and in one-to-one functions of X, for Y = X + σε; the black line is the truth of all of them.',
      spec: curves([...plain.filter(isComparable(invariance)), ...invariance]),
    },
  ];
}

const isComparable = (views: readonly Estimate[]) => (estimate: Estimate) =>
  views.some(({ dimensions, relation }) => estimate.dimensions === dimensions && estimate.relation === relation);

function heatMaps(estimates: readonly Estimate[]): Picture {
  const { dimensions } = estimates[0];
  const values = groupsBy(estimates, ({ relation, noise }) => `${relation} ${noise}`).map((cell) => {
    const { relation, noise, truth } = cell[0];
    const estimate = mean(cell.map(({ heldOut }) => heldOut));
    return { relation, noise, truth, estimate, error: estimate - truth };
  });
  const [most, worst] = [
    Math.max(...values.flatMap(({ truth, estimate }) => [truth, estimate])),
    Math.max(...values.map(({ error }) => Math.abs(error))),
  ];
  return {
    name: `heat-maps-${dimensions}`,
    caption: `${dimensions} + ${dimensions} dimensions: held-out estimates, the truth, and the difference, in nats.`,
    spec: {
      data: { values },
      resolve: { scale: { color: 'independent' } },
      vconcat: maps.map(({ title, field, scheme, format }) => ({
        title,
        width: { step: 56 },
        height: { step: 34 },
        encoding: {
          x: { field: 'noise', type: 'ordinal', title: 'σ', axis: { labelAngle: 0 } },
          y: { field: 'relation', type: 'nominal', sort: null, title: null },
        },
        layer: [
          {
            mark: 'rect',
            encoding: {
              color: {
                field,
                type: 'quantitative',
                title: 'nats',
                scale: { scheme, domain: field === 'error' ? [-worst, worst] : [0, most] },
              },
            },
          },
          {
            mark: { type: 'text', fontSize: 11 },
            encoding: {
              text: { field, type: 'quantitative', format },
              color: {
                condition: {
                  test: field === 'error' ? `abs(datum.error) > ${0.6 * worst}` : `datum.${field} < ${most / 2}`,
                  value: 'white',
                },
                value: '#222',
              },
            },
          },
        ],
      })),
    },
  };
}

function curves(estimates: readonly Estimate[]): object {
  const x = { field: 'noise', type: 'quantitative', title: 'σ' };
  return {
    data: { values: estimates.map(({ view, noise, truth, heldOut }) => ({ view, noise, truth, heldOut })) },
    width: 380,
    height: 280,
    layer: [
      {
        mark: { type: 'line', color: '#333' },
        encoding: { x, y: { field: 'truth', type: 'quantitative', title: 'nats', aggregate: 'min' } },
      },
      {
        mark: { type: 'point', size: 60, opacity: 0.8 },
        encoding: {
          x,
          y: { field: 'heldOut', type: 'quantitative' },
          color: { field: 'view', type: 'nominal', title: 'seen in place of X', sort: null },
          shape: { field: 'view', type: 'nominal', title: 'seen in place of X', sort: null },
        },
      },
    ],
  };
}
