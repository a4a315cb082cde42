import type { TensorLike } from '../apply.ts';
import { ValueError } from '../errors.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const eluOp = unary({
  name: 'elu',
  differentiable: true,
  reference: (x, { alpha }: { alpha: number }) => (x > 0 ? x : alpha * Math.expm1(x)),
  gpu: 'x > 0 ? x : alpha * expm1(x)',
  wasm: 'elu',
  wasmArguments: ({ alpha }) => [alpha],
});

/**
 * x where it is positive, alpha (exp(x) - 1) elsewhere (Clevert et al., 2016).
 *
 * @param x float tensor of any shape, or a number
 * @param options.alpha limit of the negative side, above 0; 1 when left out
 * @returns a tensor of x's shape and dtype
 * @throws ValueError when alpha is not above 0; DTypeError when x is not float
 * @example elu(tensor([-1, 2])) // [-0.6321206, 2]
 */
export function elu(x: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  if (!(alpha > 0)) throw new ValueError(`elu: alpha ${alpha} must be above 0`);
  return applyTo(eluOp, [x], { alpha });
}
