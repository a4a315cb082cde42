/**
 * Parameter trees: plain objects and arrays, nested to any depth, whose leaves are tensors. A model's parameters, their
 * gradients and an optimizer's moments are trees of one structure. Every function here is one walk in key order, and a
 * leaf is known by its path, such as `layers.0.weight`. Class instances are never walked into.
 */
import { isRecording, scope, Tensor, ValueError } from '@infograd/tensor';

/** A leaf, or plain arrays and objects of trees. */
export type Tree<T = Tensor> = T | readonly Tree<T>[] | { readonly [key: string]: Tree<T> };

/** The tree type `T` with leaves of type `Leaf` in place of its tensors. */
export type MappedTree<T, Leaf> = T extends Tensor ? Leaf : { [Key in keyof T]: MappedTree<T[Key], Leaf> };

type Node = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Where a walk stands, as the keys from there up to the root; it becomes text only when someone wants to read it. */
type Place = { readonly key: string | number; readonly parent: Place } | undefined;

/**
 * A tree of the same structure, each leaf made from the leaves at the same path.
 *
 * @param fn receives the leaf of `tree`, then those of `others`
 * @param others trees with the structure of `tree`; the order of their keys does not matter
 * @returns a tree with the results of `fn` as leaves
 * @throws ValueError naming the path where a tree has another structure, or a leaf that is not a tensor
 * @example treeMap((w, g) => sub(w, g), { w: tensor([3, 4]) }, { w: tensor([1, 1]) }) // { w: [2, 3] }
 */
export function treeMap<T extends Tree>(
  fn: (leaf: Tensor, ...others: Tensor[]) => Tensor,
  tree: T,
  ...others: Tree[]
): T;
export function treeMap<T extends Tree, Leaf>(
  fn: (leaf: Tensor, ...others: Tensor[]) => Leaf,
  tree: T,
  ...others: Tree[]
): MappedTree<T, Leaf>;
export function treeMap(
  fn: (...leaves: [Tensor, ...Tensor[]]) => unknown,
  tree: unknown,
  ...others: unknown[]
): unknown {
  return mapFrom(undefined, fn, tree, others);
}

/**
 * The tensors of a tree, in key order.
 *
 * @throws ValueError naming the path of a leaf that is not a tensor
 * @example treeLeaves({ weight: tensor([1]), bias: tensor([2]) }) // [[1], [2]]
 */
export function treeLeaves(tree: Tree): Tensor[] {
  const leaves: Tensor[] = [];
  visit(undefined, tree, (leaf) => leaves.push(leaf));
  return leaves;
}

/**
 * The inverse of {@link treeLeaves}: a tree with the structure of `tree` and the given leaves, in key order.
 *
 * @throws ValueError when there are fewer or more leaves than places
 * @example treeUnflatten({ weight: tensor([1]), bias: tensor([2]) }, [tensor([3]), tensor([4])]) // { weight: [3], bias: [4] }
 */
export function treeUnflatten<T extends Tree, Leaf = Tensor>(
  tree: T,
  leaves: readonly Leaf[],
): Leaf extends Tensor ? T : MappedTree<T, Leaf> {
  let next = 0;
  const filled = mapFrom(undefined, () => leaves[next++], tree, []);
  if (next !== leaves.length)
    throw new ValueError(`treeUnflatten: ${leaves.length} leaves for a tree with ${next} places`);
  return filled as Leaf extends Tensor ? T : MappedTree<T, Leaf>;
}

/**
 * The paths of the leaves, in key order. The path of a lone tensor is the empty string.
 *
 * @throws ValueError naming the path of a leaf that is not a tensor
 * @example treePaths({ layers: [{ weight: tensor([1]), bias: tensor([2]) }] }) // ['layers.0.weight', 'layers.0.bias']
 */
export function treePaths(tree: Tree): string[] {
  const paths: string[] = [];
  visit(undefined, tree, (_, place) => paths.push(pathOf(place)));
  return paths;
}

/**
 * Disposes the tensors of a tree, except those that also stand in `except`. Other leaves, such as a step count, are
 * left alone.
 *
 * @example disposeTree({ weights: [tensor([1]), tensor([2])], step: 3 })
 */
export function disposeTree(tree: unknown, except?: unknown): void {
  const staying = collectTensors(except, new Set());
  for (const tensor of collectTensors(tree, new Set())) if (!staying.has(tensor)) tensor.dispose();
}

