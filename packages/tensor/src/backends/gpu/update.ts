/**
 * Optimizer updates: several outputs, each a formula over the inputs and over the outputs before it. They wait like
 * any elementwise result, so that an update joins the formulas that come after it.
 */
import type { UpdateOp } from '../../op.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { Evaluator } from './evaluator.ts';
import { expressionOf } from './expression.ts';
import { flatView } from './view.ts';

export function runUpdate(
  evaluator: Evaluator,
  op: UpdateOp,
  buffers: readonly GpuBuffer[],
  attrs: object,
  outputs: readonly TensorSpec[],
): GpuBuffer[] {
  const numbers = op.gpuAttributes(attrs);
  const results: GpuBuffer[] = [];
  for (let set = 0; set * op.outputs < outputs.length; set++) {
    const own = buffers.slice(set * op.inputs.length, (set + 1) * op.inputs.length);
    results.push(...runSet(evaluator, op, own, numbers, sizeOf(outputs[set * op.outputs].shape)));
  }
  return results;
}

function runSet(
  evaluator: Evaluator,
  op: UpdateOp,
  buffers: readonly GpuBuffer[],
  numbers: Record<string, number>,
  length: number,
): GpuBuffer[] {
  if (length === 0) return Array.from({ length: op.outputs }, () => GpuBuffer.constant('float32', 0, 0));
  const named = new Map(op.inputs.map((name, i) => [name, buffers[i]]));
  const results: GpuBuffer[] = [];
  for (const { output, name, reads, formula } of op.gpu) {
    const operands = reads.map((read) => ({ buffer: named.get(read) as GpuBuffer, view: flatView }));
    const used = Object.fromEntries(Object.entries(numbers).filter(([number]) => formula.includes(number)));
    results[output] = GpuBuffer.expression('float32', length, expressionOf(evaluator, formula, reads, operands, used));
    named.set(name, results[output]);
  }
  return results;
}
