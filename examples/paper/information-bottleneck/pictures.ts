/** The curves of errors, the table as dots, and how much the codes tell. */
import type { Picture } from '../experiment.ts';
import { mean } from '../statistics.ts';
import { paperErrors, pytorchEpochs, pytorchErrors } from './published.ts';
import type { Run } from './run.ts';
import { type VariantName, variantNamed } from './variants.ts';

export function bottleneckPictures(runs: readonly Run[]): Picture[] {
  return [errorCurves(runs), errorDots(runs), informationCurves(runs)];
}

const titleOf = (name: VariantName) => variantNamed(name).title;
const namesOf = (runs: readonly Run[]) => [...new Set(runs.map(({ variant }) => variant))];

function errorCurves(runs: readonly Run[]): Picture {
  const names = namesOf(runs);
  const ours = runs.flatMap(({ variant, seed, curve }) =>
    curve.map(({ epoch, single }) => ({ variant: titleOf(variant), kind: 'one code', seed, epoch, error: single })),
  );
  // The baseline once more in every other panel, to compare with.
  const reference = names
    .filter((name) => name !== 'baseline')
    .flatMap((name) =>
      runs
        .filter(({ variant }) => variant === 'baseline')
        .flatMap(({ seed, curve }) =>
          curve.map(({ epoch, single }) => ({
            variant: titleOf(name),
            kind: 'baseline',
            seed,
            epoch,
            error: single,
          })),
        ),
    );
  const averaged = runs
    .filter(({ variant }) => variantNamed(variant).code !== 'deterministic')
    .flatMap(({ variant, seed, curve }) =>
      curve.flatMap(({ epoch, averaged }) =>
        averaged === undefined
          ? []
          : [{ variant: titleOf(variant), kind: 'average of 12', seed, epoch, error: averaged }],
      ),
    );
  const lastEpoch = Math.max(...ours.map(({ epoch }) => epoch));
  const pytorch = names.flatMap((name) =>
    (pytorchErrors[name] ?? []).flatMap((error, index) => {
      const epoch = pytorchEpochs[index];
      return epoch > lastEpoch ? [] : [{ variant: titleOf(name), kind: 'PyTorch', seed: -1, epoch, error }];
    }),
  );
  const kinds = { domain: ['one code', 'average of 12', 'baseline', 'PyTorch'] };
  const color = {
    field: 'kind',
    title: null,
    scale: { ...kinds, range: ['#4c78a8', '#e45756', '#bbbbbb', '#333333'] },
  };
  const axes = {
    x: { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 } },
    y: {
      field: 'error',
      type: 'quantitative',
      title: 'test error, %',
      scale: { type: 'log', nice: false, padding: 6 },
    },
  };
  return {
    name: 'errors',
    caption:
      'Test error against epoch, one line a seed, with averaged weights: from one code an image, and from the average over 12. Grey is the baseline; ' +
      'rings are the same recipe in PyTorch.',
    spec: {
      data: { values: [...reference, ...ours, ...averaged, ...pytorch] },
      facet: { field: 'variant', sort: names.map(titleOf), title: null },
      columns: 4,
      spec: {
        width: 170,
        height: 150,
        layer: [
          {
            transform: [{ filter: "datum.kind === 'one code' || datum.kind === 'baseline'" }],
            mark: { type: 'line', strokeWidth: 1.5 },
            encoding: { ...axes, color, detail: { field: 'seed' } },
          },
          {
            transform: [{ filter: "datum.kind === 'average of 12'" }],
            mark: { type: 'point', filled: true, size: 28, opacity: 1 },
            encoding: { ...axes, color },
          },
          {
            transform: [{ filter: "datum.kind === 'PyTorch'" }],
            mark: { type: 'point', filled: false, size: 50, strokeWidth: 1.2, opacity: 1 },
            encoding: { ...axes, color },
          },
        ],
      },
    },
  };
}

function errorDots(runs: readonly Run[]): Picture {
  const rows = namesOf(runs).map((name) => {
    const ends = runs.filter(({ variant }) => variant === name).map(({ curve }) => curve.at(-1)!);
    const error = mean(ends.map(({ averaged, single }) => averaged ?? single));
    return { variant: titleOf(name), error, ...interval(error, runs[0].testImages), paper: paperErrors[name] };
  });
  const y = {
    field: 'variant',
    type: 'nominal',
    title: null,
    sort: rows.toSorted((a, b) => b.paper - a.paper).map(({ variant }) => variant),
  };
  const x = (field: string) => ({ field, type: 'quantitative', title: 'test error, %', scale: { zero: false } });
  const whose = (text: string) => ({
    datum: text,
    type: 'nominal',
    title: null,
    scale: { domain: ['measured', 'paper'], range: ['#4c78a8', '#e45756'] },
  });
  return {
    name: 'table',
    caption:
      'Test error at the end, mean over seeds, with the interval in which 95 % of such errors fall by the chance of the test images alone; the paper’s ' +
      'values as diamonds.',
    spec: {
      data: { values: rows },
      width: 420,
      height: { step: 26 },
      layer: [
        { mark: { type: 'rule' }, encoding: { y, x: x('low'), x2: { field: 'high' }, color: whose('measured') } },
        { mark: { type: 'circle', size: 70, opacity: 1 }, encoding: { y, x: x('error'), color: whose('measured') } },
        {
          mark: { type: 'point', shape: 'diamond', filled: true, size: 70, opacity: 1 },
          encoding: { y, x: x('paper'), color: whose('paper') },
        },
      ],
    },
  };
}

/** Of an error in per cent. All seeds are tested on the same images, so that more seeds do not narrow it. */
function interval(error: number, images: number): { low: number; high: number } {
  const share = error / 100;
  const halfWidth = 100 * 1.96 * Math.sqrt((share * (1 - share)) / images);
  return { low: error - halfWidth, high: error + halfWidth };
}

function informationCurves(runs: readonly Run[]): Picture {
  const values = runs.flatMap(({ variant, seed, curve }) =>
    curve.flatMap(({ epoch, information, testInformation }) =>
      [
        { on: 'training batches', nats: information },
        { on: 'test images', nats: testInformation },
      ].flatMap(({ on, nats }) => (nats === undefined ? [] : [{ variant: titleOf(variant), seed, epoch, on, nats }])),
    ),
  );
  const encoding = {
    x: { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 } },
    y: { field: 'nats', type: 'quantitative', title: 'nats' },
    color: { field: 'variant', title: null },
    detail: { field: 'seed' },
  };
  const marks = [
    { on: 'training batches', mark: { type: 'line', strokeWidth: 1.5 } },
    { on: 'test images', mark: { type: 'point', filled: true, size: 50, opacity: 1 } },
  ];
  const panel = (title: string, filter: string) => ({
    title,
    width: 300,
    height: 240,
    transform: [{ filter }],
    layer: marks.map(({ on, mark }) => ({ transform: [{ filter: `datum.on === '${on}'` }], mark, encoding })),
  });
  const kl = `datum.variant === '${titleOf('vib')}'`;
  return {
    name: 'information',
    caption:
      'What the codes tell about the images. Left, the statistics network’s lower bound; right, VIB’s upper bound. Lines are means over training ' +
      'batches of 100 images, dots are of all test images at once.',
    spec: {
      data: { values },
      hconcat: [panel('Donsker-Varadhan, from below', `!(${kl})`), panel('KL to N(0, I), from above', kl)],
    },
  };
}
