import type { TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import { toTensor } from '../operands.ts';
import { formatShape, normalizeAxes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';

/**
 * The same elements without axes of length 1. Shares x's memory.
 *
 * @param x tensor of any dtype
 * @param axis axis or axes to drop; every axis of length 1 when left out
 * @returns a tensor of lower rank
 * @throws ShapeError when a named axis does not exist or is not of length 1
 * @example squeeze(tensor([[1, 2]]), 0) // [1, 2]
 */
export function squeeze(x: TensorLike, axis?: number | readonly number[]): Tensor {
  const input = toTensor('squeeze', x);
  const named = normalizeAxes('squeeze', axis, input.rank);
  const longer = axis === undefined ? undefined : named.find((candidate) => input.shape[candidate] !== 1);
  if (longer !== undefined) {
    throw new ShapeError(
      `squeeze: axis ${longer} of ${formatShape(input.shape)} has length ${input.shape[longer]}, and only axes of length 1 can be dropped`,
    );
  }
  return reshape(
    input,
    input.shape.filter((length, candidate) => length !== 1 || !named.includes(candidate)),
  );
}
