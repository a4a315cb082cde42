import { add, scope, sqrt, square, sum, type Tensor, ValueError } from '@infograd/tensor';
import { type Tree, treeLeaves } from '../tree.ts';

/**
 * The Euclidean norm of all elements of a tree together: the root of the sum of their squares.
 *
 * @param tree float tensors of one dtype
 * @returns a scalar
 * @throws ValueError when the tree is empty
 * @example globalNorm({ w: tensor([3, 0]), b: tensor(4) }) // 5
 */
export function globalNorm(tree: Tree): Tensor {
  return scope(() => {
    const squares = treeLeaves(tree).map((leaf) => sum(square(leaf)));
    if (squares.length === 0) throw new ValueError('globalNorm: the tree holds no tensors');
    return sqrt(squares.reduce((total, next) => add(total, next)));
  });
}
