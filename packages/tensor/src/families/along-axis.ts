/**
 * The along-axis family: one axis is rewritten slice by slice, and the shape stays. An op of this family is one
 * function from a slice of numbers to a slice of the same length.
 */
import { apply, type TensorLike } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import type { AlongAxisKernel, AlongAxisOp } from '../op.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface AlongAxisOptions {
  /** The axis to work along, counted from either end; the last one when left out. */
  axis?: number;
}

export function alongAxis<const Flag extends boolean>(definition: {
  name: string;
  differentiable: Flag;
  reference: (slice: Float64Array) => Float64Array;
  gpu: AlongAxisKernel;
  wasm?: string;
}): AlongAxisOp & { readonly differentiable: Flag } {
  return {
    ...definition,
    family: 'alongAxis',
    inputs: ['x'],
    infer: ([x]) => {
      requireDType(definition.name, 'x', x.dtype, 'float');
      return [x];
    },
  };
}

/** Runs an along-axis op on the axis of the caller's options, normalized. */
export function rewriteAxis(op: AlongAxisOp, x: TensorLike, { axis = -1 }: AlongAxisOptions = {}): Tensor {
  const input = toTensor(op.name, x);
  return apply(op, [input], { axis: normalizeAxis(op.name, axis, input.rank) });
}
