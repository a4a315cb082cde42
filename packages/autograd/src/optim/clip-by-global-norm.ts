import { div, minimum, mul, scope, type Tensor } from '@infograd/tensor';
import { requireAbove } from '../options.ts';
import { type Tree, treeMap } from '../tree.ts';
import { globalNorm } from './global-norm.ts';

/**
 * Gradients scaled down together so that their Euclidean norm, over all leaves, is at most `maxNorm`; unchanged when it
 * is already (Pascanu et al., "On the difficulty of training recurrent neural networks", 2013, algorithm 1). The norm
 * is never read back to the host. Where the norm is not finite, neither are the gradients that made it so.
 *
 * @param grads a tree of float tensors of one dtype
 * @returns the new gradients, and the norm before clipping, a scalar
 * @throws ValueError when maxNorm is not a finite number above 0, or the tree is empty
 * @example clipByGlobalNorm({ w: tensor([3]), b: tensor([4]) }, 1) // { grads: { w: [0.6], b: [0.8] }, norm: 5 }
 */
export function clipByGlobalNorm<Grads extends Tree>(grads: Grads, maxNorm: number): { grads: Grads; norm: Tensor } {
  requireAbove('clipByGlobalNorm', 'maxNorm', maxNorm, 0);
  return scope(() => {
    const norm = globalNorm(grads);
    // At norm 0 the quotient is infinite, and the minimum is the 1 that it should be.
    const scale = minimum(div(maxNorm, norm), 1);
    return { grads: treeMap((leaf) => mul(leaf, scale), grads), norm };
  });
}
