import type { TensorLike } from '../apply.ts';
import { ValueError } from '../errors.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const leakyReluOp = unary({
  name: 'leakyRelu',
  differentiable: true,
  reference: (x, { slope }: { slope: number }) => (x > 0 ? x : slope * x),
  gpu: 'x > 0 ? x : slope * x',
  wasm: 'leakyRelu',
  wasmArguments: ({ slope }) => [slope],
});

/**
 * x where it is positive, slope · x elsewhere (Maas et al., 2013).
 *
 * @param x float tensor of any shape, or a number
 * @param options.slope factor of the negative side, 0 or more; 0.01 when left out
 * @returns a tensor of x's shape and dtype
 * @throws ValueError when slope is negative or not a number; DTypeError when x is not float
 * @example leakyRelu(tensor([-2, 2]), { slope: 0.5 }) // [-1, 2]
 */
export function leakyRelu(x: TensorLike, { slope = 0.01 }: { slope?: number } = {}): Tensor {
  if (!(slope >= 0)) throw new ValueError(`leakyRelu: slope ${slope} must be 0 or more`);
  return applyTo(leakyReluOp, [x], { slope });
}
