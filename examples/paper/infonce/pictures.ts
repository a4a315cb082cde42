/** The picture of InfoNCE: the bound against K, between its ceiling and the truth. */
import type { Picture } from '../experiment.ts';
import type { Result } from './experiment.ts';
import { describe } from './scores.ts';

export function picturesOf({ optimal, trained }: Result): Picture[] {
  // Where every ceiling is far above the truth, it would press the rest down.
  const lowestCeiling = Math.log(Math.min(...optimal.map(({ groupSize }) => groupSize)));
  const drawn = new Set(trained.map(describe));
  const bestValues = optimal.filter((point) => drawn.has(describe(point)));
  const curves = bestValues.flatMap((point) => {
    const { groupSize, truth, reading } = point;
    const common = { case: describe(point), groupSize };
    return [
      { ...common, curve: 'truth', value: truth },
      { ...common, curve: 'ceiling, log K', value: Math.log(groupSize) },
      { ...common, curve: 'best critic', value: reading.value },
    ].filter(({ curve }) => curve !== 'ceiling, log K' || truth > lowestCeiling);
  });
  const points = trained.map((point) => ({
    case: describe(point),
    groupSize: point.groupSize,
    curve: 'trained critic',
    value: point.trained.value,
  }));
  const x = {
    field: 'groupSize',
    type: 'quantitative',
    title: 'K',
    scale: { type: 'log', base: 2, nice: false },
    axis: { values: bestValues.map(({ groupSize }) => groupSize), format: 'd' },
  };
  const y = { field: 'value', type: 'quantitative', title: 'nats' };
  const color = {
    field: 'curve',
    type: 'nominal',
    title: null,
    scale: {
      domain: ['truth', 'ceiling, log K', 'best critic', 'trained critic'],
      range: ['#333333', '#c9a227', '#2c7fb8', '#c0392b'],
    },
  };
  return [
    {
      name: 'ceiling',
      caption:
        'InfoNCE against the number of candidates K. The best critic runs below both the truth and log K, and trained separable critics, one point for each seed, below the best. In one dimension every log K is above the picture. With 16.6 nats in the data the bound measures K alone.',
      spec: {
        data: { values: [...curves, ...points] },
        facet: { field: 'case', type: 'nominal', title: null, sort: [...drawn] },
        columns: 2,
        resolve: { scale: { y: 'independent' } },
        spec: {
          width: 280,
          height: 220,
          layer: [
            {
              transform: [{ filter: "datum.curve !== 'trained critic'" }],
              mark: 'line',
              encoding: {
                x,
                y,
                color,
                strokeDash: {
                  condition: { test: "datum.curve === 'truth' || datum.curve === 'ceiling, log K'", value: [5, 3] },
                  value: [1, 0],
                },
              },
            },
            {
              transform: [{ filter: "datum.curve === 'trained critic'" }],
              mark: { type: 'point', size: 45, filled: false },
              encoding: { x, y, color },
            },
          ],
        },
      },
    },
  ];
}
