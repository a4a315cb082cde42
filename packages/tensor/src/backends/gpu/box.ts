/**
 * The boxes of a movement op, seen from the output. A plan says where each element of a box goes; a kernel, which is
 * asked for one element of the output, has to say where it comes from. With the axes in order of their strides in the
 * output, that is a division with remainder for each axis.
 */
import type { Copy } from '../../op.ts';
import type { GpuBuffer } from './buffer.ts';
import { divisionLines } from './view.ts';

/** One axis of a box, with its strides on both sides. */
interface Axis {
  readonly length: number;
  readonly source: number;
  /** Positive: an axis that runs backwards is turned around on both sides. */
  readonly target: number;
}

export interface Box {
  readonly buffer: GpuBuffer;
  /** Where the first element is read and written. */
  readonly source: number;
  readonly target: number;
  /** From the widest stride in the output to the narrowest, axes that are walked as one joined. */
  readonly axes: readonly Axis[];
}

/** The box of a copy; undefined when it has no elements. */
export function boxOf(copy: Copy, buffer: GpuBuffer): Box | undefined {
  let { sourceOffset: source, targetOffset: target } = copy;
  const axes: Axis[] = [];
  for (const [axis, length] of copy.shape.entries()) {
    if (length === 0) return undefined;
    if (length === 1) continue;
    const [from, to] = [copy.sourceStrides[axis], copy.targetStrides[axis]];
    if (to > 0) axes.push({ length, source: from, target: to });
    else {
      source += (length - 1) * from;
      target += (length - 1) * to;
      axes.push({ length, source: -from, target: -to });
    }
  }
  return { buffer, source, target, axes: joined(axes) };
}

function joined(axes: readonly Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const axis of axes.toSorted((a, b) => b.target - a.target)) {
    const outer = result[result.length - 1];
    const { length, source, target } = axis;
    if (outer?.target === target * length && outer.source === source * length) {
      result[result.length - 1] = { length: outer.length * length, source, target };
    } else result.push(axis);
  }
  return result;
}

/** Boxes with one more axis in place of equal boxes at equal distances, such as concat of the same tensor again and again. */
export function mergeRepeats(boxes: readonly Box[]): Box[] {
  const result: Box[] = [];
  for (let i = 0, count: number; i < boxes.length; i += count) {
    const first = boxes[i];
    const distance = (boxes[i + 1]?.target ?? 0) - first.target;
    count = 1;
    while (distance > 0 && isRepeat(first, boxes[i + count], count * distance)) count++;
    const axes = joined([...first.axes, { length: count, source: 0, target: distance }]);
    if (count > 1 && isNested(axes)) result.push({ ...first, axes });
    else result.push(...boxes.slice(i, i + count));
  }
  return result;
}

function isRepeat(first: Box, other: Box | undefined, distance: number): boolean {
  return (
    other !== undefined &&
    other.buffer === first.buffer &&
    other.source === first.source &&
    other.target === first.target + distance &&
    other.axes.length === first.axes.length &&
    other.axes.every(({ length, source, target }, i) => {
      const axis = first.axes[i];
      return axis.length === length && axis.source === source && axis.target === target;
    })
  );
}

/** Whether each stride in the output is wider than all that lies within, so that division finds the one position. */
function isNested(axes: readonly Axis[]): boolean {
  let extent = 0;
  for (const { length, target } of axes.toReversed()) {
    if (target <= extent) return false;
    extent += (length - 1) * target;
  }
  return true;
}

/** Whether a box is the whole output, in order. */
export function coversAll({ target, axes }: Box, length: number): boolean {
  let below = 1;
  for (const axis of axes.toReversed()) {
    if (axis.target !== below) return false;
    below *= axis.length;
  }
  return target === 0 && below === length;
}

/** The part of a kernel's key that a box decides. */
export function boxKey({ buffer, axes }: Box): string {
  const parts = axes.map(({ source, target }) => `i${target === 1 ? '' : '/'}${source === 1 ? '' : '*'}`);
  return `${buffer.constant === undefined ? 'array' : 'number'}(${parts.join()})`;
}

/** The numbers that a kernel with the box takes, in the order in which `boxLines` uses them. */
export function boxNumbers({ source, target, axes }: Box): number[] {
  return [
    target,
    source,
    ...axes.flatMap((axis) => [
      axis.length,
      ...(axis.target === 1 ? [] : [axis.target]),
      ...(axis.source === 1 ? [] : [axis.source]),
    ]),
  ];
}

/**
 * Statements that set `value` where the output element lies in the box.
 *
 * @param array the parameter that holds the source, an array or, for a constant, a number
 * @param prefix begins the names of the variables
 * @param numbers the names of the box's numbers
 */
export function boxLines({ buffer, axes }: Box, array: string, prefix: string, numbers: readonly string[]): string[] {
  const names = numbers.values();
  const next = (): string => names.next().value as string;
  let rest = `${prefix}rest`;
  const lines = [`const ${rest} = this.thread.x - ${next()};`];
  const conditions = [`${rest} >= 0`];
  const index = [next()];
  for (const [k, { source, target }] of axes.entries()) {
    const length = next();
    let position = rest;
    if (target !== 1) {
      const stride = next();
      position = `${prefix}q${k}`;
      lines.push(...divisionLines(position, rest, stride));
      lines.push(`const ${prefix}r${k} = ${rest} - ${position} * ${stride};`);
      rest = `${prefix}r${k}`;
    }
    conditions.push(`${position} < ${length}`);
    index.push(source === 1 ? position : `${position} * ${next()}`);
  }
  if (axes[axes.length - 1]?.target !== 1) conditions.push(`${rest} < 0.5`);
  const value = buffer.constant === undefined ? `${array}[${index.join(' + ')}]` : array;
  lines.push(`if (${conditions.join(' && ')}) { value = ${value}; }`);
  return lines;
}
