/**
 * The f-GAN family on two correlated normals: six divergences between their joint distribution and the product of the marginals, each estimated by a
 * critic of its own (critic.ts) and held to closed forms and quadrature; and the identities that the family's table must satisfy, exactly
 * (exact.ts). Bounded divergences are easy at every correlation. Reverse KL and chi-squared are not: their terms have heavy tails.
 */
import { type DivergenceKind, divergenceKinds, gaussianFDivergence } from '@infograd/mine';
import type { Experiment, Finding } from '../experiment.ts';
import { spread } from '../statistics.ts';
import { type Case, type CriticSettings, type Readings, trainCritic } from './critic.ts';
import { type Exact, exactPart } from './exact.ts';
import { fromIndependence, nameOf } from './names.ts';
import { picturesOf } from './pictures.ts';

export interface Settings extends CriticSettings {
  readonly seeds: number;
  readonly rhos: readonly number[];
}

export interface Estimate extends Case, Readings {
  readonly truth: number;
}

export interface Result {
  readonly exact: Exact;
  readonly estimates: readonly Estimate[];
}

export const fDivergenceFamily: Experiment<Settings, Result> = {
  name: 'f-divergences',
  title: 'The f-divergence family',
  settings: {
    quick: { seeds: 1, rhos: [0.5], steps: 150, batch: 512, hidden: [32], learningRate: 0.02, heldOut: 40_000 },
    small: {
      seeds: 3,
      rhos: [0.1, 0.3, 0.5, 0.7, 0.9],
      steps: 2000,
      batch: 1024,
      hidden: [32, 32],
      learningRate: 0.01,
      heldOut: 1_000_000,
    },
    full: {
      seeds: 5,
      rhos: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99],
      steps: 5000,
      batch: 1024,
      hidden: [64, 64],
      learningRate: 0.005,
      heldOut: 4_000_000,
    },
  },

  async run(settings, lab) {
    const exact = await lab.part('exact', exactPart);
    const estimates: Estimate[] = [];
    for (const kind of divergenceKinds) {
      for (const rho of settings.rhos) {
        for (const seed of lab.seeds(settings.seeds)) {
          const readings = await trainCritic(settings, lab, { kind, rho, seed });
          estimates.push({ kind, rho, seed, truth: gaussianFDivergence(kind, { rho }), ...readings });
        }
      }
    }
    return { exact, estimates };
  },

  findings: ({ exact, estimates }) => [...exactFindings(exact), ...groups(estimates).map(estimateFinding)],
  pictures: picturesOf,
};

function exactFindings({ rows, discrete, mistake }: Exact): Finding[] {
  const largest = (errors: readonly number[]) => Math.max(...errors);
  const gap = largest(discrete.map(({ bound, truth }) => Math.abs(bound - truth)));
  const ofConstant = largest(discrete.map(({ constant, generatorAtOne }) => Math.abs(constant - generatorAtOne)));
  const lost = mistake.right.map((right, step) => right - mistake.wrong[step]);
  return [
    {
      what: 'table: f*(g(v)) against the highest t u - f(u), found by search',
      ...identity(largest(rows.map(({ conjugateError }) => conjugateError)), 1e-9),
    },
    {
      what: "table: g(v*) = f'(r), and f'(1) as the threshold",
      ...identity(largest(rows.flatMap(({ slopeError, thresholdError }) => [slopeError, thresholdError])), 1e-12),
    },
    { what: 'discrete pairs A, B, C: bound of the best critic against the divergence', ...identity(gap, 1e-12) },
    {
      what: 'the same with 50 disturbed critics each: lower every time',
      measured: `by ${(-largest(discrete.map(({ disturbed, truth }) => disturbed - truth))).toExponential(1)} at least`,
      beside: 'truth above 0',
      target: { text: 'above 0', met: discrete.every(({ disturbed, truth }) => disturbed < truth) },
    },
    { what: "a critic that says f'(1) everywhere: its bound against f(1)", ...identity(ofConstant, 1e-12) },
    {
      what: 'squared Hellinger with 1 / (1 - t): how much its value is too low',
      measured: lost.at(-1)!.toFixed(12),
      beside: 'truth 1, at every critic',
      target: { text: 'within 1e-12', met: lost.every((difference) => Math.abs(difference - 1) < 1e-12) },
    },
    {
      what: 'the same: difference of the two gradients',
      measured: mistake.gradientDifference.toExponential(1),
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: mistake.gradientDifference < 1e-12 },
    },
  ];
}

function identity(error: number, tolerance: number): Omit<Finding, 'what'> {
  return {
    measured: `differ by ${error.toExponential(1)} at most`,
    beside: 'truth 0',
    target: { text: `within ${tolerance.toExponential(0)}`, met: error <= tolerance },
  };
}

const bounded: readonly DivergenceKind[] = ['squared-hellinger', 'jensen-shannon', 'gan'];

/** How far off a reading may be, where anything is asked. */
function allowed({ kind, rho }: Case): number | undefined {
  if (rho <= 0.5) return 0.06;
  return rho === 0.9 && bounded.includes(kind) ? 0.02 : undefined;
}

function estimateFinding(group: readonly Estimate[]): Finding {
  const [{ kind, rho, truth }] = group;
  const values = group.map(({ trained }) => trained.value);
  const finite = values.filter((value) => value !== null);
  const tolerance = allowed(group[0]);
  const close = (value: number | null) =>
    value !== null &&
    tolerance !== undefined &&
    Math.abs(fromIndependence(kind, value) / fromIndependence(kind, truth) - 1) <= tolerance;
  return {
    what: `${nameOf(kind)}, correlation ${rho}`,
    measured: heavyTails(group[0]) || finite.length < values.length ? seedBySeed(group) : spread(finite, 5),
    beside: `truth ${truth.toFixed(5)}`,
    target: tolerance === undefined ? undefined : { text: `within ${100 * tolerance} %`, met: values.every(close) },
  };
}

/** Where single rows decide, so that a spread over seeds would make no sense. */
function heavyTails({ kind, rho }: Case): boolean {
  return rho > 0.5 && (kind === 'reverse-kl' || kind === 'pearson-chi2');
}

/** And what chance makes of the best critic on the same rows. */
function seedBySeed(group: readonly Estimate[]): string {
  const trained = group.map(({ trained, overflowedAt }) =>
    overflowedAt === null ? short(trained.value) : `overflow in step ${overflowedAt}`,
  );
  const optimal = group.map(({ optimal }) => short(optimal.value));
  return `${trained.join(', ')} (the best critic on the same rows: ${optimal.join(', ')})`;
}

function short(value: number | null): string {
  if (value === null) return 'not finite';
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toExponential(1);
}

/** Estimates that differ in their seed alone. */
function groups(estimates: readonly Estimate[]): Estimate[][] {
  const firsts = estimates.filter(({ seed }) => seed === estimates[0].seed);
  return firsts.map((first) => estimates.filter(({ kind, rho }) => kind === first.kind && rho === first.rho));
}
