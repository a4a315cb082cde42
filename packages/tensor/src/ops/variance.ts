import type { TensorLike } from '../apply.ts';
import { ValueError } from '../errors.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { ReductionAttrs } from '../op.ts';
import type { Tensor } from '../tensor.ts';

export interface VarianceAttrs extends ReductionAttrs {
  readonly ddof: number;
}

export const varianceOp = reduction({
  name: 'variance',
  differentiable: true,
  emptyAllowed: false,
  check: requireDegreesOfFreedom,
  reference: meanSquaredDeviation,
  gpu: [
    { as: 'mean', start: '0', fold: 'total + x', finish: 'total / count' },
    { each: '(x - mean) * (x - mean)', start: '0', fold: 'total + x', finish: 'total / (count - ddof)' },
  ],
  wasm: 'variance',
  wasmArguments: ({ ddof }) => [ddof],
});

/**
 * The variance along the axes: squared deviations from the mean, summed, over n - ddof.
 *
 * @param x float tensor of any shape
 * @param options.ddof what is taken off the count: 0 for the population, 1 for an unbiased sample variance
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ValueError when n - ddof is not above 0; ShapeError when an axis does not exist or is empty; DTypeError when x is not float
 * @example variance(tensor([1, 2, 3, 4])) // 1.25
 */
export function variance(x: TensorLike, { ddof = 0, ...options }: ReductionOptions & { ddof?: number } = {}): Tensor {
  return reduce(varianceOp, x, options, { ddof });
}

function requireDegreesOfFreedom(count: number, { ddof }: VarianceAttrs): void {
  if (count - ddof > 0) return;
  throw new ValueError(
    `variance: ${count} elements with ddof ${ddof} leave nothing to divide by; more elements or a smaller ddof are needed`,
  );
}

function meanSquaredDeviation(slice: Float64Array, { ddof }: VarianceAttrs): number {
  let sum = 0;
  for (const value of slice) sum += value;
  const mean = sum / slice.length;
  let squares = 0;
  for (const value of slice) squares += (value - mean) ** 2;
  return squares / (slice.length - ddof);
}
