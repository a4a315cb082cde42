/**
 * Derivatives of derivatives, all from reverse mode: jacobian stacks pullbacks of unit cotangents, hvp differentiates a
 * directional derivative, hessian is the jacobian of the gradient.
 */
import { mul, reshape, scope, stack, sum, type Tensor, tensor } from '@infograd/tensor';
import { grad, vjp } from './grad.ts';

/**
 * All first derivatives of a function of one tensor.
 *
 * @param fn from a float tensor to a float tensor, both of any shape
 * @returns a function from x to a tensor of shape [...fn(x).shape, ...x.shape]
 * @example jacobian((x) => square(x))(tensor([1, 2])) // [[2, 0], [0, 4]]
 */
export function jacobian(fn: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) =>
    scope(() => {
      const { value, pullback } = vjp(fn, x);
      const rows = Array.from({ length: value.size }, (_, i) => {
        const unit = Array.from({ length: value.size }, (_, j) => Number(i === j));
        return pullback(tensor(unit, { shape: value.shape, dtype: value.dtype, backend: value.backend }));
      });
      return reshape(stack(rows), [...value.shape, ...x.shape]);
    });
}

/**
 * The second derivative along one direction: H(x) v, without forming H.
 *
 * @param fn from a float tensor to a float tensor with one element
 * @returns a function from x and v, of x's shape, to a tensor of x's shape
 * @example hvp((x) => sum(mul(x, square(x))))(tensor([1, 2]), tensor([1, 0])) // [6, 0]
 */
export function hvp(fn: (x: Tensor) => Tensor): (x: Tensor, v: Tensor) => Tensor {
  return (x, v) => grad((point: Tensor) => sum(mul(grad(fn)(point), v)))(x);
}

/**
 * All second derivatives of a function of one tensor.
 *
 * @param fn from a float tensor to a float tensor with one element
 * @returns a function from x to a tensor of shape [...x.shape, ...x.shape]
 * @example hessian((x) => sum(mul(x, square(x))))(tensor([1, 2])) // [[6, 0], [0, 12]]
 */
export function hessian(fn: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return jacobian(grad(fn));
}
