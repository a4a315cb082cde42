/**
 * Trees from one backend to another. The values pass through the host, read asynchronously, which every backend can do.
 */
import type { Backend } from '@infograd/tensor';
import { disposeTree, type Tree, treeLeaves, treeUnflatten } from './tree.ts';

/**
 * The same tree on another backend. Leaves that are there already are passed on, not copied; the others are copied, and
 * the originals stay their owner's to dispose.
 *
 * @throws DTypeError when the backend does not hold a leaf's dtype
 * @example (await moveTree({ w: tensor([1, 2]) }, reference())).w.backend.name // 'reference'
 */
export async function moveTree<T extends Tree>(tree: T, backend: Backend): Promise<T> {
  const leaves = treeLeaves(tree);
  const moves = await Promise.allSettled(leaves.map((leaf) => leaf.transfer(backend)));
  const moved = moves.flatMap((move) => (move.status === 'fulfilled' ? [move.value] : []));
  const failure = moves.find((move) => move.status === 'rejected');
  if (failure === undefined) return treeUnflatten(tree, moved) as T;
  disposeTree(moved, leaves);
  throw failure.reason;
}
