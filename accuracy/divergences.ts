/**
 * The f-divergences of a bivariate normal's joint distribution from the product of its margins, in two ways: between two samples
 * (`divergence`), and from pairs alone, whose x and y are paired anew (`mutualInformation` with the estimator of that name).
 */
import {
  type DivergenceKind,
  divergence,
  divergenceKinds,
  gaussianFDivergence,
  type MutualInformationOptions,
  mutualInformation,
} from '@infograd/mine';
import { correlatedGaussians } from '@infograd/mine/distributions';
import { resolveSettings } from '../packages/mine/src/options/options.ts';
import {
  type DivergencesReport,
  divergenceChart,
  divergencesMarkdown,
  reportDivergences,
} from './divergences-report.ts';
import { type Experiment, jobsOf, type Plan, usualSeeds } from './experiment.ts';
import { fingerprintOf } from './run-log.ts';

export type DivergenceForm = 'two samples' | 'pairs';

export interface DivergenceSettings {
  readonly kind: DivergenceKind;
  readonly form: DivergenceForm;
  readonly rho: number;
  readonly rows: number;
  readonly seed: number;
  readonly options: MutualInformationOptions;
  /** Of all settings of the training. */
  readonly resolved: string;
}

export interface DivergenceEstimate {
  /** Nats, or without a unit for the divergences that have none. */
  readonly value: number;
  readonly stdError: number;
  readonly interval: readonly [low: number, high: number];
  readonly truth: number;
  readonly warnings: readonly string[];
}

const correlations = [0.3, 0.5, 0.9];
const forms: readonly DivergenceForm[] = ['two samples', 'pairs'];

function planDivergences({ seeds = usualSeeds, rows, options }: Plan) {
  const settings = forms.flatMap((form) =>
    divergenceKinds.flatMap((kind) => {
      const { seed: _, ...all } = resolveSettings({ ...options, estimator: kind });
      const resolved = fingerprintOf(all);
      return correlations.flatMap((rho) => seeds.map((seed) => ({ kind, form, rho, rows, seed, options, resolved })));
    }),
  );
  return jobsOf('divergences', settings);
}

async function estimateDivergence(settings: DivergenceSettings): Promise<DivergenceEstimate> {
  const { kind, rho } = settings;
  const { value, stdError, interval, warnings } = await estimate(settings);
  if (!Number.isFinite(value)) throw new Error(`the estimate is ${value}`);
  const truth = gaussianFDivergence(kind, { rho });
  return { value, stdError, interval, truth, warnings: warnings.map(({ code }) => code) };
}

async function estimate({ kind, form, rho, rows, seed, options }: DivergenceSettings) {
  const pairs = correlatedGaussians({ rho });
  const { x, y } = pairs.sample(rows, seed);
  if (form === 'pairs') {
    const result = await mutualInformation(x, y, { ...options, estimator: kind, seed });
    return { ...result, value: result.mi };
  }
  const joint = beside(x.data, y.data);
  const other = correlatedGaussians({ rho: 0 }).sample(rows, seed);
  return divergence(joint, beside(other.x.data, other.y.data), { ...options, kind, seed });
}

function beside(x: Float64Array, y: Float64Array) {
  const data = Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x : y)[i >> 1]);
  return { data, shape: [x.length, 2] };
}

export const divergences: Experiment<DivergenceSettings, DivergenceEstimate, DivergencesReport> = {
  name: 'divergences',
  title: 'f-divergences',
  jobs: planDivergences,
  perform: estimateDivergence,
  describe: ({ kind, form, rho, seed }, { value, truth }) =>
    `${kind} from ${form}, rho ${rho}, seed ${seed}: ${value.toFixed(4)}, truth ${truth.toFixed(4)}`,
  report: reportDivergences,
  markdown: divergencesMarkdown,
  pictures: (report) => [{ name: 'divergences', spec: divergenceChart(report) }],
};
