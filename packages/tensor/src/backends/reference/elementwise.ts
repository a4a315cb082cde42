/**
 * Elementwise ops by the definition: walk the output in order, find the operand elements that broadcast to it, and
 * apply the op's scalar function in double precision.
 */
import type { ElementwiseOp, HostTensor } from '../../op.ts';
import { broadcastStrides, type Shape, sameShape } from '../../shape.ts';

export function runElementwise(
  op: ElementwiseOp,
  inputs: readonly HostTensor[],
  attrs: object,
  output: HostTensor,
): void {
  const integer = output.dtype === 'int32' && op.integer;
  const scalar = integer || op.reference(attrs);
  const [a, b, c] = inputs;
  const none = a.data;
  const walks = inputs.map((input) => offsets(input.shape, output.shape));
  const [walkA, walkB = walkA, walkC = walkA] = walks;
  const dataB = b?.data ?? none;
  const dataC = c?.data ?? none;
  for (let i = 0; i < output.data.length; i++) {
    output.data[i] = scalar(a.data[walkA(i)], dataB[walkB(i)], dataC[walkC(i)]);
  }
}

/** From a position in the output to the position in an operand that broadcasts to it. */
function offsets(shape: Shape, target: Shape): (position: number) => number {
  if (sameShape(shape, target)) return (position) => position;
  const strides = broadcastStrides(shape, target);
  return (position) => {
    let offset = 0;
    let rest = position;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      const length = target[axis];
      offset += (rest % length) * strides[axis];
      rest = Math.floor(rest / length);
    }
    return offset;
  };
}
