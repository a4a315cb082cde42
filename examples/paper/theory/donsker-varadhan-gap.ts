/**
 * What the Donsker-Varadhan bound loses. Let G be Q tilted by the critic, dG = e^T dQ / E_Q e^T. Then KL(P || Q) - DV(T) = KL(P || G): the log ratio of
 * P to Q splits into that of P to G and that of G to Q, which is T - log E_Q e^T and has DV(T) for its mean under P. A divergence is never
 * negative, so DV is a lower bound; it is tight just where G is P, at T = log p/q + constant.
 */
import { discreteDivergence, donskerVaradhan } from '@infograd/mine';
import { random, scope, type Tensor } from '@infograd/tensor';
import type { Finding, Picture } from '../experiment.ts';
import { type Counts, probabilities, randomCounts, scores, table } from './discrete.ts';

export interface Gap {
  readonly trials: number;
  /** Largest difference between the two sides over random P, Q and T. */
  readonly identityError: number;
  /** Of one P and Q, for critics that are log p/q times a factor. */
  readonly path: readonly { readonly factor: number; readonly bound: number; readonly rest: number }[];
  readonly divergence: number;
}

export function gapPart(seed: number, trials: number): Gap {
  const rng = random(seed).fork('gap');
  const errors = Array.from({ length: trials }, (_, trial) =>
    scope(() => {
      const states = 2 + (trial % 7);
      const counts = randomCounts(rng, states, 24);
      const critic = rng.normal([states], { stdDev: 2 }).dataSync();
      const { bound, rest } = split(counts, table(critic));
      return Math.abs(divergenceOf(counts) - bound - rest);
    }),
  );
  const example: Counts = { p: [5, 3, 2], q: [2, 3, 5] };
  const path = Array.from({ length: 61 }, (_, index) => {
    const factor = index / 20 - 0.5;
    return scope(() => ({ factor, ...split(example, scaledOptimum(example, factor)) }));
  });
  return { trials, identityError: Math.max(...errors), path, divergence: divergenceOf(example) };
}

const divergenceOf = ({ p, q }: Counts): number => discreteDivergence(probabilities(p), probabilities(q));

function scaledOptimum({ p, q }: Counts, factor: number): Tensor {
  return table(p.map((count, state) => factor * Math.log(count / q[state])));
}

/** DV(T), and KL(P || G). */
function split({ p, q }: Counts, critic: Tensor): { bound: number; rest: number } {
  const bound = donskerVaradhan(scores(critic, p), scores(critic, q)).itemSync();
  const values = critic.dataSync();
  const weights = q.map((count, state) => count * Math.exp(values[state]));
  return { bound, rest: discreteDivergence(probabilities(p), probabilities(weights)) };
}

export function gapFindings({ trials, identityError }: Gap): Finding[] {
  return [
    {
      what: `KL(P || Q) - DV(T) against KL(P || G), ${trials} random P, Q and T`,
      measured: `differ by ${identityError.toExponential(1)} at most`,
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: identityError < 1e-12 },
    },
  ];
}

export function gapPicture({ path, divergence }: Gap): Picture {
  const values = path.flatMap(({ factor, bound, rest }) => [
    { factor, part: 'DV(T)', value: bound },
    { factor, part: 'KL(P || G)', value: rest },
    { factor, part: 'their sum', value: bound + rest },
  ]);
  return {
    name: 'gap',
    caption: `The Donsker-Varadhan bound and what it loses, for critics T = a log p/q. Their sum is KL(P || Q) = ${divergence.toFixed(4)} whatever the critic; the bound touches it at a = 1.`,
    spec: {
      width: 420,
      height: 260,
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: { field: 'factor', type: 'quantitative', title: 'a', scale: { nice: false } },
        y: { field: 'value', type: 'quantitative', title: 'nats' },
        color: { field: 'part', type: 'nominal', title: null, sort: null },
        strokeDash: { condition: { test: "datum.part === 'their sum'", value: [5, 3] }, value: [1, 0] },
      },
    },
  };
}
