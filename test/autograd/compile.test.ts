// Compilation: replays give the bits that the function itself gives, and what cannot be replayed is refused.

import {
  adam,
  advance,
  compile,
  cosine,
  disposeTree,
  grad,
  type MlpParams,
  mlp,
  type OptimizerState,
  treeLeaves,
  valueAndGrad,
} from '@infograd/autograd';
import {
  add,
  type Backend,
  concat,
  exp,
  gather,
  IndexError,
  memory,
  mul,
  ones,
  random,
  reference,
  reshape,
  scope,
  setDefaultBackend,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  ValueError,
  wasm,
  zeros,
} from '@infograd/tensor';
import { expectNoLeaks } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

type State = { params: MlpParams; optimizer: OptimizerState<MlpParams>; average: Tensor | undefined };

/** Bits of everything that a training run ends with. */
function train(backend: Backend, turn: <F>(fn: F) => F): unknown[] {
  const network = mlp({ sizes: [3, 8, 8, 1], activation: 'elu' });
  const rng = random(7);
  const optimizer = adam({ learningRate: cosine({ from: 0.01, steps: 40 }) });
  const lossOf = valueAndGrad((params: MlpParams, x: Tensor, target: Tensor) =>
    sum(square(sub(network.apply(params, x), target))),
  );
  const step = turn((params: MlpParams, average: Tensor | undefined) => {
    const x = concat([rng.normal([16, 3]), rng.uniform([16, 3], { min: -1 })]);
    const target = gather(sum(x, { axis: 1, keepDims: true }), rng.permutation(32));
    const some = rng.choice(32, 20, { replace: true });
    const { value, grads } = lossOf(params, gather(x, some), gather(target, some));
    return { grads, average: average === undefined ? value : add(mul(average, 0.9), mul(value, 0.1)) };
  });
  setDefaultBackend(backend);
  try {
    const params = network.init(random(1));
    let state: State = { params, optimizer: optimizer.init(params), average: undefined };
    for (let i = 0; i < 40; i++) {
      state = advance(state, ({ params, optimizer: before, average }) => {
        const { grads, average: next } = step(params, average);
        const { params: moved, state: after } = optimizer.update(params, grads, before);
        return { params: moved, optimizer: after, average: next };
      });
    }
    const leaves = [...treeLeaves(state.params), state.average!].map((leaf) => [...leaf.dataSync()]);
    disposeTree(state);
    return [...leaves, state.optimizer.step, [...rng.integers(4, 1000)]];
  } finally {
    setDefaultBackend(wasm());
  }
}

