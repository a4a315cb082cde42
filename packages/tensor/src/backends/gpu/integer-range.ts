/**
 * int32 on a device that has float32 only. Whole numbers up to 2²⁴ in magnitude are exact there, and so are sums and
 * products that stay below it. Each int32 buffer therefore knows bounds on its values, and each operation the bounds
 * of its result; what might leave the exact numbers is not computed on the device but on the host (see gpu.ts).
 */
import type { AnyOp, ReductionAttrs } from '../../op.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import type { GpuBuffer } from './buffer.ts';

export type Range = readonly [low: number, high: number];

/** Where float32 stops counting. */
const exactLimit = 0x1000000;

const everyInteger: Range = [-0x80000000, 0x7fffffff];

function isExact([low, high]: Range): boolean {
  return low >= -exactLimit && high <= exactLimit;
}

/** Bounds on an int32 result, before it wraps around, from the bounds on the int32 inputs. */
export function resultRange(
  name: string,
  inputs: readonly (Range | undefined)[],
  specs: readonly TensorSpec[],
  attrs: object,
): Range {
  const integers = inputs.filter((range) => range !== undefined);
  const [a, b] = integers;
  switch (name) {
    case 'add':
      return [a[0] + b[0], a[1] + b[1]];
    case 'sub':
      return [a[0] - b[1], a[1] - b[0]];
    case 'mul': {
      const products = a.flatMap((x) => b.map((y) => x * y));
      return [Math.min(...products), Math.max(...products)];
    }
    case 'neg':
      return [-a[1], -a[0]];
    case 'abs':
      return [0, Math.max(Math.abs(a[0]), Math.abs(a[1]))];
    case 'sign':
      return [-1, 1];
    case 'maximum':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    case 'minimum':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    case 'sum': {
      // With 0, so that the bounds hold for every part of the sum.
      const count = foldedCount(specs[0], attrs);
      return [Math.min(a[0], 0) * count, Math.max(a[1], 0) * count];
    }
    case 'argmax':
    case 'argmin':
      return [0, foldedCount(specs[0], attrs) - 1];
    case 'cast':
      return specs[0].dtype === 'bool' ? [0, 1] : everyInteger;
    case 'gather':
    case 'takeAlongAxis':
      return a;
    default: {
      // Values that are moved or chosen, beside those that fill the rest.
      const { value } = attrs as { value?: number };
      const candidates = value === undefined ? integers : [...integers, [value, value] as const];
      if (candidates.length === 0) return everyInteger;
      return [Math.min(...candidates.map(([low]) => low)), Math.max(...candidates.map(([, high]) => high))];
    }
  }
}

function foldedCount({ shape }: TensorSpec, attrs: object): number {
  return sizeOf((attrs as ReductionAttrs).axes.map((axis) => shape[axis]));
}

/** Ops that choose among int32 values or compare them, and compute none. */
const choosing = new Set([
  ...['maximum', 'minimum', 'max', 'min', 'where', 'sign', 'gather', 'takeAlongAxis'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'],
]);

/** Whether an op must run on the host, because the device might not count right. */
export function needsHost(
  op: AnyOp,
  inputs: readonly GpuBuffer[],
  attrs: object,
  outputs: readonly (Range | undefined)[],
): boolean {
  if (inputs.every(({ range }) => range === undefined) && outputs.every((range) => range === undefined)) return false;
  if (op.family === 'random') return false;
  if (op.name === 'cast') {
    // To int32, the device cuts off fractions exactly, but the host learns the bounds; from int32, both round.
    return inputs[0].dtype === 'float32' && isHeld(inputs[0]);
  }
  // Indices are checked against the length of their axis, which the device can count.
  const counted = inputs.filter((_, i) => op.inputs[i] !== 'indices');
  if (op.family === 'movement') {
    const { value = 0 } = attrs as { value?: number };
    return counted.some(isRounded) || (counted.length > 0 && Math.fround(value) !== value);
  }
  if (choosing.has(op.name)) return counted.some(isRounded);
  return [...counted.map(({ range }) => range), ...outputs].some((range) => range && !isExact(range));
}

function isHeld({ constant, host }: GpuBuffer): boolean {
  return constant !== undefined || host !== undefined;
}

/** Whether the device would hold other int32 values than the host. What it computed itself it holds exactly. */
function isRounded(buffer: GpuBuffer): boolean {
  const { range, constant } = buffer;
  if (range === undefined || isExact(range)) return false;
  return constant === undefined ? isHeld(buffer) : Math.fround(constant) !== constant;
}
