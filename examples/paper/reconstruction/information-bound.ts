/**
 * The information between data and their codes, from all pairs of a batch: each image with its own code against each image with every other's, which
 * makes n - 1 times as many marginal pairs as joint ones. A separable critic scores them at the price of n.
 */
import { type Critic, donskerVaradhan, type SeparableParams } from '@infograd/mine';
import { expandDims, type Tensor } from '@infograd/tensor';
import { splitSquares } from '../split-squares.ts';

/** The Donsker-Varadhan bound of a batch, in nats: x [n, d] and codes [n, c]. */
export function informationBound(
  critic: Critic<SeparableParams>,
  params: SeparableParams,
  x: Tensor,
  codes: Tensor,
): Tensor {
  const { joint, marginal } = splitSquares(expandDims(critic.allPairs!(params, x, codes), 0));
  return donskerVaradhan(joint, marginal);
}
