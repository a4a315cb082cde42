import { div, lessEqual, mul, ShapeError, sameShape, scope, type Tensor, where } from '@infograd/tensor';
import { type Tree, treeMap } from '../tree.ts';
import { globalNorm } from './global-norm.ts';

/**
 * Gradients scaled down together so that their norm is at most that of other gradients of the same parameters: MINE's
 * adaptive clipping, min(‖g_u‖, ‖g_m‖) g_m / ‖g_m‖ (Belghazi et al., "Mutual information neural estimation", 2018,
 * appendix). There g_m is the gradient of the mutual information term and g_u that of the adversarial
 * loss, both with respect to the generator; the sum g_u + adaptiveClip(g_m, g_u).grads then trains it, and information,
 * which has no upper bound, cannot drown the adversary. Both norms go over all parameters together.
 *
 * Nothing is read back to the host. Where a norm is not a number, the results are not numbers either.
 *
 * @param grads g_m, a tree of float tensors of one dtype
 * @param limiting g_u, a tree like it
 * @returns the new gradients, and both norms before clipping, scalars
 * @throws ValueError when the trees differ or are empty; ShapeError when two leaves do not have the same shape
 * @example adaptiveClip({ w: tensor([3, 4]) }, { w: tensor([0, 1]) }) // { grads: { w: [0.6, 0.8] }, norm: 5, limit: 1 }
 */
export function adaptiveClip<Grads extends Tree>(
  grads: Grads,
  limiting: Grads,
): { grads: Grads; norm: Tensor; limit: Tensor } {
  treeMap(requireSameParameter, grads, limiting);
  return scope(() => {
    const norm = globalNorm(grads);
    const limit = globalNorm(limiting);
    // Not a minimum of the quotient and 1: between two zero gradients the quotient is not a number.
    const scale = where(lessEqual(norm, limit), 1, div(limit, norm));
    return { grads: treeMap((leaf) => mul(leaf, scale), grads), norm, limit };
  });
}

function requireSameParameter(grad: Tensor, limiting: Tensor): Tensor {
  if (sameShape(grad.shape, limiting.shape)) return grad;
  throw new ShapeError(
    `adaptiveClip: gradients of shapes [${grad.shape.join(', ')}] and [${limiting.shape.join(', ')}]; both trees must be gradients of the same parameters`,
  );
}
