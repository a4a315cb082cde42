/**
 * One f-divergence between the joint distribution of two correlated normals and the product of their marginals, by a trained critic: the data, the
 * network, the loss, the loop and the reading. The divergence enters as one bound on the critic's scores, E_P[g(v)] - E_Q[f*(g(v))], and
 * nothing else differs between the members of the family.
 */
import {
  adam,
  clipByGlobalNorm,
  compile,
  cosine,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { type DivergenceKind, fDivergenceBound, fDivergences } from '@infograd/mine';
import { add, concat, mul, neg, type Random, random, reference, scope, type Tensor, tensor } from '@infograd/tensor';
import type { Lab, Part } from '../runner/lab.ts';
import { turnedRows } from '../turned-rows.ts';

export interface CriticSettings {
  readonly steps: number;
  readonly batch: number;
  /** Widths of the critic's hidden layers. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  /** Fresh rows to read a finished critic on, an even number. */
  readonly heldOut: number;
}

export interface Case {
  readonly kind: DivergenceKind;
  readonly rho: number;
  readonly seed: number;
}

/** What a critic's bound says on fresh rows. */
export interface Reading {
  /** In the divergence's unit; null where it is not finite. */
  readonly value: number | null;
  /** The largest share that one row has in either of the two means, from 0 to 1. */
  readonly largestShare: number;
}

export interface Readings {
  readonly trained: Reading;
  readonly optimal: Reading;
  /** The step in which float32 overflowed in the loss, if it did. */
  readonly overflowedAt: number | null;
}

/** Pairs [rows, 2]: of the joint distribution, and of the product of its marginals. */
type Pairs = {
  readonly joint: Tensor;
  readonly marginal: Tensor;
};

// The data: each step has rows of its own.

function drawPairs(rng: Random, rows: number, rho: number): Pairs {
  const { x, y } = correlated(rng.normal([rows, 1]), rng.normal([rows, 1]), rho);
  return { joint: concat([x, y], 1), marginal: concat([x, turnedRows(y)], 1) };
}

/**
 * Rows to read on. They come in pairs, each draw with its mirror image: without these, at a correlation of 0.1 the chance in 200,000 rows alone
 * would move a value by 5 %.
 */
export function drawMirrored(rng: Random, rows: number, rho: number): Pairs {
  const draw = () => {
    const [x, noise] = [rng.normal([rows / 2, 1]), rng.normal([rows / 2, 1])];
    return { x: concat([x, x]), noise: concat([noise, neg(noise)]) };
  };
  const [own, apart] = [draw(), draw()];
  const { x, y } = correlated(own.x, own.noise, rho);
  return { joint: concat([x, y], 1), marginal: concat([apart.x, apart.noise], 1) };
}

function correlated(x: Tensor, noise: Tensor, rho: number): { x: Tensor; y: Tensor } {
  return { x, y: add(mul(x, rho), mul(noise, Math.sqrt(1 - rho * rho))) };
}

// The recipe

/** Trains a critic for one divergence and reads it on fresh rows, beside the best critic on the same rows: what is off there is no training's fault. */
export async function trainCritic(settings: CriticSettings, lab: Lab, { kind, rho, seed }: Case): Promise<Readings> {
  const { steps, batch, hidden, learningRate, heldOut } = settings;
  const rng = random(seed).fork(`${kind} ${rho}`);
  const critic = mlp({ sizes: [2, ...hidden, 1], activation: 'relu' });
  const optimizer = adam({ learningRate: cosine({ from: learningRate, steps }) });
  const bound = (params: MlpParams, joint: Tensor, marginal: Tensor) =>
    fDivergenceBound(fDivergences[kind], critic.apply(params, joint), critic.apply(params, marginal));
  const lossAndGrad = valueAndGrad((params: MlpParams, { joint, marginal }: Pairs) =>
    neg(bound(params, joint, marginal)),
  );
  const clipped = (params: MlpParams, pairs: Pairs) => {
    const { value, grads } = lossAndGrad(params, pairs);
    return { value, grads: clipByGlobalNorm(grads, largestNorm).grads };
  };
  const step = trainingStep(optimizer, compile(clipped));

  return lab.part(`${kind}-rho-${rho}-seed-${seed}`, async (part) => {
    const { training, overflowedAt } = await part.train<State>({
      steps,
      start: () => ({ training: startTraining(optimizer, critic.init(rng.fork('critic'))), overflowedAt: null }),
      step(before, index) {
        const { training, value } = step(before.training, drawPairs(rng.fork(index), batch, rho));
        const finite = Number.isFinite(value.itemSync());
        return { training, overflowedAt: before.overflowedAt ?? (finite ? null : index) };
      },
    });
    const scores = await scoreFreshRows(part, rng.fork('held out'), heldOut, rho, {
      trained: (pairs) => critic.apply(training.params, pairs),
      optimal: (pairs) => optimalScores(kind, rho, pairs),
    });
    return { trained: readBound(kind, scores.trained), optimal: readBound(kind, scores.optimal), overflowedAt };
  });
}

interface State {
  readonly training: Training<MlpParams>;
  /** The first step whose loss was not finite: from there on the parameters are of no use. */
  readonly overflowedAt: number | null;
}

/** Of a gradient; at high correlations single rows have huge ones. */
const largestNorm = 5;

/** A critic's v on pairs, on the host. */
interface Scores {
  readonly joint: Float64Array;
  readonly marginal: Float64Array;
}

/** Fresh rows that are scored at a time. */
const chunk = 100_000;

/** What critics say of the same fresh rows. */
async function scoreFreshRows<Name extends string>(
  part: Part,
  rng: Random,
  rows: number,
  rho: number,
  critics: Readonly<Record<Name, (pairs: Tensor) => Tensor>>,
): Promise<Record<Name, Scores>> {
  const names = Object.keys(critics) as Name[];
  const empty = () => ({ joint: new Float64Array(rows), marginal: new Float64Array(rows) });
  const scores = Object.fromEntries(names.map((name) => [name, empty()])) as Record<Name, Scores>;
  for (let start = 0; start < rows; start += chunk) {
    scope(() => {
      const { joint, marginal } = drawMirrored(rng.fork(start), Math.min(chunk, rows - start), rho);
      for (const name of names) {
        scores[name].joint.set(critics[name](joint).dataSync(), start);
        scores[name].marginal.set(critics[name](marginal).dataSync(), start);
      }
    });
    await part.report(Math.min(start + chunk, rows), rows, 'reading');
  }
  return scores;
}

/** What the best critic there is says of pairs. */
function optimalScores(kind: DivergenceKind, rho: number, pairs: Tensor): Tensor {
  const { optimum } = fDivergences[kind];
  const values = pairs.dataSync();
  const scores = Float64Array.from({ length: pairs.shape[0] }, (_, row) =>
    optimum(logRatio(values[2 * row], values[2 * row + 1], rho)),
  );
  return tensor(scores, { backend: reference() });
}

/** log p(x, y) / (p(x) p(y)) of standard normals. */
export function logRatio(x: number, y: number, rho: number): number {
  const rest = 1 - rho * rho;
  return -0.5 * Math.log(rest) - (rho * rho * (x * x + y * y) - 2 * rho * x * y) / (2 * rest);
}

/** The bound from scores, in double precision. */
function readBound(kind: DivergenceKind, { joint, marginal }: Scores): Reading {
  const { activation, conjugate } = fDivergences[kind];
  const onHost = (map: (v: Tensor) => Tensor, v: Float64Array) =>
    scope(() => map(tensor(v, { backend: reference() })).dataSync() as Float64Array);
  const [ofJoint, ofMarginal] = [onHost(activation, joint), onHost(conjugate, marginal)];
  const value = total(ofJoint) / ofJoint.length - total(ofMarginal) / ofMarginal.length;
  const finite = Number.isFinite(value);
  return {
    value: finite ? value : null,
    largestShare: finite ? Math.max(largestShare(ofJoint), largestShare(ofMarginal)) : 1,
  };
}

function total(terms: Float64Array): number {
  return terms.reduce((sum, term) => sum + term, 0);
}

function largestShare(terms: Float64Array): number {
  const sizes = terms.map(Math.abs);
  return sizes.reduce((largest, size) => Math.max(largest, size), 0) / total(sizes);
}
