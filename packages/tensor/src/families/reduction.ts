/**
 * The reduction family: some axes are folded to one value each. An op of this family is one function from a slice of
 * numbers to a number; the family adds axes, keepDims and the dtype of the result.
 */
import { apply, type TensorLike } from '../apply.ts';
import type { DTypeClass } from '../dtype.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import type { ReductionAttrs, ReductionOp, SliceFold } from '../op.ts';
import { toTensor } from '../operands.ts';
import { formatShape, normalizeAxes, reduceShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface ReductionOptions {
  /** Axis or axes to fold, counted from either end; all of them when left out. */
  axis?: number | readonly number[];
  /** Keep the folded axes with length 1. */
  keepDims?: boolean;
}

export function reduction<const Flag extends boolean, Attrs extends ReductionAttrs = ReductionAttrs>(definition: {
  name: string;
  differentiable: Flag;
  accepts?: DTypeClass;
  returns?: 'same' | 'int32';
  /** Whether a fold of no elements has a value (as sum has 0). */
  emptyAllowed: boolean;
  /** Refuses attributes that do not fit the number of elements folded. */
  check?: (count: number, attrs: Attrs) => void;
  reference: (slice: Float64Array, attrs: Attrs) => number;
  gpu: readonly SliceFold[];
  wasm?: string;
  wasmArguments?: (attrs: Attrs) => number[];
}): ReductionOp<Attrs> & { readonly differentiable: Flag } {
  const { name, accepts = 'float', returns = 'same', emptyAllowed, check } = definition;
  return {
    ...definition,
    family: 'reduction',
    inputs: ['x'],
    infer: ([x], attrs) => {
      const { axes, keepDims } = attrs;
      requireDType(name, 'x', x.dtype, accepts);
      if (!emptyAllowed && axes.some((axis) => x.shape[axis] === 0)) {
        throw new ShapeError(
          `${name}: an axis of ${formatShape(x.shape)} to be folded is empty, and ${name} of nothing has no value`,
        );
      }
      check?.(
        axes.reduce((product, axis) => product * x.shape[axis], 1),
        attrs,
      );
      return [{ shape: reduceShape(x.shape, axes, keepDims), dtype: returns === 'same' ? x.dtype : returns }];
    },
  };
}

/** Runs a reduction with the axes of the caller's options, normalized. */
export function reduce<Attrs extends object>(
  op: ReductionOp,
  x: TensorLike,
  options: ReductionOptions = {},
  extra?: Attrs,
): Tensor {
  const input = toTensor(op.name, x);
  const axes = normalizeAxes(op.name, options.axis, input.rank);
  return apply(op, [input], { axes, keepDims: options.keepDims ?? false, ...extra });
}
