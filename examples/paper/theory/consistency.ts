/**
 * Consistency (Theorem 2): with enough samples for the network, and enough network for the problem, the estimate is as near the truth as one likes. A
 * critic is fitted to N rows, with no more of them to come, and read twice: on those rows, which is the plug-in value that the theorem
 * speaks of, and on fresh ones. Too few rows push the first up and the second down; too small a network leaves both below.
 */
import {
  adam,
  compile,
  cosine,
  disposeTree,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { donskerVaradhan, gaussianMutualInformation, rotatedPartners } from '@infograd/mine';
import { add, concat, gather, mul, neg, type Random, random, scope, type Tensor, tensor } from '@infograd/tensor';
import type { Lab } from '../runner/lab.ts';

export interface ConsistencySettings {
  readonly seeds: number;
  /** N. */
  readonly samples: readonly number[];
  /** Of the critic's hidden layer. */
  readonly widths: readonly number[];
  /** Trainings of which the one with the highest plug-in value counts: that value is defined as the highest that the network can reach. */
  readonly starts: number;
  readonly steps: number;
  /** Rows of a step; all where there are fewer. */
  readonly batch: number;
  readonly learningRate: number;
  readonly heldOut: number;
}

export interface Fit {
  readonly samples: number;
  readonly width: number;
  readonly seed: number;
  /** Nats, on the rows of the training. */
  readonly plugIn: number;
  /** Nats, on fresh rows. */
  readonly heldOut: number;
}

const rho = 0.8;
export const truth = gaussianMutualInformation({ rho });

type Rows = { readonly x: Tensor; readonly y: Tensor };
type Pairs = { readonly joint: Tensor; readonly marginal: Tensor };

function drawRows(rng: Random, rows: number): Rows {
  const x = rng.normal([rows, 1]);
  return { x, y: add(mul(x, rho), mul(rng.normal([rows, 1]), Math.sqrt(1 - rho * rho))) };
}

/** Rows as they are, and each x with the y of so many other rows. */
function pairUp({ x, y }: Rows, rng: Random, partners: number): Pairs {
  const others = gather(y, tensor(rotatedPartners(x.shape[0], partners, rng)));
  return { joint: concat([x, y], 1), marginal: concat([concat(Array.from({ length: partners }, () => x)), others], 1) };
}

// The recipe

async function fit(
  settings: ConsistencySettings,
  lab: Lab,
  samples: number,
  width: number,
  seed: number,
): Promise<Fit> {
  const { starts, steps, learningRate, heldOut } = settings;
  const batch = Math.min(settings.batch, samples);
  // Wide and narrow networks get the same rows.
  const data = random(seed).fork(`consistency with ${samples}`);
  const rng = data.fork(`width ${width}`);
  const critic = mlp({ sizes: [2, width, 1], activation: 'elu' });
  const optimizer = adam({ learningRate: cosine({ from: learningRate, steps }) });
  const bound = (params: MlpParams, { joint, marginal }: Pairs) =>
    donskerVaradhan(critic.apply(params, joint), critic.apply(params, marginal));
  const step = trainingStep(
    optimizer,
    compile(valueAndGrad((params: MlpParams, pairs: Pairs) => neg(bound(params, pairs)))),
  );

  return lab.part(`consistency-${samples}-width-${width}-seed-${seed}`, async (part) => {
    const table = drawRows(data.fork('rows'), samples);
    const fresh = drawRows(data.fork('fresh rows'), heldOut);
    const read = (params: MlpParams, rows: Rows) =>
      scope(() => bound(params, pairUp(rows, rng.fork('partners'), partnersToRead)).itemSync());
    const readings: { plugIn: number; heldOut: number }[] = [];
    for (let start = 0; start < starts; start++) {
      const own = rng.fork(`start ${start}`);
      const { params } = await part.train<Training<MlpParams>>({
        name: `start-${start}`,
        steps,
        start: () => startTraining(optimizer, critic.init(own.fork('critic'))),
        step(before, index) {
          const drawing = own.fork(index);
          const chosen = drawing.choice(samples, batch);
          const rows = { x: gather(table.x, chosen), y: gather(table.y, chosen) };
          return step(before, pairUp(rows, drawing, 1)).training;
        },
      });
      readings.push({ plugIn: read(params, table), heldOut: read(params, fresh) });
    }
    disposeTree([table, fresh]);
    const best = readings.reduce((before, each) => (each.plugIn > before.plugIn ? each : before));
    return { samples, width, seed, ...best };
  });
}

/** Other rows that each row meets when a critic is read. */
const partnersToRead = 5;

export async function consistencyPart(settings: ConsistencySettings, lab: Lab): Promise<Fit[]> {
  const fits: Fit[] = [];
  for (const width of settings.widths) {
    for (const samples of settings.samples) {
      for (const seed of lab.seeds(settings.seeds)) fits.push(await fit(settings, lab, samples, width, seed));
    }
  }
  return fits;
}
