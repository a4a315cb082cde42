import { advance, disposeTree, grad, treeLeaves, treeMap, treePaths, treeUnflatten } from '@infograd/autograd';
import { add, memory, mul, square, type Tensor, tensor, ValueError } from '@infograd/tensor';
import { expectNoLeaks } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const sample = () => ({
  layers: [
    { weight: tensor([[1, 2]]), bias: tensor([3]) },
    { weight: tensor([[4]]), bias: tensor([6]) },
  ],
  scale: tensor(5),
});

describe('treeMap', () => {
  test('keeps the structure and hands over the leaves of one path together', () => {
    const sums = treeMap((a, b) => add(a, b), sample(), sample());
    expect(sums.layers[0].weight.toArray()).toEqual([[2, 4]]);
    expect(sums.layers[0].bias.toArray()).toEqual([6]);
    expect(sums.layers[1].weight.toArray()).toEqual([[8]]);
    expect(sums.scale.toArray()).toBe(10);
  });

  test('matches by key, whatever the order of the keys', () => {
    const pairs = treeMap(
      (a, b) => [a.itemSync(), b.itemSync()],
      { x: tensor(1), y: tensor(2) },
      { y: tensor(20), x: tensor(10) },
    );
    expect(pairs).toEqual({ x: [1, 10], y: [2, 20] });
  });

  test('makes leaves of any kind', () => {
    const shapes: { x: readonly number[]; ys: (readonly number[])[] } = treeMap((leaf) => leaf.shape, {
      x: tensor([1, 2]),
      ys: [tensor(3)],
    });
    expect(shapes).toEqual({ x: [2], ys: [[]] });
  });

  test('takes a lone tensor and empty containers for trees', () => {
    expect(treeMap((leaf) => leaf.itemSync(), tensor(7))).toBe(7);
    expect(treeMap((leaf) => leaf, {})).toEqual({});
    expect(treeMap((leaf) => leaf, [])).toEqual([]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a missing key',
      () => treeMap(add, { a: { w: tensor(1), b: tensor(1) } }, { a: { w: tensor(1) } }),
      /'a\.b' is missing/,
    ],
    [
      'an extra key',
      () => treeMap(add, { a: [tensor(1)] }, { a: [tensor(1), tensor(2)] }),
      /'a\.1' is not in the first/,
    ],
    [
      'a leaf for a node',
      () => treeMap(add, { a: [tensor(1)] }, { a: tensor(1) }),
      /'a': an array in the first, a tensor/,
    ],
    [
      'a node for a leaf',
      () => treeMap(add, { a: tensor(1) }, { a: { b: tensor(1) } }),
      /'a': a tensor in the first, an object/,
    ],
    [
      'an object for an array',
      () => treeMap(add, [tensor(1)], { 0: tensor(1) }),
      /the root: an array in the first, an object/,
    ],
    [
      'a leaf that is no tensor',
      () => treeMap((x) => x, { a: [{ size: 3 }] } as never),
      /3 at 'a\.0\.size' is not a tensor/,
    ],
    ['a class instance', () => treeLeaves({ a: new Map() } as never), /a Map at 'a'/],
  ])('names the path of %s', (_, misuse, message) => {
    expect(misuse).toThrow(ValueError);
    expect(misuse).toThrow(message);
  });
});

describe('treeLeaves, treePaths and treeUnflatten', () => {
  test('agree on the order', () => {
    const tree = sample();
    const [first, second] = tree.layers;
    expect(treePaths(tree)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias', 'scale']);
    expect(treeLeaves(tree)).toEqual([first.weight, first.bias, second.weight, second.bias, tree.scale]);
    expect(treeUnflatten(tree, treeLeaves(tree))).toEqual(tree);
    expect(treePaths(tree.scale)).toEqual(['']);
  });

  test('unflatten leaves of any kind, and count them', () => {
    const tree = { a: tensor(1), b: [tensor(2)] };
    expect(treeUnflatten(tree, ['first', 'second'])).toEqual({ a: 'first', b: ['second'] });
    expect(() => treeUnflatten(tree, ['first'])).toThrow(/1 leaves for a tree with 2 places/);
    expect(() => treeUnflatten(tree, ['first', 'second', 'third'])).toThrow(ValueError);
  });
});

describe('disposeTree', () => {
  test('disposes all tensors but those that another tree holds, and skips what is not a tensor', () => {
    const shared = tensor(1);
    const old = { shared, gone: [tensor(2)], step: 3, name: 'run', nothing: null, map: new Map() };
    disposeTree(old, { kept: shared });
    expect(old.gone[0].isDisposed).toBe(true);
    expect(shared.isDisposed).toBe(false);
    shared.dispose();
  });
});

describe('advance', () => {
  test('disposes the old state and what the step made on the way, and keeps what the new state holds', () => {
    expectNoLeaks(() => {
      const constant = tensor(2);
      let state = { x: tensor(1), constant, turns: 0 };
      const before = memory();
      for (let i = 0; i < 100; i++) {
        state = advance(state, ({ x, constant, turns }) => ({
          x: mul(add(x, 0), constant),
          constant,
          turns: turns + 1,
        }));
        expect(memory()).toEqual(before);
      }
      expect(state.turns).toBe(100);
      expect(state.x.itemSync()).toBe(2 ** 100);
      disposeTree(state);
    });
  });

  test('leaves the old state alone when the step fails', () => {
    const state = { x: tensor(1) };
    expect(() =>
      advance(state, () => {
        throw new Error('no step');
      }),
    ).toThrow('no step');
    expect(state.x.isDisposed).toBe(false);
    state.x.dispose();
  });

  test('can be differentiated through', () => {
    const twoSteps = (x: Tensor): Tensor => {
      let state = { x };
      for (let i = 0; i < 2; i++) state = advance(state, (before) => ({ x: square(before.x) }));
      return state.x;
    };
    expect(grad(twoSteps)(tensor(3)).itemSync()).toBe(108);
  });
});
