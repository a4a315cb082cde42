/** The cross-entropies: closed forms, definitions, digits at the ends of the range, and difference quotients. */
import { binaryCrossEntropy, crossEntropy, grad, gradcheck } from '@infograd/autograd';
import {
  add,
  DTypeError,
  IndexError,
  log,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  ones,
  random,
  reference,
  ShapeError,
  scope,
  sigmoid,
  softmax,
  sub,
  sum,
  type Tensor,
  tensor,
  ValueError,
  wasm,
  zeros,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const float64 = { dtype: 'float64', backend: reference() } as const;
const tight = { relative: 1e-12, absolute: 1e-12 };

function expectClose(
  actual: Tensor,
  expected: Tensor | ArrayLike<number>,
  tolerance: { relative: number; absolute: number } = tight,
): void {
  const values = 'dataSync' in expected ? expected.dataSync() : expected;
  expect(mismatch(actual.dataSync(), values, tolerance)).toBeUndefined();
}

function int32(values: number[] | number[][], backend = reference()): Tensor {
  return tensor(values, { dtype: 'int32', backend });
}

describe('crossEntropy', () => {
  test('of a guess among k classes is log k, with and without smoothing', () => {
    for (const [k, labelSmoothing] of [
      [2, 0],
      [10, 0],
      [1000, 0],
      [10, 0.3],
    ] as const) {
      const loss = crossEntropy(zeros([3, k], float64), int32([0, 1, k - 1]), { labelSmoothing });
      expectClose(loss, [Math.log(k)]);
    }
  });

  test.each([0, 0.2])('is -Σ q log softmax with the smoothed target q, for rows of any shape (smoothing %d)', (s) => {
    scope(() => {
      const logits = random(1).normal([2, 3, 5], float64);
      const labels = int32([
        [0, 4, 2],
        [1, 1, 3],
      ]);
      const hard = tensor(Float64Array.from(oneHot(labels, { depth: 5 }).dataSync()), { ...float64, shape: [2, 3, 5] });
      const target = add(mul(hard, 1 - s), s / 5);
      const byHand = neg(sum(mul(target, logSoftmax(logits)), { axis: -1 }));
      expectClose(crossEntropy(logits, labels, { labelSmoothing: s, reduction: 'none' }), byHand);
      expectClose(crossEntropy(logits, labels, { labelSmoothing: s, reduction: 'sum' }), sum(byHand));
      expectClose(crossEntropy(logits, labels, { labelSmoothing: s }), mean(byHand));
    });
  });

  test('has the derivative softmax - target, over the number of rows', () => {
    scope(() => {
      const logits = random(2).normal([4, 3], float64);
      const labels = int32([2, 0, 1, 1]);
      const hard = tensor(Float64Array.from(oneHot(labels, { depth: 3 }).dataSync()), { ...float64, shape: [4, 3] });
      const slope = grad((at: Tensor) => crossEntropy(at, labels))(logits);
      expectClose(slope, mul(sub(softmax(logits), hard), 1 / 4));
    });
  });

  test('has the derivatives of its difference quotients, to second order', () => {
    const labels = int32([2, 0, 1]);
    for (const labelSmoothing of [0, 0.1]) {
      const loss = (logits: Tensor) => crossEntropy(logits, labels, { labelSmoothing });
      expect(gradcheck(loss, [random(3).normal([3, 4])], { order: 2 })).toBeLessThan(1e-6);
    }
  });

  test.each([reference(), wasm()])('keeps small and large losses in float32 on $name', (backend) => {
    scope(() => {
      const logits = tensor(
        [
          [1e4, 1e4 - 20, 0],
          [1e4, 1e4 - 20, 0],
        ],
        { backend },
      );
      const losses = crossEntropy(logits, int32([0, 2], backend), { reduction: 'none' });
      expectClose(losses, [Math.log1p(Math.exp(-20)), 1e4], { relative: 1e-6, absolute: 0 });
      expect(losses.dataSync()[0]).toBeGreaterThan(0);
    });
  });

  test('names labels that are none', () => {
    scope(() => {
      const logits = zeros([3, 4], { backend: reference() });
      const loss = (labels: Tensor) => () => crossEntropy(logits, labels);
      expect(loss(int32([0, 4, 1]))).toThrow(IndexError);
      expect(loss(int32([0, 4, 1]))).toThrow(/index 4 at position 1.*use 0 to 3/);
      expect(loss(int32([0, -100, 1]))).toThrow(IndexError);
      expect(loss(ones([3, 4]))).toThrow(DTypeError);
      expect(loss(ones([3, 4]))).toThrow(/crossEntropy: labels are float32; .*argmax\(labels, { axis: -1 }\)/);
      expect(loss(int32([0, 1]))).toThrow(ShapeError);
      expect(loss(int32([[0], [1], [2]]))).toThrow(/labels \[3, 1\] for logits \[3, 4\]; one label a row/);
      expect(() => crossEntropy(zeros([]), int32([]))).toThrow(ShapeError);
      expect(() => crossEntropy(zeros([0, 4], { backend: reference() }), int32([]))).toThrow(ShapeError);
      const labels = int32([0, 1, 2]);
      expect(() => crossEntropy(logits, labels, { labelSmoothing: 1 })).toThrow(/labelSmoothing is 1/);
      expect(() => crossEntropy(logits, labels, { reduction: 'max' as never })).toThrow(
        /there is no reduction 'max'; choose one of mean, sum, none/,
      );
    });
  });
});

describe('binaryCrossEntropy', () => {
  test('is -t log σ(x) - (1 - t) log(1 - σ(x))', () => {
    scope(() => {
      const logits = random(1).normal([5, 2], float64);
      const targets = random(2).uniform([5, 2], float64);
      const byHand = neg(add(mul(targets, log(sigmoid(logits))), mul(sub(1, targets), log(sub(1, sigmoid(logits))))));
      expectClose(binaryCrossEntropy(logits, targets, { reduction: 'none' }), byHand);
      expectClose(binaryCrossEntropy(logits, targets, { reduction: 'sum' }), sum(byHand));
      expectClose(binaryCrossEntropy(logits, targets), mean(byHand));
    });
  });

  test('takes one number for all', () => {
    scope(() => {
      const logits = random(3).normal([7], float64);
      for (const target of [0, 0.3, 1]) {
        const all = mul(ones([7], float64), target);
        expectClose(binaryCrossEntropy(logits, target), binaryCrossEntropy(logits, all));
        const slope = grad((at: Tensor) => binaryCrossEntropy(at, target, { reduction: 'sum' }))(logits);
        expectClose(slope, sub(sigmoid(logits), target));
      }
    });
  });

  test('has the derivatives of its difference quotients, to second order', () => {
    const inputs = [random(4).normal([3, 4]), random(5).uniform([3, 4])];
    expect(gradcheck((x, t) => binaryCrossEntropy(x, t), inputs, { order: 2 })).toBeLessThan(1e-6);
    for (const target of [0, 1, 0.9]) {
      expect(gradcheck((x) => binaryCrossEntropy(x, target), [inputs[0]], { order: 2 })).toBeLessThan(1e-6);
    }
  });

  test.each([reference(), wasm()])('keeps small and large losses, and their slopes, in float32 on $name', (backend) => {
    scope(() => {
      const logits = tensor([-60, -20, 20, 60], { backend });
      const targets = tensor([0, 0, 1, 1], { backend });
      const small = [Math.exp(-60), Math.log1p(Math.exp(-20)), Math.log1p(Math.exp(-20)), Math.exp(-60)];
      const close = { relative: 1e-6, absolute: 0 };
      expectClose(binaryCrossEntropy(logits, targets, { reduction: 'none' }), small, close);
      const slope = grad((at: Tensor) => binaryCrossEntropy(at, targets, { reduction: 'sum' }))(logits);
      expectClose(slope, [small[0], small[1], -small[2], -small[3]], { relative: 1e-5, absolute: 0 });
      const wrong = sub(1, targets);
      expectClose(binaryCrossEntropy(logits, wrong, { reduction: 'none' }), [60, 20, 20, 60], close);
    });
  });

  test('stays a number for infinite logits that are right', () => {
    expect(binaryCrossEntropy(tensor([Infinity]), 1).itemSync()).toBe(0);
    expect(binaryCrossEntropy(tensor([-Infinity]), 0).itemSync()).toBe(0);
    expect(binaryCrossEntropy(tensor([-Infinity]), 1).itemSync()).toBe(Infinity);
  });

  test('names targets that do not fit', () => {
    const logits = zeros([3]);
    expect(() => binaryCrossEntropy(logits, zeros([3, 1]))).toThrow(ShapeError);
    expect(() => binaryCrossEntropy(logits, zeros([3, 1]))).toThrow(
      /targets \[3, 1\] for logits \[3\]; they must be alike, reshape one of them/,
    );
    for (const target of [-0.1, 1.5, Number.NaN])
      expect(() => binaryCrossEntropy(logits, target)).toThrow(/the target .* is no probability/);
    expect(() => binaryCrossEntropy(logits, 2)).toThrow(ValueError);
    expect(() => binaryCrossEntropy(logits, tensor([true, false, true]))).toThrow(DTypeError);
    expect(() => binaryCrossEntropy(zeros([0]), 1)).toThrow(ShapeError);
    expect(() => binaryCrossEntropy(logits, 1, { reduction: 'max' as never })).toThrow(/no reduction 'max'/);
  });
});

test('no loss leaves anything behind outside of a scope', () => {
  expectNoLeaks(() => {
    const logits = zeros([2, 3], { backend: reference() });
    const labels = int32([0, 2]);
    const losses = [
      crossEntropy(logits, labels, { labelSmoothing: 0.1 }),
      crossEntropy(logits, labels, { reduction: 'none' }),
      binaryCrossEntropy(logits, 0.5),
      binaryCrossEntropy(logits, 1, { reduction: 'none' }),
    ];
    for (const tensor of [logits, labels, ...losses]) tensor.dispose();
  });
});
