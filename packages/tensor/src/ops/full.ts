import { apply } from '../apply.ts';
import type { Backend } from '../backends/backend.ts';
import { type DType, requireFit } from '../dtype.ts';
import { movement } from '../families/movement.ts';
import { checkShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const fullOp = movement({
  name: 'full',
  inputs: [],
  differentiable: false,
  infer: (_inputs, { shape, dtype }: { shape: Shape; dtype: DType; value: number }) => [{ shape, dtype }],
  plan: (_inputs, { value }) => ({ fill: value, copies: [] }),
});

export interface CreationOptions {
  /** float32 when left out. */
  dtype?: DType;
  /** The default backend when left out. */
  backend?: Backend;
}

/**
 * A tensor of one value throughout.
 *
 * @param shape the shape; [] for a scalar
 * @param value the value
 * @throws ShapeError when the shape is not one; DTypeError when the value does not fit the dtype or the backend lacks it
 * @example full([2], 7) // [7, 7]
 */
export function full(shape: Shape, value: number, { dtype = 'float32', backend }: CreationOptions = {}): Tensor {
  checkShape('full', shape);
  requireFit('full', value, dtype);
  return apply(fullOp, [], { shape, dtype, value }, backend);
}
