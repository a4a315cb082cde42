import {
  customVjp,
  GradcheckError,
  grad,
  gradcheck,
  hessian,
  hvp,
  jacobian,
  stopGradient,
  valueAndGrad,
  vjp,
} from '@infograd/autograd';
import {
  add,
  DTypeError,
  exp,
  log,
  matmul,
  memory,
  mul,
  random,
  reference,
  ShapeError,
  scope,
  setDefaultBackend,
  square,
  sum,
  type Tensor,
  tensor,
  ValueError,
} from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';

setDefaultBackend(reference());
const float64 = (values: number | number[] | number[][]): Tensor => tensor(values, { dtype: 'float64' });

describe('grad', () => {
  test('differentiates with respect to every leaf of a tree and leaves other arguments alone', () => {
    const loss = ({ w, layers }: { w: Tensor; layers: Tensor[] }, scale: number): Tensor =>
      mul(sum(mul(w, layers[0])), scale);
    const { w, layers } = grad(loss)({ w: tensor([1, 2]), layers: [tensor([3, 4]), tensor([5])] }, 10);
    expect(w.toArray()).toEqual([30, 40]);
    expect(layers[0].toArray()).toEqual([10, 20]);
    expect(layers[1].toArray()).toEqual([0]);
  });

  test('adds up what reaches a value over several paths', () => {
    expect(grad((x: Tensor) => add(mul(x, x), mul(x, 3)))(tensor(2)).itemSync()).toBe(7);
  });

  test('sums over axes that were broadcast', () => {
    const bias = grad((b: Tensor) =>
      sum(
        add(
          tensor([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
          b,
        ),
      ),
    )(tensor([0, 0]));
    expect(bias.toArray()).toEqual([3, 3]);
    const column = grad((c: Tensor) =>
      sum(
        mul(
          tensor([
            [1, 2],
            [3, 4],
          ]),
          c,
        ),
      ),
    )(tensor([[1], [1]]));
    expect(column.toArray()).toEqual([[3], [7]]);
  });

  test('returns value, gradient and what the function hands out', () => {
    const { value, grads, aux } = valueAndGrad((x: Tensor) => [sum(square(x)), { doubled: mul(x, 2) }] as const, {
      aux: true,
    })(tensor([1, 2]));
    expect(value.itemSync()).toBe(5);
    expect(grads.toArray()).toEqual([2, 4]);
    expect(aux.doubled.toArray()).toEqual([2, 4]);
  });

  test('keeps nothing alive but what it returns', () => {
    const x = tensor([1, 2, 3]);
    const before = memory();
    for (let i = 0; i < 50; i++) {
      const { value, grads } = valueAndGrad((p: Tensor) => sum(exp(mul(p, p))))(x);
      value.dispose();
      grads.dispose();
    }
    expect(memory()).toEqual(before);
  });

  test('a scope inside the function does not free what the backward pass needs', () => {
    const gradient = grad((x: Tensor) => scope(() => sum(mul(exp(x), exp(x)))))(float64([0, 1]));
    expect(gradient.toArray()).toEqual([2, 2 * Math.E ** 2].map((value) => expect.closeTo(value, 12)));
  });

  test('refuses a value with more than one element, naming the way out', () => {
    expect(() => grad((x: Tensor) => square(x))(tensor([1, 2]))).toThrow(ShapeError);
    expect(() => grad((x: Tensor) => square(x))(tensor([1, 2]))).toThrow(/use sum or mean, or jacobian/);
  });

  test('refuses parameters that are not float, naming the path', () => {
    const params = { layers: [{ index: tensor([1], { dtype: 'int32' }) }] };
    expect(() => grad(() => tensor(0))(params)).toThrow(DTypeError);
    expect(() => grad(() => tensor(0))(params)).toThrow(/layers\.0\.index is int32/);
  });
});

describe('derivatives of derivatives', () => {
  test('second derivative of x exp(x) at 1 is 3e, where saved outputs are clones it is not', () => {
    const second = grad((x: Tensor) => grad((y: Tensor) => mul(y, exp(y)))(x))(float64(1));
    expect(second.itemSync()).toBeCloseTo(3 * Math.E, 12);
  });

  test('third derivative of x³ is 6', () => {
    const cube = (x: Tensor): Tensor => mul(x, square(x));
    const third = grad((x: Tensor) => grad((y: Tensor) => grad(cube)(y))(x))(float64(2));
    expect(third.itemSync()).toBe(6);
  });

  test('an inner variable is not confused with an outer one of the same value', () => {
    // d/dx [x · d/dy (x y) at y = x] = d/dx x² = 2x
    const outer = grad((x: Tensor) => mul(x, grad((y: Tensor) => mul(x, y))(x)));
    expect(outer(float64(3)).itemSync()).toBe(6);
  });

  test('hessian, hvp and jacobian agree with each other', () => {
    const f = (x: Tensor): Tensor => sum(mul(exp(x), square(x)));
    const x = float64([0.3, -1, 2]);
    const v = float64([1, -2, 0.5]);
    const product = matmul(hessian(f)(x), tensor([[1], [-2], [0.5]], { dtype: 'float64' }));
    const direct = hvp(f)(x, v).dataSync();
    expect([...product.dataSync()]).toEqual([...direct].map((value) => expect.closeTo(value, 10)));
    expect(jacobian((p: Tensor) => mul(p, p))(float64([1, 2, 3])).toArray()).toEqual([
      [2, 0, 0],
      [0, 4, 0],
      [0, 0, 6],
    ]);
  });

  test('a pullback can be called several times', () => {
    const { value, pullback } = vjp((x: Tensor) => square(x), tensor([1, 2]));
    expect(value.toArray()).toEqual([1, 4]);
    expect(pullback(tensor([1, 0])).toArray()).toEqual([2, 0]);
    expect(pullback(tensor([0, 1])).toArray()).toEqual([0, 4]);
    expect(() => pullback(tensor([1]))).toThrow(/cotangent has shape \[1\], the value \[2\]/);
  });
});

describe('what is handed out', () => {
  test('are gradients of their own, even where rules hand one cotangent to several inputs', () => {
    const { a, b } = grad((params: { a: Tensor; b: Tensor }) => sum(add(params.a, params.b)))({
      a: tensor([1, 2]),
      b: tensor([3, 4]),
    });
    a.dispose();
    expect(b.toArray()).toEqual([1, 1]);

    const cotangent = tensor([5, 6]);
    vjp((x) => add(x, 1), tensor([1, 2]))
      .pullback(cotangent)
      .dispose();
    expect(cotangent.toArray()).toEqual([5, 6]);
  });

  test('is refused when the function returns no tensor', () => {
    const wrong = (fn: unknown) => () => grad(fn as (x: Tensor) => Tensor)(tensor(1));
    expect(wrong(async (x: Tensor) => sum(x))).toThrow(ValueError);
    expect(wrong(async (x: Tensor) => sum(x))).toThrow(/is a promise/);
    expect(wrong(() => 3)).toThrow(/of type number/);
    expect(() => vjp((() => undefined) as unknown as (x: Tensor) => Tensor, tensor(1))).toThrow(ValueError);
  });
});

describe('stopGradient and customVjp', () => {
  test('stopGradient is a constant at every order', () => {
    expect(grad((x: Tensor) => mul(x, stopGradient(x)))(tensor(3)).itemSync()).toBe(3);
    const second = grad((x: Tensor) => grad((y: Tensor) => mul(y, stopGradient(mul(y, y))))(x))(float64(3));
    expect(second.itemSync()).toBe(0);
  });

  test('customVjp replaces the derivative and can be differentiated again', () => {
    const logWithSlopeTwo = customVjp(
      (x) => log(x),
      (g, { inputs }) => [mul(g, mul(inputs[0], 2))],
    );
    expect(grad((x: Tensor) => logWithSlopeTwo(x))(float64(5)).itemSync()).toBe(10);
    const second = grad((x: Tensor) => grad((y: Tensor) => logWithSlopeTwo(y))(x))(float64(5));
    expect(second.itemSync()).toBe(2);
  });

  test('customVjp takes a forward part that returns its input, as reversing a gradient does', () => {
    const reversed = customVjp(
      (x) => x,
      (g) => [mul(g, -1)],
    );
    expect(grad((x: Tensor) => sum(mul(reversed(x), 3)))(tensor([1, 2])).toArray()).toEqual([-3, -3]);
    expect(grad((x: Tensor) => sum(square(reversed(x))))(tensor([1, 2])).toArray()).toEqual([-2, -4]);
  });

  test('customVjp may leave an input without a derivative', () => {
    const scaled = customVjp(
      (x, factor) => mul(x, factor),
      (g, { inputs }) => [mul(g, inputs[1]), undefined],
    );
    const grads = grad(({ x, factor }: { x: Tensor; factor: Tensor }) => scaled(x, factor))({
      x: float64(2),
      factor: float64(7),
    });
    expect([grads.x.itemSync(), grads.factor.itemSync()]).toEqual([7, 0]);
  });
});

describe('gradcheck', () => {
  test('passes right derivatives of both orders', () => {
    const x = random(1).normal([3, 2]);
    expect(gradcheck((a) => mul(exp(a), square(a)), [x], { order: 2 })).toBeLessThan(1e-6);
  });

  test('catches a wrong derivative and names input and order', () => {
    const wrong = customVjp(
      (a, b) => mul(a, b),
      (g, { inputs }) => [mul(g, inputs[1]), g],
    );
    const inputs = [random(1).normal([3]), random(2).normal([3])];
    expect(() => gradcheck(wrong, inputs)).toThrow(GradcheckError);
    expect(() => gradcheck(wrong, inputs)).toThrow(/order 1, input 1/);
  });

  test('catches a derivative that is right once but wrong twice', () => {
    const clone = customVjp(
      (x) => exp(x),
      (g, { output }) => [mul(g, stopGradient(output))],
    );
    const x = random(1).normal([3]);
    expect(gradcheck(clone, [x])).toBeLessThan(1e-6);
    expect(() => gradcheck(clone, [x], { order: 2 })).toThrow(/order 2/);
  });
});
