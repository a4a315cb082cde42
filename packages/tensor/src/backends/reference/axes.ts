/**
 * Reductions and along-axis ops by the definition: lift one slice at a time into double precision and hand it to the
 * op's function. Axes that are folded together are brought to the end first.
 */
import type { AlongAxisOp, HostTensor, ReductionAttrs, ReductionOp } from '../../op.ts';
import { aroundAxis, type Shape, sizeOf, stridesOf } from '../../shape.ts';

export function runReduction(op: ReductionOp, x: HostTensor, attrs: ReductionAttrs, output: HostTensor): void {
  const strides = stridesOf(x.shape);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !attrs.axes.includes(axis));
  const starts = positions(
    kept.map((axis) => x.shape[axis]),
    kept.map((axis) => strides[axis]),
  );
  const steps = positions(
    attrs.axes.map((axis) => x.shape[axis]),
    attrs.axes.map((axis) => strides[axis]),
  );
  const slice = new Float64Array(steps.length);
  for (let o = 0; o < starts.length; o++) {
    for (let i = 0; i < steps.length; i++) slice[i] = x.data[starts[o] + steps[i]];
    output.data[o] = op.reference(slice, attrs);
  }
}

export function runAlongAxis(op: AlongAxisOp, x: HostTensor, attrs: { axis: number }, output: HostTensor): void {
  const { outer, axis, inner } = aroundAxis(x.shape, attrs.axis);
  const slice = new Float64Array(axis);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * axis * inner + i;
      for (let k = 0; k < axis; k++) slice[k] = x.data[start + k * inner];
      const result = op.reference(slice);
      for (let k = 0; k < axis; k++) output.data[start + k * inner] = result[k];
    }
  }
}

/** The offsets of all elements of a strided box, in row-major order. */
function positions(shape: Shape, strides: readonly number[]): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let offset = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
