/**
 * The bias of small batches, without chance. The gradient of log E_Q e^T is E_Q[e^T dT] / E_Q e^T, and a batch puts its own mean below the line: the mean
 * of a quotient is not the quotient of the means. With three states every batch of b draws from Q can be listed, as counts, with its
 * probability; so the expected gradient and the expected value are sums. MINE divides by a moving average instead. Were
 * that E_Q e^T exactly, and the batch at hand no part of it, there would be no bias at any b.
 */
import { grad } from '@infograd/autograd';
import { donskerVaradhan, mine } from '@infograd/mine';
import { logmeanexp, neg, scope, type Tensor } from '@infograd/tensor';
import { factorial } from 'mathjs';
import type { Finding, Picture } from '../experiment.ts';
import { type Counts, probabilities, scores, table } from './discrete.ts';

/** The weight of the batch at hand in the average below the line: 1 is the plain gradient, `vanishing` all but leaves it out. */
const rates = [1, 0.1, 0.01];
const vanishing = 1e-16;

export interface BiasPoint {
  readonly batch: number;
  readonly rate: number;
  /** Norm of the expected gradient less the exact one, relative to the norm of the exact one. */
  readonly gradientBias: number;
}

export interface Bias {
  readonly points: readonly BiasPoint[];
  /** Of the bound's expected value on batches, in nats. */
  readonly valueBias: readonly { readonly batch: number; readonly bias: number }[];
}

const counts: Counts = { p: [5, 3, 2], q: [2, 3, 5] };

/** Not the best one, where the exact gradient would be 0. */
const criticValues = [2, 0, -1];

export function biasPart(batches: readonly number[]): Bias {
  return scope(() => {
    const critic = table(criticValues);
    const joint = (theta: Tensor) => scores(theta, counts.p);
    const logMean = logmeanexp(scores(critic, counts.q));
    const exactValue = donskerVaradhan(joint(critic), scores(critic, counts.q)).itemSync();
    const exact = grad((theta: Tensor) => donskerVaradhan(joint(theta), scores(theta, counts.q)))(critic).dataSync();

    const gradientOn = (drawn: readonly number[], rate: number) =>
      scope(() => {
        const objective = (theta: Tensor) => neg(mine(joint(theta), scores(theta, drawn), logMean, { rate }).loss);
        return [...grad(objective)(critic).dataSync()];
      });
    const points = batches.flatMap((batch) =>
      [...rates, vanishing].map((rate) => {
        const expected = expectation(batch, (drawn) => gradientOn(drawn, rate));
        const differences = expected.map((value, state) => value - exact[state]);
        return { batch, rate, gradientBias: Math.hypot(...differences) / Math.hypot(...exact) };
      }),
    );
    const valueBias = batches.map((batch) => {
      const [value] = expectation(batch, (drawn) => [donskerVaradhan(joint(critic), scores(critic, drawn)).itemSync()]);
      return { batch, bias: value - exactValue };
    });
    return { points, valueBias };
  });
}

/** The mean, component by component, over all batches of draws from Q; a batch is given as the counts of the three states. */
export function expectation(batch: number, of: (drawn: readonly number[]) => readonly number[]): number[] {
  const q = probabilities(counts.q);
  let total: number[] | undefined;
  for (let first = 0; first <= batch; first++) {
    for (let second = 0; second <= batch - first; second++) {
      const drawn = [first, second, batch - first - second];
      const ways = drawn.reduce((quotient, count) => quotient / factorial(count), factorial(batch));
      const probability = drawn.reduce((product, count, state) => product * q[state] ** count, ways);
      const values = of(drawn);
      total = values.map((value, index) => (total?.[index] ?? 0) + probability * value);
    }
  }
  return total ?? [];
}

export function biasFindings({ points, valueBias }: Bias): Finding[] {
  const plain = points.filter(({ rate }) => rate === 1);
  const without = points.filter(({ rate }) => rate === vanishing);
  const largest = Math.max(...without.map(({ gradientBias }) => gradientBias));
  const falls = plain.every(({ gradientBias }, index) => index === 0 || gradientBias < plain[index - 1].gradientBias);
  const percent = (values: readonly number[]) =>
    values.map((value) => (100 * value).toFixed(value < 0.1 ? 1 : 0)).join(', ');
  const sizes = plain.map(({ batch }) => batch).join(', ');
  return [
    {
      what: `bias of the plain gradient, batches of ${sizes}`,
      measured: `${percent(plain.map(({ gradientBias }) => gradientBias))} %`,
      beside: 'truth 0',
      target: { text: 'above 0 and falling', met: falls && plain.every(({ gradientBias }) => gradientBias > 1e-4) },
    },
    {
      what: 'the same with a moving average of rate 0.01 that stands at E e^T',
      measured: `${percent(points.filter(({ rate }) => rate === 0.01).map(({ gradientBias }) => gradientBias))} %`,
      beside: 'truth 0',
    },
    {
      what: 'the same with E e^T itself',
      measured: `${largest.toExponential(1)} at most`,
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: largest < 1e-12 },
    },
    {
      what: `bias of the value, batches of ${sizes}`,
      measured: `${valueBias.map(({ bias }) => bias.toFixed(4)).join(', ')} nats`,
      beside: 'truth 0',
      target: { text: 'upwards', met: valueBias.every(({ bias }) => bias > 0) },
    },
  ];
}

export function biasPicture({ points }: Bias): Picture {
  const labels = new Map([
    [1, 'its own mean (plain gradient)'],
    [0.1, 'moving average, rate 0.1'],
    [0.01, 'moving average, rate 0.01'],
  ]);
  const values = points.flatMap(({ batch, rate, gradientBias }) => {
    const divisor = labels.get(rate);
    return divisor === undefined ? [] : [{ batch, divisor, percent: 100 * gradientBias }];
  });
  const sizes = [...new Set(values.map(({ batch }) => batch))];
  return {
    name: 'gradient-bias',
    caption:
      'Bias of the expected gradient in percent of the exact one, by enumeration of all batches, for what a batch divides by. The plain gradient has a bias like 1 / b; a moving average that stands at E e^T has as much of it as its rate lets in, and E e^T itself none.',
    spec: {
      width: 420,
      height: 280,
      data: { values },
      mark: { type: 'line', point: true },
      encoding: {
        x: {
          field: 'batch',
          type: 'quantitative',
          title: 'draws from Q in a batch, b',
          scale: { type: 'log', base: 2, nice: false },
          axis: { values: sizes, format: 'd' },
        },
        y: {
          field: 'percent',
          type: 'quantitative',
          title: 'bias, %',
          scale: { type: 'log' },
          axis: { format: '~g', values: [0.01, 0.1, 1, 10, 100] },
        },
        color: {
          field: 'divisor',
          type: 'nominal',
          title: 'divided by',
          sort: [...labels.values()],
          legend: { labelLimit: 0 },
        },
      },
    },
  };
}
