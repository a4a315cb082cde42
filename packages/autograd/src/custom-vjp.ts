/**
 * Functions with a derivative of their own. The forward part runs unheard; the tape gets one entry, whose rule is the
 * one given. For numerically better derivatives than the chain rule's, and for estimators that bend them on purpose.
 */
import { announce, type CustomOp, scope, type Tensor, withoutRecording } from '@infograd/tensor';
import { stopGradient } from './stop-gradient.ts';

export interface CustomVjpOp extends CustomOp {
  readonly backward: CustomBackward;
}

/** From the cotangent of the output to one cotangent for each input; undefined where there is none. */
export type CustomBackward = (
  g: Tensor,
  context: { readonly inputs: readonly Tensor[]; readonly output: Tensor },
) => readonly (Tensor | undefined)[];

/**
 * A differentiable function from its value and its vector-Jacobian product.
 *
 * @param forward computes the value; how it does so is not recorded
 * @param backward the vector-Jacobian product; made of tensor operations, it can be differentiated again
 * @returns a function of tensors that can be used inside grad
 * @example
 * const clippedGradient = customVjp((x) => mul(x, 1), (g) => [clip(g, { min: -1, max: 1 })]);
 */
export function customVjp(
  forward: (...inputs: Tensor[]) => Tensor,
  backward: CustomBackward,
): (...inputs: Tensor[]) => Tensor {
  const op: CustomVjpOp = { name: forward.name || 'customVjp', family: 'custom', backward };
  return (...inputs) => {
    // Under a name of its own, because forward may return an input: on the tape the two are different values.
    const output = withoutRecording(() => scope(() => stopGradient(forward(...inputs))));
    announce({ op, inputs, attrs: {}, outputs: [output] });
    return output;
  };
}
