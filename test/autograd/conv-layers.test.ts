/** The convolutional layers against the operations that define them, PyTorch's start, and difference quotients. */
import {
  conv2dLayer,
  convTranspose2dLayer,
  gradcheck,
  initializers,
  type LayerActivation,
  loadSafetensors,
  saveSafetensors,
  treePaths,
} from '@infograd/autograd';
import {
  activations,
  conv2d,
  convTranspose2d,
  mul,
  ones,
  random,
  reference,
  ShapeError,
  scope,
  sub,
  sum,
  type Tensor,
  ValueError,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';
import { activate } from '../../packages/autograd/src/nn/activate.ts';

const layers = [
  ['conv2dLayer', conv2dLayer],
  ['convTranspose2dLayer', convTranspose2dLayer],
] as const;

function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(mismatch(actual.dataSync(), expected.dataSync(), { relative: 1e-5, absolute: 1e-6 })).toBeUndefined();
}

function largest(values: Tensor): number {
  return Math.max(...values.dataSync().map(Math.abs));
}

describe.each([...activations, 'gelu'] as LayerActivation[])('the activation %s', (activation) => {
  const shared = { inputs: 3, outputs: 4, kernel: [3, 2], stride: [2, 1], padding: [1, 0], activation } as const;

  test("of conv2d's result", () => {
    scope(() => {
      const layer = conv2dLayer({ ...shared, slope: 0.2, alpha: 1.5 });
      const params = layer.init(random(1));
      const x = random(2).normal([2, 5, 4, 3]);
      const flat = conv2d(x, params.weight, params.bias, { stride: [2, 1], padding: [1, 0] });
      expectClose(layer.apply(params, x), activate(activation, flat, { slope: 0.2, alpha: 1.5 }));
    });
  });

  test("of convTranspose2d's result", () => {
    scope(() => {
      const layer = convTranspose2dLayer({ ...shared, outputPadding: [1, 0], slope: 0.2, alpha: 1.5 });
      const params = layer.init(random(1));
      const x = random(2).normal([2, 5, 4, 3]);
      const options = { stride: [2, 1], padding: [1, 0], outputPadding: [1, 0] } as const;
      const flat = convTranspose2d(x, params.weight, params.bias, options);
      expectClose(layer.apply(params, x), activate(activation, flat, { slope: 0.2, alpha: 1.5 }));
    });
  });
});

describe('the start', () => {
  // torch.nn.Conv2d(16, 32, 5) and torch.nn.ConvTranspose2d(32, 16, 5): ±1 / √(25 · 16) both.
  test.each([
    ['conv2dLayer', conv2dLayer({ inputs: 16, outputs: 32, kernel: 5 }), [5, 5, 16, 32], 32],
    ['convTranspose2dLayer', convTranspose2dLayer({ inputs: 32, outputs: 16, kernel: 5 }), [5, 5, 16, 32], 16],
  ] as const)("of %s is PyTorch's", (_, layer, shape, outputs) => {
    scope(() => {
      const { weight, bias } = layer.init(random(3));
      expect(weight.shape).toEqual(shape);
      expect(bias!.shape).toEqual([outputs]);
      expect(largest(weight)).toBeLessThanOrEqual(Math.fround(1 / 20));
      expect(largest(weight)).toBeGreaterThan(0.0499);
      expect(largest(bias!)).toBeLessThanOrEqual(Math.fround(1 / 20));
      expect(largest(bias!)).toBeGreaterThan(0.04);
    });
  });

  test('of other kinds has the fans of the kernel, and biases of zero', () => {
    scope(() => {
      const { heUniform, xavierUniform } = initializers;
      const options = { inputs: 4, outputs: 6, kernel: [2, 3] } as const;
      const he = conv2dLayer({ ...options, init: heUniform }).init(random(4));
      expect(largest(he.weight)).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 24)));
      expect(largest(he.weight)).toBeGreaterThan(0.9 * Math.sqrt(6 / 24));
      expect(largest(he.bias!)).toBe(0);
      const xavier = convTranspose2dLayer({ ...options, init: xavierUniform }).init(random(4));
      expect(largest(xavier.weight)).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 60)));
      expect(largest(xavier.weight)).toBeGreaterThan(0.9 * Math.sqrt(6 / 60));
    });
  });

  test.each(layers)('of %s has the dtype and the backend that are asked for', (_, make) => {
    const { weight } = make({ inputs: 1, outputs: 1, kernel: 1 }).init(random(1), {
      dtype: 'float64',
      backend: reference(),
    });
    expect([weight.dtype, weight.backend.name]).toEqual(['float64', 'reference']);
  });
});

