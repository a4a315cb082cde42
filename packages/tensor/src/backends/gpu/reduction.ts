/**
 * Reductions: the folds of the op in order, each over the whole slice, so that later ones may use what earlier ones
 * found. How a fold runs is in fold.ts.
 */
import type { ReductionAttrs, ReductionOp, SliceFold } from '../../op.ts';
import type { TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { DeviceArray, GpuMode } from './device.ts';
import type { Evaluator } from './evaluator.ts';
import { type Expression, numericAttributes } from './expression.ts';
import { elementsOf, foldSlices, type Slices, type Source, slicesOf } from './fold.ts';
import { chainOf } from './fusion.ts';
import type { Range } from './integer-range.ts';

export function runReduction(
  evaluator: Evaluator,
  op: ReductionOp,
  input: TensorSpec,
  buffer: GpuBuffer,
  attrs: ReductionAttrs,
  { dtype }: TensorSpec,
  range: Range | undefined,
): GpuBuffer {
  const slices = slicesOf(input.shape, attrs.axes);
  if (slices.count === 0) return GpuBuffer.constant(dtype, slices.outputs, op.reference(new Float64Array(0), attrs));
  const [result, ...earlier] = foldInTurn(evaluator, op.gpu, buffer, slices, numericAttributes(attrs)).reverse();
  for (const array of earlier) evaluator.device.free(array);
  return GpuBuffer.device(dtype, result, range);
}

/** The results of folds over the same slices; each fold may name those before it. */
export function foldInTurn(
  evaluator: Evaluator,
  folds: readonly SliceFold[],
  x: GpuBuffer,
  slices: Slices,
  numbers: Readonly<Record<string, number>>,
): DeviceArray[] {
  const source = (folds.length === 1 && waitingSource(evaluator, x)) || elementsOf(x);
  const known: Record<string, DeviceArray> = {};
  return folds.map((fold) => {
    const array = foldSlices(evaluator, fold, source, slices, { results: known, numbers });
    if (fold.as !== undefined) known[fold.as] = array;
    return array;
  });
}

/** A waiting expression as part of the fold's own kernel, so that its values are not stored; they still wait afterwards. */
function waitingSource({ device }: Evaluator, x: GpuBuffer): Source | undefined {
  if (x.expression === undefined || x.isRead) return undefined;
  if (slowLoops.has(device.info.mode) && callsFunctions(x.expression)) return undefined;
  const chain = chainOf(x.expression);
  if (chain.arrays.length > device.info.limits.arrays) return undefined;
  x.isRead = true;
  return chain;
}

/** Modes whose compilers take minutes over a loop that holds some library functions, and less than a second without it. */
const slowLoops: ReadonlySet<GpuMode> = new Set(['webgl2', 'webgl', 'headlessgl']);

function callsFunctions({ formula, operands }: Expression): boolean {
  return /\w\(/.test(formula) || operands.some(({ buffer }) => buffer.expression && callsFunctions(buffer.expression));
}
