/**
 * What an estimator says where there is nothing to find: independent data of 1 to 10 dimensions a side, with normal margins and others. The
 * p-values of its test should be uniform, which a Kolmogorov-Smirnov test judges, and its estimates should be near zero.
 */
import type { MutualInformationOptions } from '@infograd/mine';
import {
  type Distribution,
  elementwise,
  halfCube,
  independentNormals,
  normalCdf,
  transformed,
} from '@infograd/mine/distributions';
import { type JudgedEstimate, judge, requireEstimators, settingsOf } from './estimators.ts';
import { type Experiment, jobsOf, type Plan } from './experiment.ts';
import {
  type IndependenceReport,
  independenceCharts,
  independenceMarkdown,
  reportIndependence,
} from './independence-report.ts';
import { fingerprintOf } from './run-log.ts';

const margins = {
  normal: (z: number): number => z,
  uniform: normalCdf,
  lognormal: Math.exp,
  'long tails': (z: number): number => halfCube(halfCube(z)),
} as const;

export type Margin = keyof typeof margins;

export interface IndependenceSettings {
  readonly estimator: string;
  /** Of x, and of y. */
  readonly dimension: number;
  readonly margin: Margin;
  readonly rows: number;
  readonly seed: number;
  readonly options: MutualInformationOptions;
  /** Of all the estimator's settings. */
  readonly resolved: string;
}

export function independentData(dimension: number, margin: Margin): Distribution {
  const map = elementwise(margins[margin]);
  const base = independentNormals({ dimX: dimension, dimY: dimension });
  return transformed(base, { name: `independent, ${margin}, ${dimension}+${dimension}`, x: map, y: map });
}

/** Data set i has 1 + i mod 10 dimensions; every other one is normal, the rest have the other margins in turn. */
function planIndependence({ estimators = ['auto'], runs, rows, permutations, options: given }: Plan) {
  requireEstimators(estimators);
  const options = { ...given, permutations };
  const others = Object.keys(margins).slice(1) as Margin[];
  const settings = estimators.flatMap((estimator): IndependenceSettings[] => {
    const resolved = fingerprintOf(settingsOf(estimator, options));
    return Array.from({ length: runs }, (_, seed) => {
      const round = Math.floor(seed / 10);
      const margin = (seed + round) % 2 === 0 ? 'normal' : others[Math.floor((seed + round) / 2) % others.length];
      return { estimator, dimension: 1 + (seed % 10), margin, rows, seed, options, resolved };
    });
  });
  return jobsOf('independence', settings);
}

function estimateIndependent(settings: IndependenceSettings): Promise<JudgedEstimate> {
  const { estimator, dimension, margin, rows, seed, options } = settings;
  const { x, y } = independentData(dimension, margin).sample(rows, seed);
  return judge(estimator, x, y, { ...options, seed });
}

export const independence: Experiment<IndependenceSettings, JudgedEstimate, IndependenceReport> = {
  name: 'independence',
  title: 'Independent data',
  jobs: planIndependence,
  perform: estimateIndependent,
  describe: ({ estimator, dimension, margin, seed }, { mi, pValue }) =>
    `${estimator}, ${margin}, ${dimension}+${dimension}, seed ${seed}: ${mi.toFixed(4)} nats${pValue === undefined ? '' : `, p = ${pValue}`}`,
  report: reportIndependence,
  markdown: independenceMarkdown,
  pictures: independenceCharts,
};
