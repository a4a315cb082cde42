// Lifetimes: what a scope makes goes with it, except what it returns or keeps; a disposed tensor says so.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  add,
  DisposedError,
  exp,
  keep,
  memory,
  mul,
  ones,
  type Recorder,
  recording,
  reference,
  reshape,
  scope,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  wasm,
} from '@infograd/tensor';
import { expectNoLeaks } from '@infograd/tensor/testing';

describe('scope', () => {
  test('disposes what its body made and returns what it returns', () => {
    const made: Tensor[] = [];
    const before = memory();
    const kept = scope(() => {
      made.push(ones([2]), ones([3]));
      return exp(made[0]);
    });
    expect(made.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
    expect(kept.isDisposed).toBe(false);
    expect(memory().tensors).toBe(before.tensors + 1);
    kept.dispose();
    expect(memory()).toEqual(before);
  });

  test('lets a whole tree of results through', () => {
    const tree = scope(() => ({
      layers: [{ weight: ones([2]) }, { weight: ones([3]), name: 'second' }],
      count: 2,
      none: null,
    }));
    expect(tree.layers.map(({ weight }) => weight.toArray())).toEqual([
      [1, 1],
      [1, 1, 1],
    ]);
    for (const { weight } of tree.layers) weight.dispose();
  });

  test('takes a result that holds itself', () => {
    const ring: { weight?: Tensor; ring?: unknown } = {};
    const before = memory().tensors;
    scope(() => {
      ring.weight = exp(ones([2]));
      ring.ring = ring;
      return ring;
    });
    expect(memory().tensors).toBe(before + 1);
    ring.weight?.dispose();
  });

  test('leaves the tensors of others alone', () => {
    const x = ones([2]);
    expectNoLeaks(() => scope(() => void exp(x)));
    expect(x.toArray()).toEqual([1, 1]);
    expect(scope(() => x)).toBe(x);
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  test('nests: a result of the inner scope belongs to the outer one', () => {
    let inner: Tensor | undefined;
    expectNoLeaks(() =>
      scope(() => {
        inner = scope(() => exp(ones([2])));
        expect(inner.isDisposed).toBe(false);
      }),
    );
    expect(inner?.isDisposed).toBe(true);
  });

  test('cleans up after an error and passes it on', () => {
    expectNoLeaks(() => {
      expect(() =>
        scope(() => {
          ones([100]);
          throw new RangeError('on purpose');
        }),
      ).toThrow('on purpose');
    });
    expectNoLeaks(() => scope(() => void ones([1])));
  });

  test('refuses an asynchronous body, whose tensors go and whose own failure is not heard twice', async () => {
    const before = memory();
    const body = async () => {
      const x = ones([2]);
      await Promise.resolve();
      return exp(x);
    };
    expect(() => scope(body)).toThrow(ValueError);
    expect(() => scope(body)).toThrow('scope: the body returned a promise');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(memory()).toEqual(before);
  });

  test('does not mind what its body disposed itself', () => {
    expectNoLeaks(() => scope(() => ones([2]).dispose()));
  });

  test('an alias that is returned keeps the storage of what it aliases', () => {
    const before = memory();
    const alias = scope(() => reshape(tensor([1, 2, 3, 4]), [2, 2]));
    expect(alias.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 16 });
    alias.dispose();
    expect(memory()).toEqual(before);
  });

  test('keeps everything while something is recorded, and cleans up with the scope around the recording', () => {
    const heard: string[] = [];
    const recorder: Recorder = { record: ({ op }) => heard.push(op.name) };
    const x = ones([2]);
    let inner: Tensor | undefined;
    expectNoLeaks(() =>
      scope(() => {
        recording(recorder, () => {
          scope(() => {
            inner = exp(x);
            add(inner, 1);
          });
          expect(inner?.isDisposed).toBe(false);
        });
      }),
    );
    expect(heard).toEqual(['exp', 'add']);
    expect(inner?.isDisposed).toBe(true);
    x.dispose();
  });

  test('is tidy under another name', () => {
    expect(tidy).toBe(scope);
  });
});

describe('keep', () => {
  test('lets a tensor outlive every open scope', () => {
    let kept: Tensor | undefined;
    scope(() => {
      const early = ones([2]);
      scope(() => {
        kept = keep(exp(early));
        keep(early);
      });
      expect(early.isDisposed).toBe(false);
      early.dispose();
    });
    expect(kept?.isDisposed).toBe(false);
    kept?.dispose();
  });

  test('of a tensor that belongs to an outer scope holds until that scope has ended', () => {
    const [outer] = scope(() => {
      const x = ones([2]);
      scope(() => void keep(x));
      return [[x]];
    });
    expect(outer[0].isDisposed).toBe(false);
    outer[0].dispose();
  });

  test('outside any scope changes nothing', () => {
    const x = keep(ones([2]));
    x.dispose();
    expect(x.isDisposed).toBe(true);
  });
});

describe('dispose', () => {
  test('makes every further use a DisposedError that says what it was', async () => {
    const x = ones([2, 3]);
    x.dispose();
    const message = 'this float32 tensor of shape [2, 3] was disposed; return it from its scope, or keep() it';
    for (const use of [
      () => exp(x),
      () => add(x, 1),
      () => mul(ones([1]), x),
      () => sum(x),
      () => reshape(x, [6]),
      () => x.dataSync(),
      () => x.toArray(),
      () => x.backend,
      () => x.to(reference()),
    ]) {
      expect(use).toThrow(DisposedError);
      expect(use).toThrow(message);
    }
    await expect(x.data()).rejects.toThrow(DisposedError);
    await expect(ones([]).item()).resolves.toBe(1);
    expect(String(x)).toBe('Tensor(disposed float32 [2, 3])');
  });

  test('twice is harmless', () => {
    expectNoLeaks(() => {
      const x = ones([2]);
      x.dispose();
      x.dispose();
      x[Symbol.dispose]();
    });
  });

  test('happens at the end of a block with using', () => {
    let seen: Tensor;
    expectNoLeaks(() => {
      using x = ones([2]);
      seen = x;
      expect(x.isDisposed).toBe(false);
    });
    expect(seen!.isDisposed).toBe(true);
  });
});

test('a tensor that nobody holds any more is given back by the garbage collector', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const before = memory();
  (() => {
    for (let i = 0; i < 50; i++) exp(ones([1000], { backend: wasm() }));
  })();
  expect(memory().tensors).toBe(before.tensors + 100);
  for (let i = 0; i < 20 && memory().tensors > before.tensors; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(memory().tensors).toBeLessThanOrEqual(before.tensors + 2);
});
