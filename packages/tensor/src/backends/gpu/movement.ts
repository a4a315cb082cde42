/**
 * Movement ops. A plan that reads the whole output from one operand needs no kernel: the operand seen through strides
 * waits, and joins the formulas that come after it. Any other plan (pad, concat) is a kernel that asks for each element
 * of the output in which of the plan's boxes it lies. What a box is, and how one is found, is in box.ts.
 */
import type { MovementOp } from '../../op.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import { type Box, boxKey, boxLines, boxNumbers, boxOf, coversAll, mergeRepeats } from './box.ts';
import { GpuBuffer } from './buffer.ts';
import type { DeviceArray, KernelSource } from './device.ts';
import type { Evaluator } from './evaluator.ts';
import { expressionOf } from './expression.ts';
import type { Range } from './integer-range.ts';
import { viewOf } from './view.ts';

export function runMovement(
  evaluator: Evaluator,
  op: MovementOp,
  inputs: readonly TensorSpec[],
  buffers: readonly GpuBuffer[],
  attrs: object,
  output: TensorSpec,
  range: Range | undefined,
): GpuBuffer {
  const { dtype } = output;
  const length = sizeOf(output.shape);
  const { fill = 0, copies } = op.plan(inputs, attrs, output);
  const boxes = mergeRepeats(copies.map((copy) => boxOf(copy, buffers[copy.input])).filter((box) => box !== undefined));
  if (boxes.length === 0) return GpuBuffer.constant(dtype, length, fill);
  if (boxes.length === 1 && coversAll(boxes[0], length)) return view(evaluator, boxes[0], output, length, range);
  return GpuBuffer.device(dtype, copyBoxes(evaluator, boxes, length, fill), range);
}

function view(
  evaluator: Evaluator,
  box: Box,
  { dtype }: TensorSpec,
  length: number,
  range: Range | undefined,
): GpuBuffer {
  const { buffer, source, axes } = box;
  if (buffer.constant !== undefined) return GpuBuffer.constant(dtype, length, buffer.constant);
  const seen = viewOf(
    axes.map((axis) => axis.length),
    axes.map((axis) => axis.source),
    source,
  );
  const expression = expressionOf(evaluator, 'x', ['x'], [{ buffer, view: seen }], {});
  return GpuBuffer.expression(dtype, length, expression, range);
}

/** Kernel after kernel, each with as many boxes as it may read arrays beside the result of the one before. */
function copyBoxes(evaluator: Evaluator, boxes: readonly Box[], length: number, fill: number): DeviceArray {
  const { device } = evaluator;
  const most = device.info.limits.arrays - 1;
  let base: DeviceArray | number = fill;
  for (let first = 0; first < boxes.length; first += most) {
    const part = boxes.slice(first, first + most);
    const parameters = part.map(({ buffer }) => buffer.constant ?? evaluator.array(buffer));
    const result = device.launch(kernelFor(part, typeof base === 'number'), length, [
      base,
      ...parameters,
      ...part.flatMap(boxNumbers),
    ]);
    if (typeof base !== 'number') device.free(base);
    base = result;
  }
  return base as DeviceArray;
}

function kernelFor(boxes: readonly Box[], isFilled: boolean): KernelSource {
  const key = `boxes ${isFilled ? 'fill' : 'base'}${boxes.map((box) => ` ${boxKey(box)}`).join('')}`;
  const source = (): string => {
    const parameters = ['base', ...boxes.map((_, i) => `a${i}`)];
    const body = [`let value = ${isFilled ? 'base' : 'base[this.thread.x]'};`];
    for (const [i, box] of boxes.entries()) {
      const numbers = boxNumbers(box).map((_, k) => `n${i}_${k}`);
      parameters.push(...numbers);
      body.push(...boxLines(box, `a${i}`, `b${i}_`, numbers));
    }
    return `function (${parameters.join(', ')}) {\n  ${body.join('\n  ')}\n  return value;\n}`;
  };
  return { key, source };
}
