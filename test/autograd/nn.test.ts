import {
  type Initializer,
  initializers,
  linearLayer,
  mlp,
  treeLeaves,
  treePaths,
  valueAndGrad,
} from '@infograd/autograd';
import {
  activations,
  add,
  elu,
  gelu,
  leakyRelu,
  matmul,
  mean,
  ones,
  random,
  reference,
  ShapeError,
  scope,
  square,
  type Tensor,
  tanh,
  ValueError,
  zeros,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const { heNormal, heUniform, normal, torchUniform, xavierNormal, xavierUniform } = initializers;

describe('initializers', () => {
  const fanIn = 200;
  const fanOut = 300;

  test.each<[string, Initializer, number]>([
    ['xavierUniform', xavierUniform, Math.sqrt(6 / (fanIn + fanOut))],
    ['heUniform', heUniform, Math.sqrt(6 / fanIn)],
    ['torchUniform', torchUniform, 1 / Math.sqrt(fanIn)],
  ])('%s fills its interval evenly', (_, init, bound) => {
    const values = init(random(3), [fanIn, fanOut]).dataSync();
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(bound));
    expect(Math.max(...values)).toBeGreaterThan(0.999 * bound);
    expect(Math.min(...values)).toBeLessThan(-0.999 * bound);
    // Over 60,000 draws the standard error of the mean is 0.0024 bounds, that of the variance 0.0012 squared bounds.
    expect(Math.abs(average(values)) / bound).toBeLessThan(0.01);
    expect(Math.abs(average(values.map((x) => x * x)) / bound ** 2 - 1 / 3)).toBeLessThan(0.005);
  });

  test.each<[string, Initializer, number]>([
    ['xavierNormal', xavierNormal, Math.sqrt(2 / (fanIn + fanOut))],
    ['heNormal', heNormal, Math.sqrt(2 / fanIn)],
    ['normal', normal(0.02), 0.02],
  ])('%s has the spread that it says', (_, init, stdDev) => {
    const values = init(random(4), [fanIn, fanOut]).dataSync();
    expect(Math.abs(average(values)) / stdDev).toBeLessThan(0.02);
    expect(Math.abs(average(values.map((x) => x * x)) / stdDev ** 2 - 1)).toBeLessThan(0.03);
    // 4.55 % of normal numbers lie beyond two standard deviations; those of a uniform of this variance, never.
    expect(average(values.map((x) => Number(Math.abs(x) > 2 * stdDev)))).toBeCloseTo(0.0455, 2);
  });

  test('zeros are zeros', () => {
    expect(initializers.zeros(random(1), [2, 2]).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('need the fans of shapes that do not tell', () => {
    expect(heUniform(random(1), [3, 3, 8], { fanIn: 9, fanOut: 8 }).shape).toEqual([3, 3, 8]);
    expect(() => heUniform(random(1), [5])).toThrow(ValueError);
    expect(() => xavierNormal(random(1), [3, 3, 8], { fanIn: 9 })).toThrow(/the fans of shape \[3, 3, 8\] are unknown/);
    expect(() => torchUniform(random(1), [0, 4])).toThrow(/unknown or zero/);
    expect(() => normal(-1)).toThrow(ValueError);
  });

  test('honour dtype and backend', () => {
    for (const init of [
      ...Object.values({ heNormal, heUniform, torchUniform, xavierNormal, xavierUniform }),
      normal(1),
      initializers.zeros,
    ]) {
      const { dtype, backend } = init(random(1), [2, 3], { dtype: 'float64', backend: reference() });
      expect([dtype, backend]).toEqual(['float64', reference()]);
    }
  });
});

describe('linearLayer', () => {
  test.each([
    ['leakyRelu', { slope: -0.5 }],
    ['elu', { alpha: -1 }],
    ['elu', { alpha: Number.NaN }],
  ] as const)('refuses a %s whose derivative its output does not tell: %j', (activation, options) => {
    const layer = linearLayer({ inputs: 1, outputs: 1, activation, ...options });
    expect(() => layer.apply(layer.init(random(1)), ones([2, 1]))).toThrow(ValueError);
  });

  test.each([...activations, 'gelu'] as const)('computes the activation of x W + b: %s', (activation) => {
    scope(() => {
      const layer = linearLayer({ inputs: 5, outputs: 3, activation, slope: 0.2, alpha: 1.5 });
      const params = layer.init(random(7));
      const x = random(8).normal([6, 5]);
      const direct = linearLayer({ inputs: 5, outputs: 3 }).apply(params, x);
      const flat = add(matmul(x, params.weight), params.bias);
      expect(mismatch(direct.dataSync(), flat.dataSync())).toBeUndefined();
      const byHand: Partial<Record<string, (x: Tensor) => Tensor>> = {
        leakyRelu: (x) => leakyRelu(x, { slope: 0.2 }),
        elu: (x) => elu(x, { alpha: 1.5 }),
        gelu,
        tanh,
      };
      const expected = byHand[activation]?.(flat);
      if (expected)
        expect(
          mismatch(layer.apply(params, x).dataSync(), expected.dataSync(), { relative: 1e-5, absolute: 1e-6 }),
        ).toBeUndefined();
    });
  });

  test("starts as PyTorch's does: weights and biases uniform on ±1/√inputs", () => {
    const { weight, bias } = linearLayer({ inputs: 100, outputs: 500 }).init(random(2));
    for (const values of [weight.dataSync(), bias.dataSync()]) {
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.1));
      expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.099);
    }
  });

  test('starts other layers with biases of zero, unless told', () => {
    const rng = random(2);
    expect(linearLayer({ inputs: 2, outputs: 2, init: heNormal }).init(rng).bias.toArray()).toEqual([0, 0]);
    expect(linearLayer({ inputs: 2, outputs: 2, biasInit: initializers.zeros }).init(rng).bias.toArray()).toEqual([
      0, 0,
    ]);
    const { bias } = linearLayer({ inputs: 2, outputs: 2, init: heNormal, biasInit: normal(1) }).init(rng);
    expect(bias.toArray()).not.toContain(0);
  });
});

