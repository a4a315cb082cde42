/**
 * One neural estimate of mutual information: a critic is trained on fresh rows in every step, by MINE, by MINE-f or to tell joint pairs from
 * others, and read in two ways. The running mean is what the paper plots: the mean of what the last batches gave, each before the step that it
 * caused. The held-out value is that of the finished critic on many rows at once, all of them new.
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
import { donskerVaradhan, jsObjective, mine, nwj } from '@infograd/mine';
import { concat, mean as meanOf, neg, type Random, scope, slice, type Tensor } from '@infograd/tensor';
import { std } from 'mathjs';
import type { Part } from './runner/lab.ts';
import { mean } from './statistics.ts';
import { turnedRows } from './turned-rows.ts';

/** Rows of x and of y, [rows, dimensions] each; row i of one belongs to row i of the other, and rows are independent. */
export type DrawRows = (rng: Random, rows: number) => { readonly x: Tensor; readonly y: Tensor };

export type Objective = 'MINE' | 'MINE-f' | 'Jensen-Shannon';

export interface EstimateSettings {
  readonly steps: number;
  readonly batch: number;
  /** Widths of the critic's hidden layers. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly heldOut: HeldOutSettings;
}

export interface HeldOutSettings {
  readonly rows: number;
  /** How many others each row is paired with for the product of the marginals. */
  readonly partners: number;
}

/** All values in nats. */
export interface NeuralEstimate {
  /** What batches gave over the last steps: their mean and the standard deviation of one. */
  readonly running: number;
  readonly runningDeviation: number;
  readonly heldOut: number;
  /** What batches gave, in means over equal stretches of the training. */
  readonly curve: readonly number[];
}

/** Steps at the end of a training that the running mean is of. */
const last = 500;

/** Points of a curve. */
const points = 100;

/** Held-out rows whose scores are computed at a time. */
const chunk = 10_000;

// What the critics maximize, and how they are read

interface Reading {
  readonly loss: Tensor;
  readonly value: Tensor;
  /** The moving average of MINE. */
  readonly carried?: Tensor;
}

const losses: Record<Objective, (joint: Tensor, marginal: Tensor, carried?: Tensor) => Reading> = {
  MINE(joint, marginal, before) {
    const { loss, bound, logAverage } = mine(joint, marginal, before);
    return { loss, value: bound, carried: logAverage };
  },
  'MINE-f'(joint, marginal) {
    const bound = nwj(joint, marginal);
    return { loss: neg(bound), value: bound };
  },
  'Jensen-Shannon': (joint, marginal) => ({ loss: neg(jsObjective(joint, marginal)), value: meanOf(joint) }),
};

const readings: Record<Objective, (joint: Tensor, marginal: Tensor) => Tensor> = {
  MINE: donskerVaradhan,
  'MINE-f': nwj,
  'Jensen-Shannon': (joint) => meanOf(joint),
};

const joined = (x: Tensor, y: Tensor) => concat([x, y], 1);

// The recipe

interface State {
  readonly critic: Training<MlpParams>;
  readonly carried: Tensor | undefined;
  readonly values: readonly number[];
}

/** A way to estimate; what it compiles serves all estimates that it makes. */
export function neuralEstimator(dimensions: number, objective: Objective, settings: EstimateSettings) {
  const { steps, batch, hidden, learningRate, heldOut } = settings;
  const network = mlp({ sizes: [2 * dimensions, ...hidden, 1], activation: 'relu' });
  const optimizer = adam({ learningRate: cosine({ from: learningRate, steps }) });
  const gradient = valueAndGrad(
    (params: MlpParams, pairs: Tensor, before: Tensor | undefined) => {
      const scores = network.apply(params, pairs);
      const { loss, ...aux } = losses[objective](
        slice(scores, { stop: [batch] }),
        slice(scores, { start: [batch] }),
        before,
      );
      return [loss, aux] as const;
    },
    { aux: true },
  );
  const step = trainingStep(optimizer, compile(gradient));

  return async function estimate(part: Part, draw: DrawRows, rng: Random): Promise<NeuralEstimate> {
    const { critic, values } = await part.train<State>({
      steps,
      start: () => ({
        critic: startTraining(optimizer, network.init(rng.fork('critic'))),
        carried: undefined,
        values: [],
      }),
      step({ critic, carried, values }, index) {
        const { x, y } = draw(rng.fork(index), batch);
        const { training, aux } = step(critic, concat([joined(x, y), joined(x, turnedRows(y))]), carried);
        const value = aux.value.itemSync();
        if (!Number.isFinite(value)) {
          throw new Error(
            `training of ${objective} has diverged: the value of step ${index} is ${value}; lower the learning rate or enlarge the batch`,
          );
        }
        return { critic: training, carried: aux.carried, values: [...values, value] };
      },
      describe: ({ values }) => `${values.at(-1)!.toFixed(2)} nats`,
    });
    const ending = values.slice(-last);
    return {
      running: mean(ending),
      runningDeviation: Number(std([...ending])),
      heldOut: readHeldOut((pairs) => network.apply(critic.params, pairs), readings[objective], draw, heldOut, rng),
      curve: curveOf(values),
    };
  };
}

/** The value of a critic on rows of their own. */
function readHeldOut(
  score: (pairs: Tensor) => Tensor,
  read: (joint: Tensor, marginal: Tensor) => Tensor,
  draw: DrawRows,
  { rows, partners }: HeldOutSettings,
  rng: Random,
): number {
  return scope(() => {
    const chunks = Array.from({ length: Math.ceil(rows / chunk) }, (_, index) =>
      scope(() => {
        const { x, y } = draw(rng.fork('held-out').fork(index), Math.min(chunk, rows - index * chunk));
        const marginal = Array.from({ length: partners }, (_, other) =>
          scope(() => score(joined(x, turnedRows(y, other + 1)))),
        );
        return { joint: score(joined(x, y)), marginal: concat(marginal) };
      }),
    );
    const joint = concat(chunks.map((each) => each.joint));
    return read(joint, concat(chunks.map(({ marginal }) => marginal))).itemSync();
  });
}

function curveOf(values: readonly number[]): number[] {
  const stretch = Math.ceil(values.length / points);
  return Array.from({ length: Math.ceil(values.length / stretch) }, (_, index) =>
    mean(values.slice(index * stretch, (index + 1) * stretch)),
  );
}