/**
 * One turn of a training loop: runs `step` as a scope and disposes the tensors of the old state that the new one does
 * not hold. What `step` makes besides the new state is gone when it returns. While derivatives are being recorded,
 * nothing is disposed.
 *
 * @param state plain objects and arrays that hold tensors and anything else; this call takes it over
 * @param step makes the new state from the old one; synchronous
 * @returns the new state
 * @throws ValueError when `step` returns a promise
 * @example
 * let state = { x: tensor(1), turns: 0 };
 * for (let i = 0; i < 3; i++) state = advance(state, ({ x, turns }) => ({ x: mul(x, 2), turns: turns + 1 }));
 * state.x; // 8
 */
export function advance<State>(state: State, step: (state: State) => State): State {
  const next = scope(() => step(state));
  if (!isRecording()) disposeTree(state, next);
  return next;
}

/** The path of a place, such as `layers.0.weight`. */
function pathOf(place: Place): string {
  if (place === undefined) return '';
  return place.parent === undefined ? String(place.key) : `${pathOf(place.parent)}.${place.key}`;
}

function mapFrom(
  place: Place,
  fn: (...leaves: [Tensor, ...Tensor[]]) => unknown,
  tree: unknown,
  others: readonly unknown[],
): unknown {
  if (tree instanceof Tensor) {
    for (const other of others) requireTensor(place, other);
    return fn(tree, ...(others as readonly Tensor[]));
  }
  const node = requireNode(place, tree);
  for (const other of others) requireSameKeys(place, node, other);
  const child = (key: string | number): unknown => {
    const below = others.map((other) => childOf(other as Node, key));
    return mapFrom({ key, parent: place }, fn, childOf(node, key), below);
  };
  if (Array.isArray(node)) return node.map((_, index) => child(index));
  const mapped: Record<string, unknown> = {};
  for (const key of Object.keys(node)) setOwn(mapped, key, child(key));
  return mapped;
}

function visit(place: Place, tree: unknown, found: (leaf: Tensor, place: Place) => void): void {
  if (tree instanceof Tensor) return void found(tree, place);
  const node = requireNode(place, tree);
  if (Array.isArray(node)) for (let i = 0; i < node.length; i++) visit({ key: i, parent: place }, node[i], found);
  else for (const key of Object.keys(node)) visit({ key, parent: place }, childOf(node, key), found);
}

/** Adds every tensor in a state to `found`; leaves of other kinds are passed over. */
function collectTensors(state: unknown, found: Set<Tensor>): Set<Tensor> {
  if (state instanceof Tensor) found.add(state);
  else if (isNode(state)) for (const child of Object.values(state)) collectTensors(child, found);
  return found;
}

function childOf(node: Node, key: string | number): unknown {
  return (node as Readonly<Record<string, unknown>>)[key];
}

/** Plain assignment, but for the one key that assignment takes as something else. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function requireNode(place: Place, value: unknown): Node {
  if (isNode(value)) return value;
  throw new ValueError(
    `tree: ${describe(value)} at ${named(place)} is not a tensor, array or plain object; leave it out of the tree`,
  );
}

function requireTensor(place: Place, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor) return;
  throw new ValueError(
    `tree: the trees differ at ${named(place)}: a tensor in the first, ${describe(value)} in another`,
  );
}

function requireSameKeys(place: Place, node: Node, other: unknown): void {
  const isAlike = isNode(other) && Array.isArray(other) === Array.isArray(node);
  if (!isAlike)
    throw new ValueError(
      `tree: the trees differ at ${named(place)}: ${describe(node)} in the first, ${describe(other)} in another`,
    );
  const expected = Object.keys(node);
  const missing = expected.find((key) => !Object.hasOwn(other, key));
  if (missing !== undefined)
    throw new ValueError(
      `tree: the trees differ: ${named({ key: missing, parent: place })} is missing from another tree`,
    );
  const keys = Object.keys(other);
  if (keys.length === expected.length) return;
  const extra = keys.find((key) => !Object.hasOwn(node, key))!;
  throw new ValueError(`tree: the trees differ: ${named({ key: extra, parent: place })} is not in the first tree`);
}

function named(place: Place): string {
  return place === undefined ? 'the root' : `'${pathOf(place)}'`;
}

function describe(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (Array.isArray(value)) return 'an array';
  if (isNode(value)) return 'an object';
  return typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : String(value);
}
