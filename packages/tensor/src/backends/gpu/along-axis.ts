/**
 * Along-axis ops. Only folds and scans run at once; what is then computed of each element waits as an elementwise
 * expression over x and their results, and becomes part of whatever kernel comes next.
 */
import type { AlongAxisKernel, AlongAxisOp } from '../../op.ts';
import { type AxisView, aroundAxis, sizeOf, type TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { Evaluator } from './evaluator.ts';
import { expressionOf, type Operand } from './expression.ts';
import { slicesOf } from './fold.ts';
import { foldInTurn } from './reduction.ts';
import { scan } from './scan.ts';
import { flatView, type View, viewOf } from './view.ts';

export function runAlongAxis(
  evaluator: Evaluator,
  { gpu }: AlongAxisOp,
  x: GpuBuffer,
  { shape, dtype }: TensorSpec,
  { axis }: { axis: number },
): GpuBuffer {
  const around = aroundAxis(shape, axis);
  if (gpu.kind === 'running') return GpuBuffer.device(dtype, scan(evaluator, gpu.fold, x, around, {}));
  const { formula, operands } =
    gpu.kind === 'others' ? othersOf(evaluator, gpu, x, around) : ofFolds(evaluator, gpu, x, around);
  const expression = expressionOf(evaluator, formula, Object.keys(operands), Object.values(operands), {});
  for (const { buffer } of Object.values(operands)) if (buffer !== x) buffer.release(evaluator.device);
  return GpuBuffer.expression(dtype, sizeOf(shape), expression);
}

interface Waiting {
  readonly formula: string;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** A formula over x and folds of its slice. */
function ofFolds(
  evaluator: Evaluator,
  { folds, formula }: Extract<AlongAxisKernel, { kind: 'formula' }>,
  x: GpuBuffer,
  { outer, axis, inner }: AxisView,
): Waiting {
  const shape = [outer, axis, inner];
  const view = viewOf(shape, [inner, 0, 1]);
  const operands: Record<string, Operand> = { x: { buffer: x, view: flatView } };
  foldInTurn(evaluator, folds, x, slicesOf(shape, [1]), {}).forEach((array, i) => {
    operands[folds[i].as ?? `fold${i}`] = { buffer: GpuBuffer.device('float32', array), view };
  });
  return { formula, operands };
}

/** The fold of all elements before with that of all elements after, which is the first from the other end. */
function othersOf(
  evaluator: Evaluator,
  { fold }: Extract<AlongAxisKernel, { kind: 'others' }>,
  x: GpuBuffer,
  around: AxisView,
): Waiting {
  const { outer, axis, inner } = around;
  const backwards = viewOf([outer, axis, inner], [axis * inner, -inner, 1], (axis - 1) * inner);
  const side = (reverse: boolean, view: View): Operand => ({
    buffer: GpuBuffer.device('float32', scan(evaluator, fold, x, around, { exclusive: true, reverse })),
    view,
  });
  return { formula: fold.fold, operands: { total: side(false, flatView), x: side(true, backwards) } };
}
