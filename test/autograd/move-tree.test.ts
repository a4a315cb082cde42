import { disposeTree, moveTree } from '@infograd/autograd';
import { memory, reference, tensor, wasm } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';

afterEach(() => expect(memory().tensors).toBe(0));

describe('moveTree', () => {
  test('copies every leaf to the other backend, with its dtype, and leaves the original alone', async () => {
    const tree = {
      w: tensor([1.5, 2], { backend: wasm() }),
      deep: [tensor([[3]], { dtype: 'int32', backend: wasm() })],
    };
    const moved = await moveTree(tree, reference());
    expect(moved.w.backend.name).toBe('reference');
    expect(moved.w.toArray()).toEqual([1.5, 2]);
    expect(moved.deep[0]).toMatchObject({ shape: [1, 1], dtype: 'int32' });
    expect(tree.w.backend.name).toBe('wasm');
    disposeTree([tree, moved]);
  });

  test('passes on what is there already', async () => {
    const tree = { w: tensor([1], { backend: wasm() }) };
    expect((await moveTree(tree, wasm())).w).toBe(tree.w);
    disposeTree(tree);
  });

  test('leaves nothing behind when a leaf does not fit', async () => {
    const tree = [tensor([1], { backend: reference() }), tensor([2], { dtype: 'float64', backend: reference() })];
    await expect(moveTree(tree, wasm())).rejects.toThrow('the wasm backend has no float64');
    disposeTree(tree);
  });
});
