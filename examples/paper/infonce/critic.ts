/**
 * A separable critic, trained by InfoNCE with groups of K, and read on fresh rows beside the best critic that there is, on the same rows: what of
 * the distance to the truth is the ceiling's doing, and what is the network's.
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
import { infoNce } from '@infograd/mine';
import { neg, type Random, random, scope } from '@infograd/tensor';
import { std } from 'mathjs';
import type { Lab, Part } from '../runner/lab.ts';
import { mean } from '../statistics.ts';
import { drawRows, type Gaussians, optimalEmbeddings, type Rows, scoreGroups } from './scores.ts';

export interface CriticSettings {
  readonly steps: number;
  /** Rows of a step, in groups: as many rows at every K. */
  readonly rows: number;
  readonly hidden: readonly number[];
  readonly embedding: number;
  readonly learningRate: number;
  /** Fresh rows to read on. */
  readonly heldOut: number;
}

/** In nats. */
export interface Reading {
  readonly value: number;
  readonly standardError: number;
  /** The largest value of a chunk of rows. */
  readonly highest: number;
}

/** A critic read on some rows, the best one on the same, and the difference, whose noise is smaller than theirs. */
export interface Comparison {
  readonly trained: Reading;
  readonly optimal: Reading;
  readonly excess: Reading;
}

export interface TrainedCase {
  readonly gaussians: Gaussians;
  readonly groupSize: number;
  readonly seed: number;
}

type Embed = (rows: Rows) => Rows;

/** Both networks. */
type Embeddings = { readonly x: MlpParams; readonly y: MlpParams };

export async function trainCritic(
  settings: CriticSettings,
  lab: Lab,
  { gaussians, groupSize, seed }: TrainedCase,
): Promise<Comparison> {
  const { steps, rows, hidden, embedding, learningRate, heldOut } = settings;
  const name = `${gaussians.dimension}d-rho-${gaussians.rho}-groups-of-${groupSize}`;
  const rng = random(seed).fork(name);
  const network = mlp({ sizes: [gaussians.dimension, ...hidden, embedding], activation: 'relu' });
  const embed = (params: Embeddings, { x, y }: Rows): Rows => ({
    x: network.apply(params.x, x),
    y: network.apply(params.y, y),
  });
  const optimizer = adam({ learningRate: cosine({ from: learningRate, steps }) });
  const loss = (params: Embeddings, batch: Rows) => {
    const { joint, marginal } = scoreGroups(embed(params, batch), groupSize);
    return neg(infoNce(joint, marginal));
  };
  const step = trainingStep(optimizer, compile(valueAndGrad(loss)));

  return lab.part(`${name}-seed-${seed}`, async (part) => {
    const { params } = await part.train<Training<Embeddings>>({
      steps,
      start: () =>
        startTraining(optimizer, {
          x: network.init(rng.fork('network of x')),
          y: network.init(rng.fork('network of y')),
        }),
      step: (before, index) => step(before, drawRows(rng.fork(index), rows, gaussians)).training,
    });
    const embeds: Embed[] = [(batch) => embed(params, batch), (batch) => optimalEmbeddings(batch, gaussians)];
    const [trained, optimal] = await readInChunks(part, rng.fork('held out'), gaussians, groupSize, heldOut, embeds);
    const excess = trained.map((value, chunk) => value - optimal[chunk]);
    return { trained: summarized(trained), optimal: summarized(optimal), excess: summarized(excess) };
  });
}

/** The expected value of InfoNCE with the best critic, by Monte Carlo. */
export async function expectOptimal(lab: Lab, gaussians: Gaussians, groupSize: number, rows: number): Promise<Reading> {
  const name = `${gaussians.dimension}d-rho-${gaussians.rho}-groups-of-${groupSize}`;
  return lab.part(`${name}-optimal`, async (part) => {
    const rng = random(lab.seed).fork(`${name} optimal`);
    const embed: Embed = (batch) => optimalEmbeddings(batch, gaussians);
    const [values] = await readInChunks(part, rng, gaussians, groupSize, rows, [embed]);
    return summarized(values);
  });
}

/** Rows whose scores are computed at a time. */
const chunk = 4096;

/** InfoNCE of each critic on the same chunks of fresh rows: a value for each critic and chunk. */
async function readInChunks(
  part: Part,
  rng: Random,
  gaussians: Gaussians,
  groupSize: number,
  rows: number,
  embeds: readonly Embed[],
): Promise<number[][]> {
  const values = embeds.map((): number[] => []);
  const chunks = Math.ceil(rows / chunk);
  for (let index = 0; index < chunks; index++) {
    scope(() => {
      const batch = drawRows(rng.fork(index), chunk, gaussians);
      for (const [critic, embed] of embeds.entries()) {
        const { joint, marginal } = scoreGroups(embed(batch), groupSize);
        values[critic].push(infoNce(joint, marginal).itemSync());
      }
    });
    await part.report(index + 1, chunks, 'reading');
  }
  return values;
}

function summarized(values: number[]): Reading {
  return {
    value: mean(values),
    standardError: Number(std(values)) / Math.sqrt(values.length),
    highest: Math.max(...values),
  };
}
