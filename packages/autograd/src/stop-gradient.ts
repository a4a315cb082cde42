/** A value that derivatives do not pass: the same elements, unknown to every tape. */
import { apply, registry, type Tensor, withoutRecording } from '@infograd/tensor';

/**
 * The same value as a constant: its derivative is zero everywhere.
 *
 * @param x tensor of any dtype
 * @returns a tensor that shares x's memory
 * @example grad((x) => mul(x, stopGradient(x)))(tensor(3)) // 3
 */
export function stopGradient(x: Tensor): Tensor {
  return withoutRecording(() => apply(registry.reshape, [x], { shape: x.shape }));
}
