/** Movement ops by the definition: fill the output if the plan says so, then copy the plan's boxes one by one. */

import type { TypedArray } from '../../dtype.ts';
import type { Copy, HostTensor, MovementOp } from '../../op.ts';

export function runMovement(op: MovementOp, inputs: readonly HostTensor[], attrs: object, output: HostTensor): void {
  const { fill, copies } = op.plan(inputs, attrs, output);
  if (fill !== undefined) output.data.fill(fill);
  for (const copy of copies) copyBox(copy, inputs[copy.input].data, output.data);
}

function copyBox(
  { shape, sourceOffset, sourceStrides, targetOffset, targetStrides }: Copy,
  source: TypedArray,
  target: TypedArray,
): void {
  const copyAxis = (axis: number, from: number, to: number): void => {
    if (axis === shape.length) {
      target[to] = source[from];
      return;
    }
    for (let i = 0; i < shape[axis]; i++)
      copyAxis(axis + 1, from + i * sourceStrides[axis], to + i * targetStrides[axis]);
  };
  copyAxis(0, sourceOffset, targetOffset);
}