describe('a compiled step', () => {
  test.each([
    ['wasm', wasm()],
    ['reference', reference()],
  ])('trains to the same bits as the function itself on %s', (_, backend) => {
    const compiled = train(backend, <F>(fn: F) => compile(fn as () => unknown) as F);
    expect(compiled).toEqual(train(backend, (fn) => fn));
  });

  test('runs the function to trace it: once for each kind of arguments, and again to see that it does the same', () => {
    let runs = 0;
    const twice = compile((x: Tensor, factor: number) => {
      runs++;
      return mul(x, factor);
    });
    const call = (size: number, factor: number) => scope(() => [...twice(ones([size]), factor).dataSync()]);
    expect(call(2, 3)).toEqual([3, 3]);
    expect(call(2, 3)).toEqual([3, 3]);
    for (let i = 2; i < 8; i++) call(2, 3);
    expect([runs, twice.traces]).toEqual([4, 4]); // calls 1, 2, 4 and 8
    expect(call(3, 3)).toEqual([3, 3, 3]);
    expect(call(2, 5)).toEqual([5, 5]);
    expect(twice.traces).toBe(6);
    twice.dispose();
  });

  test('keeps trees, constants, arguments and what comes from outside', () => {
    const outside = tensor([10, 20]);
    const fn = compile((x: Tensor, { pair: [y, again] }: { pair: [Tensor, Tensor] }) => ({
      x,
      outside,
      list: [reshape(x, [2, 1]), add(y, again)],
      constant: exp(zeros([2])),
      name: 'n',
      none: undefined,
      number: 3,
    }));
    for (let i = 0; i < 5; i++) {
      const [x, y, z] = [tensor([i, 1]), tensor([2, i]), tensor([0, 1])];
      const result = fn(x, { pair: [y, i % 2 === 0 ? y : z] });
      expect(result.x).toBe(x);
      expect(result.outside).toBe(outside);
      expect(result.list[0].toArray()).toEqual([[i], [1]]);
      expect(result.list[1].toArray()).toEqual(i % 2 === 0 ? [4, 2 * i] : [2, i + 1]);
      expect(result.constant.toArray()).toEqual([1, 1]);
      expect(result).toMatchObject({ name: 'n', none: undefined, number: 3 });
      disposeTree([result.list, result.constant, x, y, z]);
    }
    fn.dispose();
  });

  test('draws from a generator of its own as every call would, and from one outside where that stands', () => {
    const draws = (turn: <F>(fn: F) => F) => {
      const outside = random(3);
      const fn = turn(() => {
        const own = outside.fork('own');
        return [own.normal([2]), outside.normal([2]), outside.permutation(5), own.permutation(5)];
      });
      return Array.from({ length: 6 }, () => scope(() => fn().map((drawn) => drawn.toArray())));
    };
    const compiled = draws(<F>(fn: F) => compile(fn as () => unknown) as F);
    expect(compiled).toEqual(draws((fn) => fn));
    expect(compiled[5][0]).toEqual(compiled[0][0]);
    expect(compiled[5][1]).not.toEqual(compiled[4][1]);
  });

  test('leaves nothing behind', () => {
    const fn = compile((x: Tensor) => ({ y: exp(mul(x, 2)), parts: [slice(x, { stop: [1] }), sum(x)] }));
    const x = tensor([1, 2]);
    for (let i = 0; i < 3; i++) disposeTree(fn(x));
    expectNoLeaks(() => {
      for (let i = 0; i < 20; i++) disposeTree(fn(x));
    });
    const before = memory();
    scope(() => compile((v: Tensor) => add(v, exp(ones([2]))))(x)).dispose();
    expect(memory().tensors).toBe(before.tensors + 1); // the constant, until it is disposed or collected
  });

  test('checks indices in replays, and gives memory back when one is wrong', () => {
    const fn = compile((x: Tensor, indices: Tensor) => gather(mul(x, 2), indices));
    const x = tensor([1, 2]);
    const run = (index: number) => scope(() => fn(x, tensor([index], { dtype: 'int32' })).toArray());
    for (let i = 0; i < 6; i++) expect(run(1)).toEqual([4]);
    const before = memory();
    expect(() => run(2)).toThrow(IndexError);
    expect(memory()).toEqual(before);
    expect(run(0)).toEqual([2]);
  });

  test('is itself when derivatives pass through it, and part of the trace of another', () => {
    const inner = compile((x: Tensor) => sum(square(x)));
    expect(grad(inner)(tensor([3])).toArray()).toEqual([6]);
    const outer = compile((x: Tensor) => grad(inner)(x));
    for (let i = 0; i < 4; i++) expect(outer(tensor([i])).toArray()).toEqual([2 * i]);
  });
});

describe('what cannot be replayed is refused', () => {
  const x = tensor([1, 2]);

  test('reading values', () => {
    const before = memory();
    expect(() => compile((v: Tensor) => mul(v, add(v, 1).dataSync()[0]))(x)).toThrow(/calls dataSync\(\)/);
    expect(memory()).toEqual(before);
    expect(() => compile((v: Tensor) => mul(v, random(1).integers(1, 9)[0]))(x)).toThrow(/calls integers\(\)/);
  });

  test('numbers that change from call to call', () => {
    let rate = 1;
    const fn = compile((v: Tensor) => mul(v, rate++));
    fn(x);
    expect(() => fn(x)).toThrow(
      /call 2 .* something else than the first: host values \(number 0\) with other operands/,
    );
    const counted = compile((v: Tensor) => ({ v, rate: rate++ }));
    counted(x);
    expect(() => counted(x)).toThrow(/the result \(number \d\) with other/);
    const other = compile((v: Tensor) => (rate++ % 2 === 0 ? exp(v) : square(v)));
    other(x);
    expect(() => other(x)).toThrow(ValueError);
  });

  test('tensors from outside that change from call to call', () => {
    let table = tensor([1, 1]);
    const fn = compile((v: Tensor) => add(v, table));
    fn(x);
    table = tensor([2, 2]);
    expect(() => fn(x)).toThrow(/a tensor from outside/);
  });

  test('promises, functions and typed arrays', () => {
    expect(() => compile(async (v: Tensor) => v)(x)).toThrow(/promise/);
    expect(() => compile((v: Tensor) => ({ v, pullback: () => v }))(x)).toThrow(/a Function/);
    expect(() => compile((v: Int32Array) => tensor(v))(new Int32Array(2))).toThrow(/make it a tensor first/);
  });
});
