/** Figure 1: estimates against correlation, a panel for each dimension; and how the estimates of many dimensions converge. */
import type { Picture } from '../experiment.ts';
import { mean } from '../statistics.ts';
import type { Result } from './experiment.ts';
import { many, type ReadingName, settingsOf, truthOf, valuesOf } from './readings.ts';

interface Drawn {
  readonly name: ReadingName;
  readonly color: string;
  readonly shape: string;
}

const shown: readonly Drawn[] = [
  { name: 'MINE', color: '#1f77b4', shape: 'circle' },
  { name: 'MINE, held out', color: '#6db1e0', shape: 'cross' },
  { name: 'MINE-f', color: '#e07b00', shape: 'triangle-up' },
  { name: 'KSG', color: '#2a9d4a', shape: 'square' },
  { name: 'Jensen-Shannon', color: '#a04fb0', shape: 'diamond' },
];

const ink = '#333';

export function pictures(result: Result): Picture[] {
  const dimensions = [...new Set(settingsOf(result).map((setting) => setting.dimensions))];
  return [
    {
      name: 'figure-1',
      caption:
        'Estimates against correlation, one panel a dimension of X and of Y; the black line is the truth. MINE and MINE-f as running means of ' +
        'batches, as in the paper, and MINE on held-out rows.',
      spec: { hconcat: dimensions.map((each) => panel(result, each)) },
    },
    ...dimensions.filter((each) => each >= many).map((each) => convergence(result, each)),
  ];
}

function panel(result: Result, dimensions: number): object {
  const settings = settingsOf(result).filter((setting) => setting.dimensions === dimensions);
  const estimates = settings.flatMap((setting) =>
    shown.flatMap(({ name }) => {
      const values = valuesOf(result, setting, name);
      return values.length === 0 ? [] : [{ correlation: setting.correlation, estimator: name, nats: mean(values) }];
    }),
  );
  const correlations = settings.map(({ correlation }) => correlation);
  const x = {
    field: 'correlation',
    type: 'quantitative',
    title: 'ρ',
    scale: { domain: [Math.min(...correlations) < 0 ? -1 : 0, 1] },
  };
  const y = { field: 'nats', type: 'quantitative', title: 'nats' };
  return {
    title: `${dimensions} + ${dimensions}`,
    width: 260,
    height: 280,
    layer: [
      {
        data: {
          values: truthCurve(dimensions, correlations),
        },
        mark: { type: 'line', color: ink },
        encoding: { x, y },
      },
      {
        data: { values: estimates },
        mark: { type: 'point', size: 45, strokeWidth: 1.6 },
        encoding: { x, y, color: colorOf(shown), shape: shapeOf(shown) },
      },
    ],
  };
}

const byEstimator = { field: 'estimator', type: 'nominal', title: null };

const colorOf = (estimators: readonly Drawn[]) => ({
  ...byEstimator,
  scale: { domain: estimators.map(({ name }) => name), range: estimators.map(({ color }) => color) },
});

const shapeOf = (estimators: readonly Drawn[]) => ({
  ...byEstimator,
  scale: { domain: estimators.map(({ name }) => name), range: estimators.map(({ shape }) => shape) },
});

/** Closely spaced, as far as the correlations go to either side: beyond, it has no end. */
function truthCurve(dimensions: number, correlations: readonly number[]) {
  const [from, to] = [Math.min(0, ...correlations), Math.max(0, ...correlations)];
  return Array.from({ length: 201 }, (_, index) => {
    const correlation = from + ((to - from) * index) / 200;
    return { correlation, nats: truthOf({ dimensions, correlation }) };
  });
}

function convergence({ trained }: Result, dimensions: number): Picture {
  const runs = trained.filter((run) => run.dimensions === dimensions);
  const values = runs.flatMap((run) =>
    run.curve.map((nats, index) => ({
      estimator: run.objective,
      seed: run.seed,
      panel: `ρ = ${run.correlation}`,
      share: (index + 1) / run.curve.length,
      nats,
      truth: truthOf(run),
    })),
  );
  return {
    name: `convergence-${dimensions}`,
    caption: `${dimensions} + ${dimensions} dimensions: what batches gave during training, in means over a hundredth of it, as far as they are not below zero; the truth is dashed.`,
    spec: {
      data: { values },
      facet: { field: 'panel', type: 'nominal', title: null, sort: null },
      columns: 3,
      resolve: { scale: { y: 'independent' } },
      spec: {
        width: 240,
        height: 180,
        layer: [
          {
            mark: { type: 'line', strokeWidth: 1.2, clip: true },
            encoding: {
              x: { field: 'share', type: 'quantitative', title: 'share of the training', axis: { format: '.0%' } },
              y: { field: 'nats', type: 'quantitative', title: 'nats', scale: { domainMin: 0 } },
              color: colorOf(shown.filter(({ name }) => runs.some(({ objective }) => objective === name))),
              detail: { field: 'seed' },
            },
          },
          {
            transform: [{ aggregate: [{ op: 'min', field: 'truth', as: 'truth' }] }],
            mark: { type: 'rule', strokeDash: [4, 3], color: ink },
            encoding: { y: { field: 'truth', type: 'quantitative' } },
          },
        ],
      },
    },
  };
}
