/**
 * Makes buffers real: uploads what is on the host, fills constants, and turns waiting expressions into kernels. The
 * runners of the families ask it for arrays and launch their own kernels through it.
 */

import type { TypedArray } from '../../dtype.ts';
import { hostArray } from '../../dtype.ts';
import { AsyncReadError } from '../../errors.ts';
import type { GpuBuffer } from './buffer.ts';
import type { Device, DeviceArray, KernelSource } from './device.ts';
import { fuse, unwritable } from './fusion.ts';

const fill: KernelSource = { key: 'fill', source: () => 'function (value) { return value; }' };

export class Evaluator {
  readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  /** The values as an array on the device, computed or uploaded now if they were not. Empty buffers give one zero. */
  readonly array = (buffer: GpuBuffer): DeviceArray => {
    buffer.array ??= this.#makeArray(buffer);
    return buffer.array;
  };

  /** Runs a kernel whose parameters are buffers first, numbers after. */
  launch(
    kernel: KernelSource,
    length: number,
    arrays: readonly (GpuBuffer | DeviceArray)[],
    numbers: readonly number[],
  ): DeviceArray {
    return this.device.launch(kernel, length, this.#parameters(arrays, numbers));
  }

  /** Runs a kernel of several outputs. */
  launchAll(
    kernel: KernelSource,
    length: number,
    arrays: readonly (GpuBuffer | DeviceArray)[],
    numbers: readonly number[],
  ): DeviceArray[] {
    return this.device.launchAll(kernel, length, this.#parameters(arrays, numbers));
  }

  #parameters(
    arrays: readonly (GpuBuffer | DeviceArray)[],
    numbers: readonly number[],
  ): readonly (DeviceArray | number)[] {
    return [...arrays.map((array) => ('dtype' in array ? this.array(array) : array)), ...numbers];
  }

  /** The values on the host, at once. @throws AsyncReadError where the mode cannot be read at once */
  readSync(buffer: GpuBuffer): TypedArray {
    const known = buffer.onHost();
    return known ? known.slice() : fromDevice(buffer, this.device.readSync(this.array(buffer)));
  }

  async read(buffer: GpuBuffer): Promise<TypedArray> {
    const known = buffer.onHost();
    return known ? known.slice() : fromDevice(buffer, await this.device.read(this.array(buffer)));
  }

  #makeArray(buffer: GpuBuffer): DeviceArray {
    const { device } = this;
    if (buffer.length === 0) return device.launch(fill, 1, [0]);
    if (buffer.constant !== undefined) return device.launch(fill, buffer.length, [buffer.constant]);
    if (buffer.expression) return this.#run(buffer);
    const values = buffer.host as TypedArray;
    const array = device.upload(values instanceof Float32Array ? values : new Float32Array(values));
    if (buffer.dtype !== 'int32') buffer.host = undefined;
    return array;
  }

  #run(buffer: GpuBuffer): DeviceArray {
    const { device } = this;
    const expression = buffer.expression as NonNullable<GpuBuffer['expression']>;
    let kernel = fuse(expression, device.readsFours);
    if (kernel.arrays.length > device.info.limits.arrays) {
      for (const operand of expression.operands) if (operand.buffer.expression) this.array(operand.buffer);
      kernel = fuse(expression, device.readsFours);
    }
    const array = this.launch(kernel, buffer.length, kernel.arrays, kernel.numbers);
    buffer.dropExpression(device);
    return array;
  }
}

/** Numbers that every kernel with formulas takes last. */
export const unwritableNumbers = Object.values(unwritable);

function fromDevice({ dtype, length }: GpuBuffer, values: Float32Array): TypedArray {
  if (dtype === 'float32') return values;
  const out = hostArray(dtype, length);
  out.set(values);
  return out;
}

/** The error of a step that needs values on the host where they can only be read asynchronously. */
export function needsValues(op: string, what: string, mode: string): AsyncReadError {
  return new AsyncReadError(
    `${op}: ${what}, and in ${mode} mode they cannot be read at once; read them with await tensor.data() and make a tensor of them`,
  );
}
