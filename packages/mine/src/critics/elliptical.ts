/**
 * The elliptical critic: a copula in closed form, and a separable network for what it misses. Its rows hold features for the
 * network and then the copula's codes (`elliptical/encode-rows.ts`). The network starts small, so training starts at the copula.
 */
import { type Layer, type MlpParams, mlp } from '@infograd/autograd';
import { add, concat, log1p, matmul, mul, scope, slice, squeeze, sum, type Tensor, transpose } from '@infograd/tensor';
import { type EllipticalCopula, pairTerms } from '../elliptical/elliptical-copula.ts';
import type { Critic, CriticOptions, RowStage } from './critic.ts';

/** Parameters of the two networks; none for the copula alone. */
export type EllipticalParams = { readonly x?: MlpParams; readonly y?: MlpParams };

export interface EllipticalCriticOptions extends CriticOptions {
  readonly copula: EllipticalCopula;
  /** Whether there is a network beside the copula; true when left out. */
  readonly hasNetwork?: boolean;
  /** Length of the network's vectors; 32 when left out. */
  readonly embedding?: number;
}

/** The share of its usual size that the network's last layer starts with. */
const startScale = 0.3;

/**
 * T(x, y) = log c(x, y) + g(x) . h(y) + a(x) + b(y), with c the copula's density ratio.
 *
 * @param options.dimX, dimY columns of features; a row holds them, the copula's codes and one number more
 */
export function ellipticalCritic(options: EllipticalCriticOptions): Critic<EllipticalParams> {
  const { dimX, dimY, hidden, activation, copula, hasNetwork = true, embedding = 32 } = options;
  const { degreesOfFreedom, correlations } = copula;
  const { constant, exponent } = pairTerms(copula);
  const codes = correlations.length + 2;
  const networkOf = (dim: number) =>
    hasNetwork ? mlp({ sizes: [dim, ...hidden, embedding + 1], activation }) : undefined;
  const g = networkOf(dimX);
  const h = networkOf(dimY);

  /** [codes | own + a(x) | g(x)] of each row. */
  const encode = (
    params: MlpParams | undefined,
    network: Layer<MlpParams> | undefined,
    rows: Tensor,
    dim: number,
  ): Tensor => {
    const ofCopula = columns(rows, dim, dim + codes + 1);
    if (params === undefined || network === undefined) return ofCopula;
    const vectors = network.apply(params, columns(rows, 0, dim));
    const alone = add(columns(ofCopula, codes, codes + 1), columns(vectors, embedding, embedding + 1));
    return concat([columns(ofCopula, 0, codes), alone, columns(vectors, 0, embedding)], 1);
  };
  const ofLengths = (lengths: Tensor): Tensor =>
    mul(degreesOfFreedom === null ? lengths : log1p(mul(lengths, 1 / degreesOfFreedom)), -exponent);
  /** The part of an encoded row that belongs to the network. */
  const vectorOf = (rows: Tensor): Tensor => columns(rows, codes + 1, codes + 1 + embedding);
  const aloneOf = (rows: Tensor): Tensor => columns(rows, codes, codes + 1);

  const rows: RowStage<EllipticalParams> = {
    encode: (params, x, y) => ({ x: encode(params.x, g, x, dimX), y: encode(params.y, h, y, dimY) }),
    pairs: (params, { x, y }) => {
      const lengths = sum(mul(columns(x, 0, codes), columns(y, 0, codes)), { axis: 1 });
      const ratio = add(ofLengths(lengths), add(squeeze(add(aloneOf(x), aloneOf(y)), 1), constant));
      return params.x === undefined ? ratio : add(ratio, sum(mul(vectorOf(x), vectorOf(y)), { axis: 1 }));
    },
  };
  return {
    name: 'elliptical',
    init: (rng, init) =>
      g && h ? { x: small(g.init(rng.fork('x'), init)), y: small(h.init(rng.fork('y'), init)) } : {},
    pairs: (params, x, y) => rows.pairs(params, rows.encode(params, x, y)),
    allPairs: (params, rowsX, rowsY) => {
      const { x, y } = rows.encode(params, rowsX, rowsY);
      const lengths = matmul(columns(x, 0, codes), columns(y, 0, codes), { transposeB: true });
      const ratio = add(ofLengths(lengths), add(add(aloneOf(x), constant), transpose(aloneOf(y))));
      return params.x === undefined ? ratio : add(ratio, matmul(vectorOf(x), vectorOf(y), { transposeB: true }));
    },
    trainsOnAllPairs: true,
    rows,
  };
}

function columns(rows: Tensor, start: number, stop: number): Tensor {
  return slice(rows, { start: [0, start], stop: [rows.shape[0], stop] });
}

function small({ layers }: MlpParams): MlpParams {
  const last = layers[layers.length - 1];
  const weight = scope(() => mul(last.weight, startScale));
  last.weight.dispose();
  return { layers: [...layers.slice(0, -1), { ...last, weight }] };
}
