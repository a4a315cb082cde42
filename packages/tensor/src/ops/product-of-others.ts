import type { TensorLike } from '../apply.ts';
import { type AlongAxisOptions, alongAxis, rewriteAxis } from '../families/along-axis.ts';
import type { Tensor } from '../tensor.ts';

export const productOfOthersOp = alongAxis({
  name: 'productOfOthers',
  differentiable: true,
  reference: productsWithoutSelf,
  gpu: { kind: 'others', fold: { start: '1', fold: 'total * x' } },
});

/**
 * At each place along an axis, the product of all the other elements: the derivative of prod, right even where elements are 0.
 *
 * Its own derivative divides by the elements, so second derivatives of prod are not defined where an element is 0.
 *
 * @param x float tensor of rank 1 or more
 * @param options.axis the axis to work along; the last one when left out
 * @returns a tensor of x's shape
 * @throws ShapeError when the axis does not exist; DTypeError when x is not float
 * @example productOfOthers(tensor([2, 3, 0])) // [0, 0, 6]
 */
export function productOfOthers(x: TensorLike, options?: AlongAxisOptions): Tensor {
  return rewriteAxis(productOfOthersOp, x, options);
}

function productsWithoutSelf(slice: Float64Array): Float64Array {
  const result = new Float64Array(slice.length);
  let before = 1;
  for (let i = 0; i < slice.length; i++) {
    result[i] = before;
    before *= slice[i];
  }
  let after = 1;
  for (let i = slice.length - 1; i >= 0; i--) {
    result[i] *= after;
    after *= slice[i];
  }
  return result;
}
