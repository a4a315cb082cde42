/**
 * The gpu backend: every op as a kernel that gpu.js runs, on a graphics card through WebGPU or WebGL, or on the
 * processor. Elementwise ops and views wait and run together (expression.ts); the other families run at once, each in
 * its own file. What a device cannot do exactly is refused or done on the host, never done wrongly.
 */
import { type DType, dtypeOfArray, hostArray, type TypedArray } from '../../dtype.ts';
import { ShapeError } from '../../errors.ts';
import type { AnyOp, HostTensor } from '../../op.ts';
import { formatShape, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { Backend } from '../backend.ts';
import { runOnHost } from '../reference/run-on-host.ts';
import { GpuBuffer } from './buffer.ts';
import type { Device, GpuInfo, GpuMode } from './device.ts';
import { Evaluator, needsValues } from './evaluator.ts';
import { needsHost, resultRange } from './integer-range.ts';
import { openDevice } from './open.ts';
import { runOnDevice } from './run-on-device.ts';

export interface GpuOptions {
  /** Which mode of gpu.js to use; `auto`, the default, prefers a graphics card. */
  mode?: 'auto' | GpuMode;
}

export class GpuBackend implements Backend {
  readonly name: string;
  readonly dtypes: readonly DType[] = ['float32', 'int32', 'bool'];
  readonly canReadSync: boolean;
  readonly device: Device;
  readonly #evaluator: Evaluator;

  constructor(device: Device) {
    this.name = `gpu-${device.info.mode}`;
    this.canReadSync = device.canReadSync;
    this.device = device;
    this.#evaluator = new Evaluator(device);
  }

  /** What really runs: mode, adapter, precision and limits. */
  get info(): GpuInfo {
    return this.device.info;
  }

  upload(values: TypedArray): GpuBuffer {
    return GpuBuffer.host(dtypeOfArray(values), values);
  }

  download(buffer: unknown): Promise<TypedArray> {
    return this.#evaluator.read(buffer as GpuBuffer);
  }

  downloadSync(buffer: unknown): TypedArray {
    return this.#evaluator.readSync(buffer as GpuBuffer);
  }

  free(buffer: unknown): void {
    (buffer as GpuBuffer).release(this.device);
  }

  run(op: AnyOp, inputs: readonly Tensor[], attrs: object, outputs: readonly TensorSpec[]): GpuBuffer[] {
    for (const { shape } of outputs) this.#requireCountable(op.name, shape);
    if (op.family !== 'indexing' && outputs.every(({ shape }) => sizeOf(shape) === 0)) {
      return outputs.map(({ dtype }) => GpuBuffer.constant(dtype, 0, 0));
    }
    const buffers = inputs.map((input) => input.storage.buffer as GpuBuffer);
    const ranges = buffers.map(({ range }) => range);
    const outputRanges = outputs.map((output) =>
      output.dtype === 'int32' ? resultRange(op.name, ranges, inputs, attrs) : undefined,
    );
    if (needsHost(op, buffers, attrs, outputRanges)) return this.#runOnHost(op, inputs, attrs, outputs);
    return runOnDevice(this.#evaluator, op, inputs, buffers, attrs, outputs, outputRanges);
  }

  /** Whole numbers that float32 cannot count: the reference kernel on values that the host has or can read at once. */
  #runOnHost(op: AnyOp, inputs: readonly Tensor[], attrs: object, outputs: readonly TensorSpec[]): GpuBuffer[] {
    const operands = inputs.map(({ shape, dtype, storage }): HostTensor => {
      const buffer = storage.buffer as GpuBuffer;
      if (buffer.onHost() === undefined && !this.canReadSync) {
        throw needsValues(
          op.name,
          'the result may leave ±2^24, so that it needs the values of an int32 operand',
          this.info.mode,
        );
      }
      return { shape, dtype, data: this.#evaluator.readSync(buffer) };
    });
    const results = outputs.map(
      ({ shape, dtype }): HostTensor => ({ shape, dtype, data: hostArray(dtype, sizeOf(shape)) }),
    );
    runOnHost(op, operands, attrs, results);
    return results.map(({ dtype, data }) => GpuBuffer.host(dtype, data));
  }

  #requireCountable(name: string, shape: readonly number[]): void {
    const { elements } = this.info.limits;
    if (sizeOf(shape) <= elements) return;
    throw new ShapeError(
      `${name}: ${formatShape(shape)} has ${sizeOf(shape)} elements, and the ${this.name} backend takes ${elements} at most; ` +
        'work in parts, or use the wasm backend',
    );
  }
}

const opened = new Map<Device, GpuBackend>();

/**
 * The gpu backend, opened at the first call; every later call with the same outcome returns the same backend.
 *
 * @param options.mode a mode of gpu.js, or `auto`: a graphics card through WebGPU, WebGL 2 or WebGL where there is one,
 *   otherwise the fastest that runs on the processor. `backend.info` says what it became.
 * @throws BackendUnavailableError with the reason and the remedy, when the mode cannot run here or gpu.js is missing
 * @example
 * const backend = await gpu();
 * const y = exp(tensor([0, 1], { backend }));
 * await y.data(); // [1, 2.7182817]
 */
export async function gpu(options: GpuOptions = {}): Promise<GpuBackend> {
  const device = await openDevice(options);
  const backend = opened.get(device) ?? new GpuBackend(device);
  opened.set(device, backend);
  return backend;
}
