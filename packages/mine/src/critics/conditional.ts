/**
 * Critics that are models: a network turns x into the parameters of a density q(y | x), column by column of y, and a few more
 * parameters make a density q(y) of the same family. Maximum likelihood fits both; T(x, y) = log q(y | x) - log q(y) is then the log
 * density ratio by these models. The bounds that read such critics are CLUB, L1Out, Barber-Agakov and the difference of
 * entropies. Given x, the columns of y are taken to be independent, which is the family's limit.
 */
import { type MlpParams, mlp } from '@infograd/autograd';
import { add, expandDims, slice, sub, sum, type Tensor, zeros } from '@infograd/tensor';
import type { Critic, CriticOptions, EncodedRows } from './critic.ts';

/** The network from x, and location and log scale of every column of y by itself. */
export type ConditionalParams = {
  readonly network: MlpParams;
  readonly marginal: Tensor;
};

/** A density on the real line with a location and a scale, elementwise: log of it at y. */
export type LogDensity = (y: Tensor, location: Tensor, logScale: Tensor) => Tensor;

/** A critic that fits itself. */
export type ConditionalCritic = Critic<ConditionalParams> & Required<Pick<Critic<ConditionalParams>, 'logLikelihood'>>;

/** The critic of a family of densities. The scale is learnt as a logarithm, without limits that it could get stuck at. */
export function conditionalCritic(
  name: string,
  logDensity: LogDensity,
  { dimX, dimY, hidden, activation }: CriticOptions,
): ConditionalCritic {
  const network = mlp({ sizes: [dimX, ...hidden, 2 * dimY], activation });

  /** parameters [..., 2 dimY] and y [..., dimY] to log densities [...]. */
  const logDensityOf = (parameters: Tensor, y: Tensor): Tensor => {
    const before = parameters.shape.slice(0, -1).map(() => 0);
    const location = slice(parameters, { stop: [...parameters.shape.slice(0, -1), dimY] });
    const logScale = slice(parameters, { start: [...before, dimY] });
    return sum(logDensity(y, location, logScale), { axis: -1 });
  };
  const logConditional = (params: ConditionalParams, x: Tensor, y: Tensor) =>
    logDensityOf(network.apply(params.network, x), y);
  const logMarginal = (params: ConditionalParams, y: Tensor) => logDensityOf(params.marginal, y);

  /** What x says about y, and y itself. */
  const encode = (params: ConditionalParams, x: Tensor, y: Tensor): EncodedRows => ({
    x: network.apply(params.network, x),
    y: add(y, 0),
  });
  const pairs = (params: ConditionalParams, { x, y }: EncodedRows): Tensor =>
    sub(logDensityOf(x, y), logMarginal(params, y));

  return {
    name,
    init: (rng, options) => ({ network: network.init(rng, options), marginal: zeros([2 * dimY], options) }),
    pairs: (params, x, y) => sub(logConditional(params, x, y), logMarginal(params, y)),
    allPairs: (params, x, y) =>
      pairs(params, { x: expandDims(network.apply(params.network, x), 1), y: expandDims(y, 0) }),
    rows: { encode, pairs },
    logLikelihood: (params, x, y) => add(logConditional(params, x, y), logMarginal(params, y)),
  };
}
