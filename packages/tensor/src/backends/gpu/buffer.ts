/**
 * What a tensor of the gpu backend holds: an array on the device, or whatever stands for it until a kernel or a reader
 * asks. Constants and small uploads become plain numbers in kernels, and elementwise results wait as expressions, so
 * that a chain of them runs as one kernel. Buffers are counted by those who use them: tensors and waiting expressions.
 */
import { type DType, hostArray, type TypedArray } from '../../dtype.ts';
import type { Device, DeviceArray } from './device.ts';
import type { Expression } from './expression.ts';
import type { Range } from './integer-range.ts';

export class GpuBuffer {
  readonly length: number;
  readonly dtype: DType;
  /** Bounds on the values of an int32 buffer, known without reading it. */
  readonly range: Range | undefined;
  /** The value of every element, where they are all the same. */
  constant: number | undefined;
  /** Values on the host: those not uploaded yet, and int32 for good, because indices are checked there. */
  host: TypedArray | undefined;
  /** How to compute the values, until it is done. */
  expression: Expression | undefined;
  array: DeviceArray | undefined;
  /** Whether an expression that waits already reads this one. */
  isRead = false;
  #users = 1;

  private constructor(dtype: DType, length: number, range?: Range) {
    this.dtype = dtype;
    this.length = length;
    this.range = range;
  }

  static constant(dtype: DType, length: number, value: number): GpuBuffer {
    const buffer = new GpuBuffer(dtype, length, dtype === 'int32' ? [value, value] : undefined);
    buffer.constant = dtype === 'float32' ? Math.fround(value) : value;
    return buffer;
  }

  /** A copy of host values. */
  static host(dtype: DType, values: TypedArray): GpuBuffer {
    if (values.length === 1) return GpuBuffer.constant(dtype, 1, values[0]);
    const buffer = new GpuBuffer(dtype, values.length, dtype === 'int32' ? rangeOf(values) : undefined);
    buffer.host = values.slice();
    return buffer;
  }

  static expression(dtype: DType, length: number, expression: Expression, range?: Range): GpuBuffer {
    const buffer = new GpuBuffer(dtype, length, range);
    buffer.expression = expression;
    return buffer;
  }

  static device(dtype: DType, array: DeviceArray, range?: Range): GpuBuffer {
    const buffer = new GpuBuffer(dtype, array.length, range);
    buffer.array = array;
    return buffer;
  }

  retain(): this {
    this.#users++;
    return this;
  }

  /** The last user's release gives the memory back. */
  release(device: Device): void {
    this.#users--;
    if (this.#users > 0) return;
    if (this.array) device.free(this.array);
    this.array = undefined;
    this.host = undefined;
    this.dropExpression(device);
  }

  dropExpression(device: Device): void {
    const operands = this.expression?.operands ?? [];
    this.expression = undefined;
    for (const { buffer } of operands) buffer.release(device);
  }

  /** The values, where the host has them. */
  onHost(): TypedArray | undefined {
    if (this.host) return this.host;
    return this.constant === undefined ? undefined : hostArray(this.dtype, this.length).fill(this.constant);
  }
}

function rangeOf(values: TypedArray): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.length === 0 ? [0, 0] : [low, high];
}
