/** The pictures of the experiment: images above their reconstructions, the three numbers as bars beside the paper's, and the codes of 25 Gaussians. */
import type { Picture } from '../experiment.ts';
import { mean } from '../statistics.ts';
import { methods } from './bidirectional.ts';
import type { FacesResult } from './faces.ts';
import { published, valuesOf } from './findings.ts';
import type { GaussiansRun } from './gaussians.ts';
import type { ImageStrip } from './image-strip.ts';
import type { Measures, MnistResult } from './mnist.ts';

export function mnistPictures(result: MnistResult): Picture[] {
  const [{ seed }] = result.runs;
  const runs = result.runs.filter((run) => run.seed === seed);
  return [
    {
      name: 'mnist',
      caption: `Images of the test set, and what each method makes of them (seed ${seed}).`,
      spec: strips(
        [
          { title: 'images', strip: result.images },
          ...runs.map(({ method, images }) => ({ title: method, strip: images })),
        ],
        44,
      ),
    },
    {
      name: 'mnist-samples',
      caption: `Decoded codes of the prior (seed ${seed}).`,
      spec: strips(
        runs.map(({ method, samples }) => ({ title: method, strip: samples })),
        44,
      ),
    },
    { name: 'mnist-measures', caption: 'The three numbers beside those of the paper.', spec: bars(result) },
  ];
}

export function facesPictures({ images, runs }: FacesResult): Picture[] {
  return [
    {
      name: 'faces',
      caption:
        'Faces that training has not seen, and what is made of them (graphics: Twemoji, by Twitter, Inc. and contributors, CC BY 4.0; reconstructions are changed).',
      spec: strips(
        [{ title: 'images', strip: images }, ...runs.map(({ method, images }) => ({ title: method, strip: images }))],
        64,
      ),
    },
  ];
}

/** Strips below each other, each image `side` units wide. */
function strips(rows: readonly { title: string; strip: ImageStrip }[], side: number): object {
  const [{ strip }] = rows;
  return {
    data: { values: rows.map(({ title, strip }) => ({ title, uri: strip.uri })) },
    width: strip.images * side,
    height: { step: side + 6 },
    mark: { type: 'image', width: strip.images * side, height: side, aspect: false },
    encoding: {
      x: { value: (strip.images * side) / 2 },
      y: {
        field: 'title',
        type: 'nominal',
        sort: null,
        title: null,
        axis: { domain: false, ticks: false, labelFontSize: 12, labelLimit: 0 },
      },
      url: { field: 'uri', type: 'nominal' },
    },
    config: { view: { stroke: null } },
  };
}

function bars(result: MnistResult): object {
  const panels: readonly { key: keyof Measures; title: string; format: string }[] = [
    { key: 'error', title: 'error (lower is better)', format: '.2f' },
    { key: 'accuracy', title: 'accuracy', format: '.1%' },
    { key: 'msSsim', title: 'MS-SSIM', format: '.2f' },
  ];
  return {
    hconcat: panels.map(({ key, title, format }, place) => {
      const values = methods.flatMap((method) => [
        { method, whose: 'here', value: mean(valuesOf(result, method, key)) },
        { method, whose: 'paper', value: published[method][key] },
      ]);
      const x = {
        field: 'value',
        type: 'quantitative',
        title,
        axis: { format: key === 'accuracy' ? '%' : '~g', tickCount: 4 },
      };
      const y = {
        field: 'method',
        type: 'nominal',
        sort: [...methods],
        title: null,
        axis: place === 0 ? { ticks: false } : null,
      };
      const yOffset = { field: 'whose', type: 'nominal', sort: ['here', 'paper'] };
      return {
        data: { values },
        width: 190,
        height: { step: 18 },
        layer: [
          { mark: 'bar', encoding: { x, y, yOffset, color: { field: 'whose', type: 'nominal', title: null } } },
          {
            mark: { type: 'text', align: 'left', dx: 3, fontSize: 10 },
            encoding: { x, y, yOffset, text: { field: 'value', type: 'quantitative', format } },
          },
        ],
      };
    }),
  };
}

export function gaussiansPictures(runs: readonly GaussiansRun[]): Picture[] {
  const [{ seed }] = runs;
  const first = runs.filter((run) => run.seed === seed);
  const values = first.flatMap(({ method, points }) =>
    points.x.map((x, row) => ({
      method,
      x,
      y: points.y[row],
      code1: points.code1[row],
      code2: points.code2[row],
      toX: points.toX[row],
      toY: points.toY[row],
      // Colours by place: neighbours in the plane have neighbouring ones.
      mode: 5 * Math.round((x + 4) / 2) + Math.round((points.y[row] + 4) / 2),
    })),
  );
  const panel = ([x, y]: readonly [string, string], [titleX, titleY]: readonly [string, string], extent: number) => {
    const axis = (field: string, title: string) => ({
      field,
      type: 'quantitative',
      title,
      scale: { domain: [-extent, extent] },
      axis: { grid: false, tickCount: 5 },
    });
    return {
      facet: { column: { field: 'method', type: 'nominal', sort: [...methods], title: null } },
      spec: {
        width: 210,
        height: 210,
        mark: { type: 'circle', size: 10, opacity: 0.7, clip: true },
        encoding: {
          x: axis(x, titleX),
          y: axis(y, titleY),
          color: { field: 'mode', type: 'nominal', scale: { scheme: 'rainbow' }, legend: null },
        },
      },
    };
  };
  return [
    {
      name: 'gaussians',
      caption: `Above, the means of the codes of 500 points; below, where their reconstructions lie. A colour is a mode (seed ${seed}).`,
      spec: {
        data: { values },
        vconcat: [
          panel(['code1', 'code2'], ['code, first', 'code, second'], 2.5),
          panel(['toX', 'toY'], ['x again', 'y again'], 5.2),
        ],
      },
    },
  ];
}