describe.each(layers)('%s', (name, make) => {
  test('goes without a bias, through files too', () => {
    scope(() => {
      const layer = make({ inputs: 2, outputs: 3, kernel: 3, bias: false });
      const params = layer.init(random(5));
      expect(treePaths(params)).toEqual(['weight']);
      const x = random(6).normal([1, 4, 4, 2]);
      const shifted = layer.apply({ ...params, bias: ones([3]) }, x);
      expectClose(layer.apply(params, x), sub(shifted, 1));
      expect(loadSafetensors(saveSafetensors(params)).tensors.weight.toArray()).toEqual(params.weight.toArray());
    });
  });

  test('has the derivative of its definition', () => {
    const layer = make({ inputs: 2, outputs: 2, kernel: 3, stride: 2, padding: 1, activation: 'softplus' });
    scope(() => {
      const float64 = { dtype: 'float64', backend: reference() } as const;
      const { weight, bias } = layer.init(random(6), float64);
      const x = random(7).normal([1, 4, 3, 2], float64);
      const weighed = (w: Tensor, b: Tensor, images: Tensor) => {
        const output = layer.apply({ weight: w, bias: b }, images);
        return sum(mul(output, random(8).normal(output.shape, float64)));
      };
      gradcheck(weighed, [weight, bias!, x]);
    });
  });

  test('leaves nothing behind', () => {
    const layer = make({ inputs: 2, outputs: 2, kernel: 3, activation: 'gelu' });
    expectNoLeaks(() => {
      const params = layer.init(random(1));
      const x = ones([1, 5, 5, 2]);
      layer.apply(params, x).dispose();
      x.dispose();
      params.weight.dispose();
      params.bias!.dispose();
    });
  });

  test.each([
    [{ inputs: 0 }, /inputs is 0; a whole number of 1 or more is needed/],
    [{ outputs: 1.5 }, /outputs is 1.5/],
    [{ kernel: 0 }, /the height of kernel is 0/],
    [{ kernel: [3, Number.NaN] as const }, /the width of kernel is NaN/],
    [{ activation: 'swish' as never }, /no activation 'swish'; choose one of none, relu/],
  ])('refuses %j', (wrong, message) => {
    const build = () => make({ inputs: 1, outputs: 1, kernel: 1, ...wrong });
    expect(build).toThrow(ValueError);
    expect(build).toThrow(message);
    expect(build).toThrow(name);
  });

  test('refuses the weight of another layer, other channels and a stride of nothing', () => {
    const layer = make({ inputs: 2, outputs: 3, kernel: 3 });
    const other = make({ inputs: 2, outputs: 3, kernel: 5 }).init(random(1));
    expect(() => layer.apply(other, ones([1, 8, 8, 2]))).toThrow(ShapeError);
    expect(() => layer.apply(other, ones([1, 8, 8, 2]))).toThrow(/weight is \[5, 5, .*use what its own init made/);
    expect(() => layer.apply(layer.init(random(1)), ones([1, 8, 8, 3]))).toThrow(ShapeError);
    const still = make({ inputs: 2, outputs: 3, kernel: 3, stride: 0 });
    expect(() => still.apply(still.init(random(1)), ones([1, 8, 8, 2]))).toThrow(ValueError);
  });
});
