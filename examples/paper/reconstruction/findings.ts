/** What the table of the experiment says: our numbers beside the paper's, and what is asked of them. */
import type { Finding } from '../experiment.ts';
import { mean, percent, spread } from '../statistics.ts';
import { type Method, methods } from './bidirectional.ts';
import type { FacesResult } from './faces.ts';
import type { GaussiansRun } from './gaussians.ts';
import type { Measures, MnistResult } from './mnist.ts';

/** Belghazi et al., table 2, MNIST. */
export const published: Readonly<Record<Method, Measures>> = {
  ALI: { error: 14.24, accuracy: 0.4595, msSsim: 0.97 },
  'ALICE (l2)': { error: 3.2, accuracy: 0.9903, msSsim: 0.97 },
  'ALICE (adversarial)': { error: 5.2, accuracy: 0.9817, msSsim: 0.98 },
  MINE: { error: 9.73, accuracy: 0.961, msSsim: 0.99 },
};

const measures = [
  { key: 'error', title: 'error', digits: 2, scale: 1, unit: '' },
  { key: 'accuracy', title: 'accuracy', digits: 1, scale: 100, unit: ' %' },
  { key: 'msSsim', title: 'MS-SSIM', digits: 3, scale: 1, unit: '' },
] as const;

export function mnistFindings(result: MnistResult): Finding[] {
  return measures.flatMap(({ key, title, digits, scale, unit }) => {
    const show = (values: readonly number[]) =>
      `${spread(
        values.map((value) => scale * value),
        digits,
      )}${unit}`;
    const lines = methods.map((method) => ({
      what: `MNIST, ${title}, ${method}`,
      measured: show(valuesOf(result, method, key)),
      beside: `paper ${show([published[method][key]])}`,
      target: method === 'MINE' ? targetOf(result, key) : undefined,
    }));
    const stand = `of the mean image ${show([result.meanImage[key]])}, of another image of the digit ${show([result.sameDigit[key]])}`;
    const images = key === 'accuracy' ? `images themselves ${show([result.classifierAccuracy])}` : 'images themselves';
    return [...lines, { what: `MNIST, ${title}, without a network`, measured: stand, beside: beside(key, images) }];
  });
}

function beside(key: keyof Measures, images: string): string {
  if (key === 'accuracy') return images;
  return `${images} ${key === 'error' ? 0 : 1}`;
}

/** What is asked of MINE. */
function targetOf(result: MnistResult, key: keyof Measures): Finding['target'] {
  const [own, plain] = (['MINE', 'ALI'] as const).map((method) => valuesOf(result, method, key));
  if (key === 'error') return { text: "below ALI's, every seed", met: own.every((value, seed) => value < plain[seed]) };
  if (key === 'accuracy') {
    return { text: "above ALI's, every seed", met: own.every((value, seed) => value > plain[seed]) };
  }
  return { text: 'at least 0.95', met: mean(own) >= 0.95 };
}

export function valuesOf({ runs }: MnistResult, method: Method, key: keyof Measures): number[] {
  return runs.filter((run) => run.method === method).map((run) => run[key]);
}

export function gaussiansFindings(runs: readonly GaussiansRun[]): Finding[] {
  const trained = methods.filter((method) => runs.some((run) => run.method === method));
  const line = (title: string, value: (run: GaussiansRun) => number, digits: number, besides: string, unit = '') =>
    trained.map((method) => ({
      what: `25 Gaussians, ${title}, ${method}`,
      measured: `${spread(runs.filter((run) => run.method === method).map(value), digits)}${unit}`,
      beside: besides,
    }));
  return [
    ...line('squared error', ({ error }) => error, 3, 'data 16.0 around their mean'),
    ...line('back in the same mode', ({ sameMode }) => 100 * sameMode, 1, 'by chance 4.0 %', ' %'),
    ...line('modes hit by decoded codes', ({ modes }) => modes, 1, 'data 25'),
  ];
}

export function facesFindings(result: FacesResult): Finding[] {
  const { runs, skipped, trainImages, testImages, classifierAccuracy } = result;
  return [
    {
      what: 'faces, images read',
      measured: `${trainImages} to train, ${testImages} to test`,
      beside:
        skipped.map(({ reason, names }) => `${names.length} files left out, ${reason}`).join('; ') || 'none left out',
    },
    ...runs.map(({ method, error, accuracy, msSsim }) => ({
      what: `faces, error, attribute accuracy, MS-SSIM, ${method}`,
      measured: `${error.toFixed(2)}, ${percent(accuracy)}, ${msSsim.toFixed(3)}`,
      beside: `images themselves 0, ${percent(classifierAccuracy)}, 1`,
    })),
  ];
}
