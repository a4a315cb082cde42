/**
 * Information through additive Gaussian noise, in bits. X has variance 3 in each of d dimensions and Y = X + noise of variance 0.2, so that each
 * dimension carries ½ log₂(1 + 3 / 0.2) = 2 bits. A network of one hidden layer is trained on the plain Donsker-Varadhan bound, with fresh rows in
 * every step; so the bound of a step is of rows that training has not seen yet, and the curve of bounds may be held against the truth.
 */
import {
  adam,
  compile,
  cosine,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { donskerVaradhan, natsToBits } from '@infograd/mine';
import { add, concat, neg, type Random, random, type Tensor } from '@infograd/tensor';
import type { Experiment } from '../experiment.ts';
import { groupsBy } from '../groups.ts';
import type { Lab } from '../runner/lab.ts';
import { mean, spread } from '../statistics.ts';
import { turnedRows } from '../turned-rows.ts';

interface Settings {
  readonly seeds: number;
  readonly networks: readonly Network[];
  /** Rows of a step. */
  readonly batch: number;
}

interface Network {
  /** Of X, and as many of Y. */
  readonly dimensions: number;
  /** Hidden units; the original has 10. */
  readonly width: number;
  readonly steps: number;
  /** How the learning rate of 0.01 goes on: as it is in the original, or down to zero along a cosine. */
  readonly rate: 'constant' | 'cosine';
}

interface Curve extends Network {
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
  return { joint: concat([x, y], 1), marginal: concat([x, turnedRows(y)], 1) };
}

// The recipe

interface State {
  readonly critic: Training<MlpParams>;
  readonly bits: readonly number[];
}

async function train(network: Network, batch: number, seed: number, lab: Lab): Promise<Curve> {
  const { dimensions, width, steps, rate } = network;
  const rng = random(seed).fork(`additive noise ${dimensions} ${width}`);
  const critic = mlp({ sizes: [2 * dimensions, width, 1], activation: 'relu' });
  const optimizer = adam({ learningRate: rate === 'cosine' ? cosine({ from: 0.01, steps }) : 0.01 });
  const loss = (params: MlpParams, joint: Tensor, marginal: Tensor) =>
    neg(donskerVaradhan(critic.apply(params, joint), critic.apply(params, marginal)));
  const step = trainingStep(optimizer, compile(valueAndGrad(loss)));

  return lab.part(`${dimensions}d-width-${width}-${rate}-seed-${seed}`, async (part) => {
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
    return { ...network, seed, bits };
  });
}

const truth = (dimensions: number) => (dimensions / 2) * Math.log2(1 + signalVariance / noiseVariance);

/** The mean of the last steps. */
const estimate = ({ bits }: Curve) => mean(bits.slice(-last));

const original = (dimensions: number, steps: number): Network => ({ dimensions, width: 10, steps, rate: 'constant' });
const wider = (dimensions: number): Network => ({ dimensions, width: 64, steps: 1000, rate: 'cosine' });

export const additiveNoise: Experiment<Settings, readonly Curve[]> = {
  name: 'additive-noise',
  title: 'Additive Gaussian noise, in bits',
  settings: {
    quick: { seeds: 1, batch: 5000, networks: [1, 3].map((dimensions) => original(dimensions, 200)) },
    small: {
      seeds: 3,
      batch: 20_000,
      networks: [...[1, 3, 5, 10].map((dimensions) => original(dimensions, 500)), ...[1, 3, 5, 10].map(wider)],
    },
    full: {
      seeds: 5,
      batch: 20_000,
      networks: [
        ...[1, 2, 3, 5, 10, 20].map((dimensions) => original(dimensions, 500)),
        ...[1, 2, 3, 5, 10, 20].map(wider),
      ],
    },
  },

  async run(settings, lab) {
    const curves: Curve[] = [];
    for (const network of settings.networks) {
      for (const seed of lab.seeds(settings.seeds)) curves.push(await train(network, settings.batch, seed, lab));
    }
    return curves;
  },

  findings: (curves) =>
    groupsBy(curves, networkName).map((runs) => {
      const [{ dimensions, width }] = runs;
      const estimates = runs.map(estimate);
      const target = targets.find((each) => each.dimensions === dimensions && each.width === width);
      return {
        what: networkName(runs[0]),
        measured: `${spread(estimates)} bits`,
        beside: `truth ${truth(dimensions)} bits`,
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
  { dimensions: 3, width: 64, from: 5.9, to: 6.3, text: '5.9 to 6.3' },
];

function networkName({ dimensions, width }: Network): string {
  return `${dimensions} + ${dimensions} dimensions, ${width} hidden units`;
}
