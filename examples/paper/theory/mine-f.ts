/**
 * Of two bounds with the same critic, Donsker-Varadhan is never the lower one: log a <= a / e for every a > 0, with equality at a = e alone, so that
 * log E_Q e^T <= E_Q e^(T - 1). A constant added to T moves MINE-f and leaves Donsker-Varadhan where it is; they meet where E_Q e^T = e.
 */
import { donskerVaradhan, nwj } from '@infograd/mine';
import { add, logmeanexp, random, scope } from '@infograd/tensor';
import type { Finding, Picture } from '../experiment.ts';
import { type Counts, randomCounts, scores, table } from './discrete.ts';

export interface Comparison {
  readonly trials: number;
  /** Of DV(T) - MINE-f(T) over random P, Q and T. */
  readonly smallestDifference: number;
  /** Of the same critics, shifted so that E_Q e^T = e. */
  readonly largestDifferenceWhereEqual: number;
  /** One critic under shifts, relative to the one where the bounds meet. */
  readonly path: readonly { readonly shift: number; readonly donskerVaradhan: number; readonly mineF: number }[];
}

export function comparisonPart(seed: number, trials: number): Comparison {
  const rng = random(seed).fork('mine-f');
  const differences = Array.from({ length: trials }, (_, trial) =>
    scope(() => {
      const states = 2 + (trial % 7);
      const counts = randomCounts(rng, states, 24);
      const critic = [...rng.normal([states], { stdDev: 2 }).dataSync()];
      const meeting = meetingShift(counts, critic);
      return { asDrawn: difference(bounds(counts, critic, 0)), shifted: difference(bounds(counts, critic, meeting)) };
    }),
  );
  const example: Counts = { p: [5, 3, 2], q: [2, 3, 5] };
  const critic = example.p.map((count, state) => Math.log(count / example.q[state]));
  const path = scope(() => {
    const meeting = meetingShift(example, critic);
    return Array.from({ length: 61 }, (_, index) => {
      const shift = (index - 30) / 20;
      return { shift, ...bounds(example, critic, meeting + shift) };
    });
  });
  return {
    trials,
    smallestDifference: Math.min(...differences.map(({ asDrawn }) => asDrawn)),
    largestDifferenceWhereEqual: Math.max(...differences.map(({ shifted }) => Math.abs(shifted))),
    path,
  };
}

/** What to add to a critic for E_Q e^T to be e. */
function meetingShift({ q }: Counts, critic: readonly number[]): number {
  return 1 - logmeanexp(scores(table(critic), q)).itemSync();
}

function bounds({ p, q }: Counts, critic: readonly number[], shift: number) {
  const shifted = add(table(critic), shift);
  const [joint, marginal] = [scores(shifted, p), scores(shifted, q)];
  return { donskerVaradhan: donskerVaradhan(joint, marginal).itemSync(), mineF: nwj(joint, marginal).itemSync() };
}

function difference({ donskerVaradhan, mineF }: ReturnType<typeof bounds>): number {
  return donskerVaradhan - mineF;
}

export function comparisonFindings(comparison: Comparison): Finding[] {
  const { trials, smallestDifference, largestDifferenceWhereEqual } = comparison;
  return [
    {
      what: `DV(T) - MINE-f(T), the least of ${trials} random P, Q and T`,
      measured: smallestDifference.toExponential(1),
      beside: 'truth 0 at least',
      target: { text: 'at least -1e-12', met: smallestDifference >= -1e-12 },
    },
    {
      what: 'the same critics, shifted so that E e^T = e',
      measured: `differ by ${largestDifferenceWhereEqual.toExponential(1)} at most`,
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: largestDifferenceWhereEqual < 1e-12 },
    },
  ];
}

export function comparisonPicture({ path }: Comparison): Picture {
  const values = path.flatMap(({ shift, donskerVaradhan, mineF }) => [
    { shift, bound: 'Donsker-Varadhan', value: donskerVaradhan },
    { shift, bound: 'MINE-f', value: mineF },
  ]);
  return {
    name: 'mine-f',
    caption:
      'Both bounds when a constant is added to the best critic. Donsker-Varadhan does not see it; MINE-f reaches it where E e^T = e, at 0, and falls off on both sides, steeply where scores are too high.',
    spec: {
      width: 420,
      height: 260,
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: {
          field: 'shift',
          type: 'quantitative',
          title: 'constant added, relative to where the bounds meet',
          scale: { nice: false },
        },
        y: { field: 'value', type: 'quantitative', title: 'nats' },
        color: { field: 'bound', type: 'nominal', title: null, sort: null },
      },
    },
  };
}
