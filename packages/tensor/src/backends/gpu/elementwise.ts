/**
 * Elementwise ops: nothing runs yet; the result is an expression over the operands, each seen in the output's shape.
 * Where all operands are constants, so is the result, and no kernel is needed at all.
 */
import { hostArray } from '../../dtype.ts';
import type { ElementwiseOp } from '../../op.ts';
import { broadcastStrides, type Shape, sameShape, sizeOf, type TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { Evaluator } from './evaluator.ts';
import { expressionOf, formulaOf } from './expression.ts';
import type { Range } from './integer-range.ts';
import { flatView, scalarView, type View, viewOf } from './view.ts';

export function runElementwise(
  evaluator: Evaluator,
  op: ElementwiseOp,
  inputs: readonly TensorSpec[],
  buffers: readonly GpuBuffer[],
  attrs: object,
  { shape, dtype }: TensorSpec,
  range: Range | undefined,
): GpuBuffer {
  const constants = buffers.map(({ constant }) => constant);
  if (constants.every((value) => value !== undefined)) {
    const [a, b, c] = constants as [number, number, number];
    const value = dtype === 'int32' && op.integer ? op.integer(a, b) : op.reference(attrs)(a, b, c);
    return GpuBuffer.constant(dtype, sizeOf(shape), hostArray(dtype, 1).fill(value)[0]);
  }
  const { formula, numbers } = formulaOf(op, attrs);
  const operands = buffers.map((buffer, i) => ({ buffer, view: broadcastView(inputs[i].shape, shape) }));
  const expression = expressionOf(evaluator, formula, op.inputs, operands, numbers);
  return GpuBuffer.expression(dtype, sizeOf(shape), expression, range);
}

function broadcastView(shape: Shape, target: Shape): View {
  if (sameShape(shape, target)) return flatView;
  const size = sizeOf(shape);
  if (size === sizeOf(target)) return flatView;
  return size === 1 ? scalarView : viewOf(target, broadcastStrides(shape, target));
}
