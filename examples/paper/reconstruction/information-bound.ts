/**
 * The information between data and their codes, from all pairs of a batch: each image with its own code against each image with every other's, which
 * makes n - 1 times as many marginal pairs as joint ones. A separable critic scores them at the price of n.
 */
import { type Critic, donskerVaradhan, type SeparableParams } from '@infograd/mine';
import { concat, reshape, slice, type Tensor } from '@infograd/tensor';

/** The Donsker-Varadhan bound of a batch, in nats: x [n, d] and codes [n, c]. */
export function informationBound(
  critic: Critic<SeparableParams>,
  params: SeparableParams,
  x: Tensor,
  codes: Tensor,
): Tensor {
  const n = x.shape[0];
  const scores = critic.allPairs!(params, x, codes);
  // Without its last element, the square is n - 1 rows of n + 1 elements, which begin with one of the diagonal each.
  const rows = reshape(slice(reshape(scores, [n * n]), { stop: [n * n - 1] }), [n - 1, n + 1]);
  const joint = concat([
    reshape(slice(rows, { stop: [n - 1, 1] }), [n - 1]),
    reshape(slice(scores, { start: [n - 1, n - 1] }), [1]),
  ]);
  return donskerVaradhan(joint, slice(rows, { start: [0, 1] }));
}
