/** The layers with a mind of their own, against their definitions, closed forms and difference quotients. */
import {
  adam,
  advance,
  batchNorm,
  compile,
  disposeTree,
  dropout,
  embedding,
  grad,
  gradcheck,
  layerNorm,
  linearLayer,
  maxout,
  treePaths,
  valueAndGrad,
} from '@infograd/autograd';
import {
  abs,
  add,
  cast,
  DTypeError,
  IndexError,
  matmul,
  max,
  maximum,
  mean,
  memory,
  mul,
  oneHot,
  ones,
  type Random,
  random,
  reference,
  ShapeError,
  scope,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  ValueError,
  variance,
  wasm,
  zeros,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const float64 = { dtype: 'float64', backend: reference() } as const;
const single = { relative: 1e-5, absolute: 1e-5 };

function expectClose(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = single): void {
  const values = 'dataSync' in expected ? expected.dataSync() : expected;
  expect(mismatch(actual.dataSync(), values, tolerance)).toBeUndefined();
}

function int32(values: number[] | number[][], backend = reference()): Tensor {
  return tensor(values, { dtype: 'int32', backend });
}

describe('batchNorm', () => {
  const norm = batchNorm({ features: 3, decay: 0.75 });
  const fresh = () => ({ params: norm.init(random(1)), state: norm.initState() });

  test('starts as PyTorch does: scale 1, shift 0, running mean 0 and variance 1', () => {
    const { params, state } = fresh();
    expect(treePaths({ params, state })).toEqual(['params.scale', 'params.shift', 'state.mean', 'state.variance']);
    expect([params.scale, params.shift, state.mean, state.variance].map((leaf) => leaf.toArray())).toEqual([
      [1, 1, 1],
      [0, 0, 0],
      [0, 0, 0],
      [1, 1, 1],
    ]);
    expect(norm.init(random(1), float64).scale.dtype).toBe('float64');
    expect(norm.initState(float64).variance.backend).toBe(reference());
  });

  test.each([
    ['rows', [50, 3], undefined, [0]],
    ['rows, with the axis counted from the front', [50, 3], 1, [0]],
    ['pictures', [6, 4, 5, 3], undefined, [0, 1, 2]],
    ['pictures with the features first', [6, 3, 4, 5], 1, [0, 2, 3]],
  ] as const)('brings every feature of %s to mean 0 and variance 1 in training', (_, shape, axis, others) => {
    scope(() => {
      const layer = batchNorm({ features: 3, axis, epsilon: 1e-9 });
      const x = add(mul(random(2).normal(shape), 5), 40);
      const { output } = layer.apply(layer.init(random(1)), layer.initState(), x, { training: true });
      expect(output.shape).toEqual(shape);
      expectClose(mean(output, { axis: others }), [0, 0, 0]);
      expectClose(variance(output, { axis: others }), [1, 1, 1]);
    });
  });

  test('keeps its digits where the mean is far larger than the spread', () => {
    scope(() => {
      const deviations = random(3).normal([200, 3], float64);
      const far = tensor(
        Float32Array.from(deviations.dataSync(), (value) => 4096 + Math.round(value * 64) / 64),
        {
          shape: [200, 3],
        },
      );
      const near = sub(far, 4096);
      const { params, state } = fresh();
      const outputs = [far, near].map((x) => norm.apply(params, state, x, { training: true }).output);
      expectClose(outputs[0], outputs[1], { relative: 1e-4, absolute: 1e-4 });
    });
  });

  test('evaluates with running statistics that follow their geometric series', () => {
    scope(() => {
      let { params, state } = fresh();
      const x = tensor([
        [1, 0, -2],
        [3, 0, 2],
      ]);
      for (let batch = 0; batch < 3; batch++) state = norm.apply(params, state, x, { training: true }).state;
      const left = 0.75 ** 3;
      expectClose(state.mean, [2 * (1 - left), 0, 0]);
      expectClose(state.variance, [left + 2 * (1 - left), left, left + 8 * (1 - left)]);

      params = { scale: tensor([2, 1, 1]), shift: tensor([0, 5, 0]) };
      const evaluated = norm.apply(params, state, x, { training: false });
      expect(evaluated.state).toBe(state);
      const [average, spread] = [state.mean.dataSync()[0], state.variance.dataSync()[0]];
      const expected = [1, 3].map((value) => (2 * (value - average)) / Math.sqrt(spread + 1e-5));
      expectClose(slice(evaluated.output, { start: [0, 0], stop: [2, 1] }), expected);
      expectClose(slice(evaluated.output, { start: [0, 1], stop: [2, 2] }), [5, 5]);
    });
  });

  test('evaluates single rows, each by itself', () => {
    scope(() => {
      const { params } = fresh();
      const state = { mean: tensor([1, 2, 3]), variance: tensor([1, 4, 9]) };
      const x = random(4).normal([5, 3]);
      const all = norm.apply(params, state, x, { training: false }).output;
      const first = norm.apply(params, state, slice(x, { start: [0, 0], stop: [1, 3] }), { training: false }).output;
      expectClose(first, all.dataSync().slice(0, 3), { relative: 0, absolute: 0 });
    });
  });

  test.each([true, false])(
    'has the derivatives of its difference quotients, to second order (training: %s)',
    (training) => {
      scope(() => {
        const state = { mean: tensor([0.5, -1, 0], float64), variance: tensor([2, 0.5, 1], float64) };
        const rng = random(5);
        for (const [shape, axis] of [
          [[6, 3], -1],
          [[2, 3, 2, 2], 1],
        ] as const) {
          const layer = batchNorm({ features: 3, axis });
          const apply = (x: Tensor, scale: Tensor, shift: Tensor) =>
            layer.apply({ scale, shift }, state, x, { training }).output;
          const inputs = [rng.normal(shape), rng.uniform([3], { min: 0.5, max: 2 }), rng.normal([3])];
          expect(gradcheck(apply, inputs, { order: 2, tolerance: 1e-5 })).toBeLessThan(1e-5);
        }
      });
    },
  );

  test('passes no derivative into the state', () => {
    scope(() => {
      const x = random(6).normal([8, 3]);
      const slope = grad((at: Tensor) => {
        const { state } = norm.apply(norm.init(random(1)), norm.initState(), at, { training: true });
        return add(sum(state.mean), sum(state.variance));
      })(x);
      expect(slope.dataSync().every((value) => value === 0)).toBe(true);
    });
  });

  test('trains with its state handed on, compiled or not, and leaves memory as it was', () => {
    const run = (compiled: boolean) => {
      const layer = linearLayer({ inputs: 4, outputs: 3 });
      const head = linearLayer({ inputs: 3, outputs: 1 });
      type Params = ReturnType<typeof init>;
      const init = (rng: Random) => ({ layer: layer.init(rng), norm: norm.init(rng), head: head.init(rng) });
      const loss = valueAndGrad(
        (params: Params, state: ReturnType<typeof norm.initState>, x: Tensor) => {
          const hidden = norm.apply(params.norm, state, layer.apply(params.layer, x), { training: true });
          const error = sub(head.apply(params.head, hidden.output), sum(x, { axis: 1, keepDims: true }));
          return [mean(square(error)), hidden.state] as const;
        },
        { aux: true },
      );
      const compiledLoss = compile(loss);
      const step = compiled ? compiledLoss : loss;
      const optimizer = adam({ learningRate: 0.05 });
      const params = scope(() => init(random(7)));
      const rng = random(8);
      let training = { params, optimizer: optimizer.init(params), norm: norm.initState(), loss: tensor(0) };
      const turn = () => {
        training = advance(training, (before) => {
          const { value, grads, aux } = step(before.params, before.norm, rng.normal([128, 4]));
          const { params, state } = optimizer.update(before.params, grads, before.optimizer);
          return { params, optimizer: state, norm: aux, loss: value };
        });
      };
      for (let i = 0; i < 10; i++) turn();
      const before = memory();
      for (let i = 0; i < 300; i++) turn();
      if (!compiled) expect(memory()).toEqual(before);
      const ended = { loss: training.loss.itemSync(), mean: training.norm.mean.toArray() };
      disposeTree(training);
      compiledLoss.dispose();
      return ended;
    };
    const plain = run(false);
    expect(plain.loss).toBeLessThan(0.3);
    expect(run(true)).toEqual(plain);
  });

  test.each<[string, () => unknown, new (message: string) => Error, RegExp]>([
    ['another width', () => apply([4, 2]), ShapeError, /x \[4, 2\] needs 3 features at axis -1; set features, or axis/],
    ['a lone row', () => apply([3]), ShapeError, /x \[3\] needs 3 features/],
    ['one row to train on', () => apply([1, 3]), ValueError, /holds 1 value a feature.*training: false/],
    ['no rows to train on', () => apply([0, 3]), ValueError, /holds 0 values a feature/],
    [
      'the state of another layer',
      () => norm.apply(norm.init(random(1)), batchNorm({ features: 1 }).initState(), ones([4, 3]), { training: false }),
      ShapeError,
      /batchNorm: mean is \[1\] in a layer of \[3\] features; use what its own init made/,
    ],
    ['a size of 0', () => batchNorm({ features: 0 }), ValueError, /batchNorm: features is 0/],
    ['a decay of 1', () => batchNorm({ features: 1, decay: 1 }), ValueError, /batchNorm: decay is 1/],
    ['an epsilon of 0', () => batchNorm({ features: 1, epsilon: 0 }), ValueError, /batchNorm: epsilon is 0/],
    [
      'another dtype',
      () => norm.apply(norm.init(random(1)), norm.initState(), ones([4, 3], { dtype: 'int32' }), { training: true }),
      DTypeError,
      /int32/,
    ],
  ])('names %s', (_, misuse, kind, message) => {
    expect(misuse).toThrow(kind);
    expect(misuse).toThrow(message);
  });

  function apply(shape: number[]) {
    const { params, state } = fresh();
    return norm.apply(params, state, zeros(shape), { training: true });
  }
});

describe('layerNorm', () => {
  test('brings every row to mean 0 and variance 1, then scales and shifts', () => {
    scope(() => {
      const norm = layerNorm({ features: 64, epsilon: 1e-9 });
      const x = add(mul(random(1).normal([10, 64]), 3), 100);
      const plain = norm.apply(norm.init(random(1)), x);
      expectClose(mean(plain, { axis: 1 }), new Array(10).fill(0));
      expectClose(variance(plain, { axis: 1 }), new Array(10).fill(1));
      const params = { scale: random(2).normal([64]), shift: random(3).normal([64]) };
      expectClose(norm.apply(params, x), add(mul(plain, params.scale), params.shift));
    });
  });

  test('treats every row alone, whatever stands beside it', () => {
    scope(() => {
      const norm = layerNorm({ features: [2, 3] });
      const params = norm.init(random(1));
      expect(params.scale.shape).toEqual([2, 3]);
      const x = random(4).normal([5, 2, 3]);
      const row = slice(x, { start: [2, 0, 0], stop: [3, 2, 3] });
      expectClose(norm.apply(params, row), norm.apply(params, x).dataSync().slice(12, 18), {
        relative: 0,
        absolute: 0,
      });
      expect(norm.apply(params, zeros([0, 2, 3])).shape).toEqual([0, 2, 3]);
    });
  });

  test('has the derivatives of its difference quotients, to second order', () => {
    scope(() => {
      const norm = layerNorm({ features: 4 });
      const apply = (x: Tensor, scale: Tensor, shift: Tensor) => norm.apply({ scale, shift }, x);
      const inputs = [random(5).normal([3, 4]), random(6).normal([4]), random(7).normal([4])];
      expect(gradcheck(apply, inputs, { order: 2, tolerance: 1e-5 })).toBeLessThan(1e-5);
    });
  });

  test('names features that do not fit', () => {
    const norm = layerNorm({ features: [2, 3] });
    const misuse = () => norm.apply(norm.init(random(1)), zeros([2, 4]));
    expect(misuse).toThrow(ShapeError);
    expect(misuse).toThrow(/layerNorm: x \[2, 4\] does not end in the features \[2, 3\]/);
    expect(() => norm.apply(norm.init(random(1)), zeros([3]))).toThrow(ShapeError);
    expect(() => norm.apply(layerNorm({ features: 3 }).init(random(1)), zeros([2, 3]))).toThrow(
      /layerNorm: scale is \[3\] in a layer of \[2, 3\] features/,
    );
    expect(() => layerNorm({ features: 0 })).toThrow(/layerNorm: features is 0/);
    expect(() => layerNorm({ features: 2, epsilon: -1 })).toThrow(ValueError);
  });
});

describe('dropout', () => {
  test.each([0.1, 0.5, 0.9])('drops its share and keeps the expectation, at rate %d', (rate) => {
    scope(() => {
      const count = 40_000;
      const values = dropout(ones([count]), { rate, training: true, rng: random(1) }).dataSync();
      const dropped = values.filter((value) => value === 0).length;
      // Within four standard errors of a binomial share.
      expect(Math.abs(dropped / count - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / count));
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
    });
  });

  test('gives the derivative of what it kept, and nothing else', () => {
    scope(() => {
      const x = random(2).normal([4, 5]);
      const drop = (at: Tensor) => dropout(at, { rate: 0.4, training: true, rng: random(3) });
      const kept = drop(ones([4, 5]));
      expectClose(grad((at: Tensor) => sum(mul(drop(at), x)))(x), mul(kept, x));
      expect(gradcheck((at) => square(drop(at)), [x], { order: 2 })).toBeLessThan(1e-6);
    });
  });

  test('is the identity in evaluation and at rate 0, and draws nothing there', () => {
    const x = tensor([1, 2]);
    const rng = random(4);
    expect(dropout(x, { rate: 0.5, training: false })).toBe(x);
    expect(dropout(x, { rate: 0, training: true, rng })).toBe(x);
    expect(rng.uniform([3]).toArray()).toEqual(random(4).uniform([3]).toArray());
  });

  test('drops the same on every backend, and something else in every call, compiled too', () => {
    scope(() => {
      const [one, other] = [reference(), wasm()].map((backend) =>
        dropout(ones([100], { backend }), { rate: 0.5, training: true, rng: random(5) }),
      );
      expect(one.backend).toBe(reference());
      expectClose(one, other, { relative: 0, absolute: 0 });

      const plainRng = random(6);
      const compiledRng = random(6);
      const compiled = compile((x: Tensor) => dropout(x, { rate: 0.5, training: true, rng: compiledRng }));
      const x = ones([64]);
      const seen = new Set<string>();
      for (let call = 0; call < 6; call++) {
        const plain = dropout(x, { rate: 0.5, training: true, rng: plainRng }).toArray();
        expect(compiled(x).toArray()).toEqual(plain);
        seen.add(String(plain));
      }
      expect(seen.size).toBe(6);
      compiled.dispose();
    });
  });

  test('drops what is not finite', () => {
    const kept = dropout(tensor(new Array(100).fill(Infinity)), { rate: 0.5, training: true, rng: random(7) });
    expect(new Set(kept.dataSync())).toEqual(new Set([0, Infinity]));
  });

  test('names a rate out of range and a missing generator', () => {
    const x = ones([2]);
    expect(() => dropout(x, { rate: 1, training: false })).toThrow(/dropout: rate is 1; a number from 0 up to/);
    expect(() => dropout(x, { rate: -0.1, training: true, rng: random(1) })).toThrow(ValueError);
    expect(() => dropout(x, { rate: 0.5, training: true })).toThrow(/dropout: training needs a generator.*rng: random/);
  });
});

describe('maxout', () => {
  test('is the largest of its linear pieces', () => {
    scope(() => {
      const layer = maxout({ inputs: 4, outputs: 3, pieces: 5 });
      const params = layer.init(random(1));
      expect([params.weight.shape, params.bias.shape]).toEqual([[4, 15], [15]]);
      const x = random(2).normal([6, 4]);
      const pieces = [0, 1, 2, 3, 4].map((piece) => {
        const weight = slice(params.weight, { start: [0, piece * 3], stop: [4, piece * 3 + 3] });
        const bias = slice(params.bias, { start: [piece * 3], stop: [piece * 3 + 3] });
        return add(matmul(x, weight), bias);
      });
      expectClose(
        layer.apply(params, x),
        pieces.reduce((most, piece) => maximum(most, piece)),
      );
      expect(layer.apply(params, zeros([2, 6, 4])).shape).toEqual([2, 6, 3]);
    });
  });

  test('can be any convex function of straight pieces: |x|, and max(0, x)', () => {
    const x = tensor([[-2], [-0.5], [3]]);
    const two = maxout({ inputs: 1, outputs: 2, pieces: 2 });
    const params = { weight: tensor([[1, 1, -1, 0]]), bias: zeros([4]) };
    expect(two.apply(params, x).toArray()).toEqual([
      [2, 0],
      [0.5, 0],
      [3, 3],
    ]);
  });

  test('has the derivatives of its difference quotients', () => {
    scope(() => {
      const layer = maxout({ inputs: 3, outputs: 2, pieces: 4 });
      const { weight, bias } = layer.init(random(3));
      const apply = (x: Tensor, w: Tensor, b: Tensor) => square(layer.apply({ weight: w, bias: b }, x));
      expect(gradcheck(apply, [random(4).normal([5, 3]), weight, bias], { order: 2 })).toBeLessThan(1e-6);
    });
  });

  test('names sizes that are none', () => {
    expect(() => maxout({ inputs: 1, outputs: 1, pieces: 0 })).toThrow(/maxout: pieces is 0/);
    expect(() => maxout({ inputs: 1.5, outputs: 1, pieces: 2 })).toThrow(/maxout: inputs is 1.5/);
    expect(() => maxout({ inputs: 1, outputs: -1, pieces: 2 })).toThrow(ValueError);
    const layer = maxout({ inputs: 3, outputs: 1, pieces: 2 });
    expect(() => layer.apply(layer.init(random(1)), ones([2, 4]))).toThrow(ShapeError);
  });
});

describe('embedding', () => {
  const layer = embedding({ entries: 5, width: 3 });

  test('is the product of one-hot rows with the table, and so is its derivative', () => {
    scope(() => {
      for (const backend of [reference(), wasm()]) {
        const params = layer.init(random(1), { backend });
        const indices = int32([4, 0, 4, 2], backend);
        const rows = oneHot(indices, { depth: 5 });
        expectClose(layer.apply(params, indices), matmul(rows, params.table));
        const weights = random(2).normal([4, 3], { backend });
        const slope = grad((p: typeof params) => sum(mul(layer.apply(p, indices), weights)))(params);
        expectClose(slope.table, matmul(transpose(rows), weights));
      }
      expect(
        layer.apply(
          layer.init(random(1), { backend: reference() }),
          int32([
            [1, 2],
            [3, 4],
          ]),
        ).shape,
      ).toEqual([2, 2, 3]);
    });
  });

  test('has the derivatives of its difference quotients, to second order', () => {
    const apply = (table: Tensor) => square(layer.apply({ table }, int32([4, 0, 4, 2])));
    expect(gradcheck(apply, [random(3).normal([5, 3])], { order: 2 })).toBeLessThan(1e-6);
  });

  test('starts standard normal, as PyTorch does, or as it is told', () => {
    const { table } = embedding({ entries: 300, width: 50 }).init(random(4));
    expect(mean(table).itemSync()).toBeCloseTo(0, 1);
    expect(variance(table).itemSync()).toBeCloseTo(1, 1);
    const narrow = embedding({ entries: 300, width: 50, init: (rng, shape) => rng.uniform(shape) });
    expect(max(abs(sub(narrow.init(random(4)).table, 0.5))).itemSync()).toBeLessThanOrEqual(0.5);
  });

  test('names an index without an entry, other dtypes and other tables', () => {
    scope(() => {
      const params = layer.init(random(1), { backend: reference() });
      expect(() => layer.apply(params, int32([0, 5]))).toThrow(IndexError);
      expect(() => layer.apply(params, int32([0, 5]))).toThrow(/index 5 at position 1.*use 0 to 4/);
      expect(() => layer.apply(params, int32([-1]))).toThrow(IndexError);
      expect(() => layer.apply(params, cast(int32([1]), 'float32'))).toThrow(DTypeError);
      expect(() => layer.apply({ table: zeros([4, 3]) }, int32([1]))).toThrow(
        /the table is \[4, 3\], this layer's is \[5, 3\]/,
      );
      expect(() => embedding({ entries: 0, width: 1 })).toThrow(/embedding: entries is 0/);
      expect(() => embedding({ entries: 1, width: 0.5 })).toThrow(ValueError);
    });
  });
});

test('no layer leaves anything behind outside of a scope', () => {
  expectNoLeaks(() => {
    const x = random(1).normal([6, 4]);
    const batch = batchNorm({ features: 4 });
    const row = layerNorm({ features: 4 });
    const units = maxout({ inputs: 4, outputs: 2, pieces: 3 });
    const params = { batch: batch.init(random(1)), row: row.init(random(1)), units: units.init(random(1)) };
    const state = batch.initState();
    const results = [
      batch.apply(params.batch, state, x, { training: true }),
      row.apply(params.row, x),
      units.apply(params.units, x),
      dropout(x, { rate: 0.5, training: true, rng: random(2) }),
    ];
    disposeTree([x, params, state, results]);
  });
});
