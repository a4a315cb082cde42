/**
 * Information through additive Gaussian noise, in bits. X has variance 3 in each of d dimensions and Y = X + noise of variance 0.2, so that each
 * dimension carries ½ log₂(1 + 3 / 0.2) = 2 bits. A network of one hidden layer is trained on the plain Donsker-Varadhan bound, with fresh rows in
 * every step; so the bound of a step is of rows that training has not seen yet, and the curve of bounds may be held against the truth.
 */
import {
  adam,
  compile,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { donskerVaradhan, natsToBits } from '@infograd/mine';
import { add, concat, neg, type Random, random, slice, type Tensor } from '@infograd/tensor';
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../runner/lab.ts';
import { mean, spread } from '../statistics.ts';

interface Settings {
  readonly seeds: number;
  /** Of X and of Y. */
  readonly dimensions: readonly number[];
  /** Widths of the hidden layer; the first is the original one. */
  readonly widths: readonly number[];
  readonly steps: number;
  readonly batch: number;
}

interface Curve {
  readonly dimensions: number;
  readonly width: number;
  readonly seed: number;
  /** Bits, step by step. */
  readonly bits: readonly number[];
}

const [signalVariance, noiseVariance] = [3, 0.2];

/** Steps at the end of a curve whose mean is the estimate. */
const last = 50;

// The data: pairs [batch, 2 d], and as many whose Y comes from another row.

function drawPairs(rng: Random, batch: number, dimensions: number): { joint: Tensor; marginal: Tensor } {
  const x = rng.normal([batch, dimensions], { stdDev: Math.sqrt(signalVariance) });
  const y = add(x, rng.normal([batch, dimensions], { stdDev: Math.sqrt(noiseVariance) }));
  // Rows are independent, so the next row's Y is as good as any other's.
  const others = concat([slice(y, { start: [1] }), slice(y, { stop: [1] })]);
  return { joint: concat([x, y], 1), marginal: concat([x, others], 1) };
}

// The recipe

interface State {
  readonly critic: Training<MlpParams>;
  readonly bits: readonly number[];
}

async function train(settings: Settings, lab: Lab, { dimensions, width, seed }: Omit<Curve, 'bits'>): Promise<Curve> {
  const { steps, batch } = settings;
  const rng = random(seed).fork(`additive noise ${dimensions} ${width}`);
  const critic = mlp({ sizes: [2 * dimensions, width, 1], activation: 'relu' });
  const optimizer = adam({ learningRate: 0.01 });
  const loss = (params: MlpParams, joint: Tensor, marginal: Tensor) =>
    neg(donskerVaradhan(critic.apply(params, joint), critic.apply(params, marginal)));
  const step = trainingStep(optimizer, compile(valueAndGrad(loss)));

  return lab.part(`${dimensions}d-width-${width}-seed-${seed}`, async (part) => {
    const { bits } = await part.train<State>({
      steps,
      start: () => ({ critic: startTraining(optimizer, critic.init(rng.fork('critic'))), bits: [] }),
      step(before, index) {
        const { joint, marginal } = drawPairs(rng.fork(index), batch, dimensions);
        const { training, value } = step(before.critic, joint, marginal);
        return { critic: training, bits: [...before.bits, -natsToBits(value.itemSync())] };
      },
      describe: ({ bits }) => `${bits.at(-1)!.toFixed(2)} bits`,
    });
    return { dimensions, width, seed, bits };
  });
}

const truth = (dimensions: number) => (dimensions / 2) * Math.log2(1 + signalVariance / noiseVariance);

/** The mean of the last steps. */
const estimate = ({ bits }: Curve) => mean(bits.slice(-last));

export const additiveNoise: Experiment<Settings, readonly Curve[]> = {
  name: 'additive-noise',
  title: 'Additive Gaussian noise, in bits',
  settings: {
    quick: { seeds: 1, dimensions: [1, 3], widths: [10], steps: 200, batch: 5000 },
    small: { seeds: 3, dimensions: [1, 2, 3, 5, 10], widths: [10, 64], steps: 500, batch: 20_000 },
    full: { seeds: 5, dimensions: [1, 2, 3, 5, 10], widths: [10, 64, 256], steps: 2000, batch: 20_000 },
  },

  async run(settings, lab) {
    const curves: Curve[] = [];
    for (const dimensions of settings.dimensions) {
      for (const width of settings.widths) {
        for (const seed of lab.seeds(settings.seeds))
          curves.push(await train(settings, lab, { dimensions, width, seed }));
      }
    }
    return curves;
  },

  findings: (curves) =>
    groups(curves).map(({ dimensions, width, runs }) => {
      const estimates = runs.map(estimate);
      const target = targets.find((each) => each.dimensions === dimensions && each.width === width);
      return {
        what: `${dimensions} + ${dimensions} dimensions, ${width} hidden units`,
        measured: `${spread(estimates)} bits`,
        beside: `truth ${truth(dimensions).toFixed(0)} bits`,
        target: target && {
          text: target.text,
          met: estimates.every((bits) => bits >= target.from && bits <= target.to),
        },
      };
    }),

  pictures: (curves) => [
    {
      name: 'curves',
      caption: 'The bound of each step on its own fresh rows, one line a seed; the truth is dashed.',
      spec: {
        data: {
          values: curves.flatMap(({ bits, ...curve }) =>
            bits.flatMap((value, step) =>
              step % 5 === 4 ? [{ ...curve, step, bits: value, truth: truth(curve.dimensions) }] : [],
            ),
          ),
        },
        facet: { field: 'width', type: 'nominal', title: 'hidden units' },
        columns: 2,
        spec: {
          width: 280,
          height: 280,
          layer: [
            {
              mark: { type: 'line', strokeWidth: 1, clip: true },
              encoding: {
                x: { field: 'step', type: 'quantitative' },
                y: { field: 'bits', type: 'quantitative', title: 'bits', scale: { domainMin: 0 } },
                color: { field: 'dimensions', type: 'nominal', title: 'dimensions' },
                detail: { field: 'seed' },
              },
            },
            {
              mark: { type: 'rule', strokeDash: [4, 3] },
              transform: [{ filter: 'datum.step === 4' }],
              encoding: {
                y: { field: 'truth', type: 'quantitative' },
                color: { field: 'dimensions', type: 'nominal' },
              },
            },
          ],
        },
      },
    },
  ],
};

const targets = [
  { dimensions: 1, width: 10, from: 1.93, to: 2.06, text: '1.93 to 2.06' },
  { dimensions: 3, width: 10, from: 5.5, to: 6.05, text: '5.5 to 6.05' },
  { dimensions: 3, width: 64, from: 5.9, to: Number.POSITIVE_INFINITY, text: 'at least 5.9' },
];

/** Runs that differ in their seed alone. */
function groups(curves: readonly Curve[]): { dimensions: number; width: number; runs: Curve[] }[] {
  const found = new Map<string, { dimensions: number; width: number; runs: Curve[] }>();
  for (const curve of curves) {
    const { dimensions, width } = curve;
    const key = `${dimensions} ${width}`;
    const group = found.get(key) ?? { dimensions, width, runs: [] };
    group.runs.push(curve);
    found.set(key, group);
  }
  return [...found.values()];
}