describe('mlp', () => {
  test('has parameters and outputs of the shapes that its sizes say', () => {
    const network = mlp({ sizes: [4, 8, 6, 2] });
    const params = network.init(random(1));
    expect(treePaths(params)).toEqual([0, 1, 2].flatMap((i) => [`layers.${i}.weight`, `layers.${i}.bias`]));
    expect(treeLeaves(params).map(({ shape }) => shape)).toEqual([[4, 8], [8], [8, 6], [6], [6, 2], [2]]);
    expect(network.apply(params, ones([10, 4])).shape).toEqual([10, 2]);
    expect(network.apply(params, ones([3, 5, 4])).shape).toEqual([3, 5, 2]);
    expect(network.apply(params, zeros([0, 4])).shape).toEqual([0, 2]);
  });

  test('applies one activation between layers and another at the end', () => {
    scope(() => {
      const network = mlp({ sizes: [3, 4, 2], activation: 'elu', outputActivation: 'tanh', alpha: 0.5 });
      const params = network.init(random(5));
      const x = random(6).normal([7, 3]);
      const [first, second] = params.layers;
      const hidden = elu(add(matmul(x, first.weight), first.bias), { alpha: 0.5 });
      const expected = tanh(add(matmul(hidden, second.weight), second.bias));
      expect(
        mismatch(network.apply(params, x).dataSync(), expected.dataSync(), { relative: 1e-5, absolute: 1e-6 }),
      ).toBeUndefined();
    });
  });

  test('draws the same parameters from one seed, and others on each further call', () => {
    const network = mlp({ sizes: [2, 3, 1] });
    const rng = random(9);
    const first = network.init(rng).layers[0].weight.toArray();
    expect(network.init(rng).layers[0].weight.toArray()).not.toEqual(first);
    expect(network.init(random(9)).layers[0].weight.toArray()).toEqual(first);
    expect(network.init(random(9), { backend: reference() }).layers[0].weight.toArray()).toEqual(first);
  });

  test('has a gradient for every parameter, and leaves nothing behind', () => {
    expectNoLeaks(() =>
      scope(() => {
        const network = mlp({ sizes: [3, 16, 16, 1], activation: 'tanh' });
        const params = network.init(random(1));
        const { grads } = valueAndGrad((p: typeof params, x: Tensor) => mean(square(network.apply(p, x))))(
          params,
          random(2).normal([32, 3]),
        );
        for (const [index, leaf] of treeLeaves(grads).entries()) {
          expect(leaf.shape).toEqual(treeLeaves(params)[index].shape);
          expect(leaf.dataSync().some((value) => value !== 0)).toBe(true);
        }
        return undefined;
      }),
    );
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a single size', () => mlp({ sizes: [3] }), /mlp: sizes \[3\] has 1 widths/],
    ['an empty layer', () => mlp({ sizes: [3, 0, 1] }), /mlp: sizes\[1\] is 0; a whole number of 1 or more/],
    [
      'an unknown activation',
      () => mlp({ sizes: [3, 1], activation: 'swish' as never }),
      /mlp: there is no activation 'swish'; choose one of none, relu/,
    ],
    [
      'an unknown output activation',
      () => mlp({ sizes: [3, 1], outputActivation: 'swish' as never }),
      /no activation 'swish'/,
    ],
    [
      'parameters of another depth',
      () => mlp({ sizes: [3, 1] }).apply(mlp({ sizes: [3, 2, 1] }).init(random(1)), ones([1, 3])),
      /parameters of 2 layers for a network of 1/,
    ],
  ])('names %s', (_, misuse, message) => {
    expect(misuse).toThrow(ValueError);
    expect(misuse).toThrow(message);
  });

  test('rejects inputs of another width', () => {
    const network = mlp({ sizes: [3, 1] });
    expect(() => network.apply(network.init(random(1)), ones([2, 4]))).toThrow(ShapeError);
  });
});

function average(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total / values.length;
}
