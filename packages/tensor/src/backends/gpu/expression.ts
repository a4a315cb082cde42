/**
 * Elementwise results that wait to be computed. An expression is a formula over operands, which may wait themselves;
 * when somebody needs the values, the whole chain becomes one kernel (see fusion.ts). An operand that a second
 * expression reads is computed for good, so that nothing is computed more than twice.
 */
import type { ElementwiseOp } from '../../op.ts';
import type { GpuBuffer } from './buffer.ts';
import type { Evaluator } from './evaluator.ts';
import { isFlat, type View } from './view.ts';

export interface Operand {
  readonly buffer: GpuBuffer;
  readonly view: View;
}

export interface Expression {
  /** The value of one element, in the kernel language. */
  readonly formula: string;
  /** What the formula calls its operands. */
  readonly names: readonly string[];
  readonly operands: readonly Operand[];
  /** The other names in the formula, and what they stand for. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Formulas in the whole chain. */
  readonly size: number;
  /** What the whole chain reads. */
  readonly sources: ReadonlySet<GpuBuffer>;
  /** Whether the device computes in float64, so that each value must be rounded to be the one that a reader sees. */
  readonly isWider: boolean;
}

/** Longer chains are cut: their kernels are slow to compile, and hardly faster to run. */
const longestChain = 24;

/** A formula over operands, whose buffers it keeps; those that cannot be part of the chain are computed now. */
export function expressionOf(
  { array: compute, device }: Pick<Evaluator, 'array' | 'device'>,
  formula: string,
  names: readonly string[],
  operands: readonly Operand[],
  numbers: Readonly<Record<string, number>>,
): Expression {
  const joining = new Set<GpuBuffer>();
  const sources = new Set<GpuBuffer>();
  let size = 1;
  let room = device.info.limits.arrays - operands.length;
  for (const { buffer, view } of operands) {
    room++; // each operand that is still to come may need an array
    if (buffer.constant !== undefined || (joining.has(buffer) && isFlat(view))) continue;
    const waiting = buffer.expression;
    const added = [...(waiting?.sources ?? [])].filter((source) => !sources.has(source));
    const fits = sources.size + added.length <= room && size + (waiting?.size ?? 0) <= longestChain;
    if (waiting && fits && !buffer.isRead && isFlat(view)) {
      joining.add(buffer);
      size += waiting.size;
      for (const source of added) sources.add(source);
    } else {
      if (waiting) compute(buffer);
      sources.add(buffer);
    }
  }
  // Only now, when nothing can fail any more.
  for (const buffer of joining) buffer.isRead = true;
  for (const { buffer } of operands) buffer.retain();
  return { formula, names, operands, numbers, size, sources, isWider: device.info.precision === 'float64' };
}

/** An elementwise op's formula and its numbers under some attributes. */
export function formulaOf(op: ElementwiseOp, attrs: object): Pick<Expression, 'formula' | 'numbers'> {
  return {
    formula: typeof op.gpu === 'string' ? op.gpu : op.gpu(attrs),
    numbers: op.gpuAttributes?.(attrs) ?? numericAttributes(attrs),
  };
}

export function numericAttributes(attrs: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(attrs).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
