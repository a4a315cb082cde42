/**
 * What batch and layer normalization share: the statistics of x over some axes, the scale and shift that follow, and
 * the checks. Deviations are taken before they are scaled, so that a mean far larger than the spread costs no digits.
 */
import {
  add,
  mean,
  mul,
  ones,
  type RandomOptions,
  rsqrt,
  type Shape,
  ShapeError,
  sameShape,
  square,
  sub,
  type Tensor,
  zeros,
} from '@infograd/tensor';

export type NormParams = {
  /** γ, of the normalized features; starts at 1. */
  readonly scale: Tensor;
  /** β, likewise; starts at 0. */
  readonly shift: Tensor;
};

/** The scale and the shift that change nothing. */
export function neutralParams(shape: Shape, { dtype, backend }: RandomOptions = {}): NormParams {
  return { scale: ones(shape, { dtype, backend }), shift: zeros(shape, { dtype, backend }) };
}

/** Broadcasting would accept other shapes and normalize with them without a word. */
export function requireFeatures(owner: string, features: Shape, leaves: Readonly<Record<string, Tensor>>): void {
  for (const [name, { shape }] of Object.entries(leaves)) {
    if (sameShape(shape, features)) continue;
    throw new ShapeError(
      `${owner}: ${name} is [${shape.join(', ')}] in a layer of [${features.join(', ')}] features; use what its own init made`,
    );
  }
}

/** The mean over the axes, kept with length 1, x's deviations from it, and their mean square. */
export function momentsOver(x: Tensor, axis: readonly number[]) {
  const center = mean(x, { axis, keepDims: true });
  const deviations = sub(x, center);
  return { center, deviations, variance: mean(square(deviations), { axis, keepDims: true }) };
}

/** γ (x - mean) / √(variance + ε) + β, from the deviations x - mean; all broadcast against them. */
export function normalized(
  deviations: Tensor,
  variance: Tensor,
  { scale, shift }: NormParams,
  epsilon: number,
): Tensor {
  return add(mul(deviations, mul(rsqrt(add(variance, epsilon)), scale)), shift);
}
