/**
 * What all devices on gpu.js have in common: arrays with an owner and a life, kernels compiled once and kept, and the
 * checks that gpu.js leaves out (a launch it cannot do right is refused here instead of answered with wrong numbers).
 * How a kernel is started and its result read differs by mode, and is in host-device.ts (cpu, webasm), webgl-device.ts
 * and webgpu-device.ts.
 */
import { DisposedError, InfogradError, ValueError } from '../../errors.ts';
import type { Device, DeviceArray, GpuInfo, KernelSource } from './device.ts';
import {
  type GpuJs,
  type GpuJsInstance,
  type GpuJsKernelFunction,
  type GpuJsKernelSettings,
  kernelClass,
} from './gpu-js.ts';

/** What outlives an array that was lost, so that its memory can still be given back. */
export interface Allocation<Result> {
  result: Result | null;
  readonly bytes: number;
}

/** An array on a device. */
export class ResidentArray<Result> implements DeviceArray {
  readonly length: number;
  readonly owner: object;
  readonly allocation: Allocation<Result>;
  freed = false;

  constructor(owner: object, length: number, allocation: Allocation<Result>) {
    this.owner = owner;
    this.length = length;
    this.allocation = allocation;
  }
}

export interface Kernel {
  readonly key: string;
  readonly run: GpuJsKernelFunction;
  /** Elements that one thread computes. */
  readonly width: 1 | 4;
  /** The output length that gpu.js has been told. */
  length: number;
  /** Whether a call has succeeded, so that it is known what runs it. */
  proven: boolean;
  lastUse: number;
}

export abstract class GpuJsDevice<Result = unknown> implements Device {
  info: GpuInfo;
  abstract readonly canReadSync: boolean;
  readonly readsFours: boolean = false;
  readonly maxOutputs: number = 1;
  readonly memory = { arrays: 0, bytes: 0 };
  kernels = 0;
  /** Kernels kept compiled; beyond it, the one that was unused for longest makes room. */
  kernelLimit = 1024;
  /** Why nothing on this device can be used any more, once that is so. */
  failure: InfogradError | null = null;

  protected readonly gpuJs: GpuJs;
  protected readonly gpu: GpuJsInstance;
  private readonly compiled = new Map<string, Kernel>();
  private uses = 0;
  /** Gives back the memory of arrays that nobody freed and nobody can reach. */
  private readonly lost = new FinalizationRegistry<Allocation<Result>>((allocation) => this.giveBack(allocation));

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, info: GpuInfo) {
    this.gpuJs = gpuJs;
    this.gpu = gpu;
    this.info = info;
  }

  /** What the driver says of itself, known once a kernel has run. */
  abstract describe(): Pick<GpuInfo, 'adapter' | 'software' | 'limits'>;
  abstract upload(values: Float32Array): DeviceArray;
  abstract read(array: DeviceArray): Promise<Float32Array>;
  abstract readSync(array: DeviceArray): Float32Array;
  /** Runs a kernel whose parameters have been checked. */
  protected abstract start(kernel: Kernel, length: number, parameters: readonly unknown[]): DeviceArray[];
  /** Deletes a result, after the launches that were asked for before. */
  protected abstract release(allocation: Allocation<Result>): void;

  launch(source: KernelSource, length: number, parameters: readonly (DeviceArray | number)[]): DeviceArray {
    return this.launchAll(source, length, parameters)[0];
  }

  launchAll(source: KernelSource, length: number, parameters: readonly (DeviceArray | number)[]): DeviceArray[] {
    if (this.failure) throw this.failure;
    this.checkLength(length, `the output of kernel '${source.key}'`);
    let arrays = 0;
    for (const parameter of parameters) {
      if (typeof parameter === 'number') continue;
      this.residentArray(parameter, `kernel '${source.key}'`);
      arrays++;
    }
    if (arrays > this.info.limits.arrays) {
      throw new ValueError(
        `Kernel '${source.key}' reads ${arrays} arrays, but in mode ${this.info.mode} a kernel reads ` +
          `${this.info.limits.arrays} at most; split it into several kernels.`,
      );
    }
    const { outputs = 1 } = source;
    if (outputs > this.maxOutputs) {
      throw new ValueError(
        `Kernel '${source.key}' computes ${outputs} arrays, but in mode ${this.info.mode} a kernel computes ` +
          `${this.maxOutputs} at most; split it into several kernels.`,
      );
    }
    return this.start(this.kernel(source, length), length, parameters);
  }

  free(array: DeviceArray): void {
    const resident = array as ResidentArray<Result>;
    if (resident.owner !== this || resident.freed) return;
    resident.freed = true;
    this.lost.unregister(resident);
    this.giveBack(resident.allocation);
  }

  protected adopt(length: number, result: Result | null): ResidentArray<Result> {
    const allocation: Allocation<Result> = { result, bytes: 4 * length };
    const array = new ResidentArray(this, length, allocation);
    this.memory.arrays++;
    this.memory.bytes += allocation.bytes;
    this.lost.register(array, allocation, array);
    return array;
  }

  private giveBack(allocation: Allocation<Result>): void {
    this.memory.arrays--;
    this.memory.bytes -= allocation.bytes;
    this.release(allocation);
  }

  protected residentArray(array: DeviceArray, user: string): ResidentArray<Result> {
    const resident = array as ResidentArray<Result>;
    if (resident.owner !== this) {
      throw new ValueError(`An array of another device was given to ${user}; read it there and upload it here.`);
    }
    if (resident.freed) {
      throw new DisposedError(`An array of ${array.length} elements was freed before ${user} used it.`);
    }
    return resident;
  }

  protected checkLength(length: number, what: string): void {
    const most = this.info.limits.elements;
    if (Number.isInteger(length) && length >= 1 && length <= most) return;
    throw new ValueError(
      `The length of ${what} is ${length}, but an array in mode ${this.info.mode} of the gpu backend has from 1 to ` +
        `${most} elements${length > most ? '; split the tensor, or use another backend' : ''}.`,
    );
  }

  protected kernel(source: KernelSource, length: number): Kernel {
    let kernel = this.compiled.get(source.key);
    if (kernel === undefined) {
      kernel = this.compile(source, length);
      this.makeRoom();
      this.compiled.set(source.key, kernel);
    }
    kernel.lastUse = ++this.uses;
    return kernel;
  }

  protected compile({ key, source, width = 1, outputs = 1 }: KernelSource, length: number): Kernel {
    const settings: GpuJsKernelSettings = {
      output: [Math.ceil(length / width)],
      precision: 'single',
      tactic: 'precision', // without it phones compute in 16 bits
      pipeline: true, // results stay on the device
      immutable: true, // and no later call writes over them
      dynamicOutput: true,
      dynamicArguments: true,
      loopMaxIterations: 2 ** 24, // loops are cut at 1000 otherwise, without a word
      optimizeFloatMemory: width === 1, // the layout that kernels of width 4 have by themselves
    };
    const names = Array.from({ length: outputs - 1 }, (_, i) => `output${i + 1}`);
    const run =
      outputs === 1
        ? this.gpu.createKernel(source(), settings)
        : this.gpu.createKernelMap(
            Object.fromEntries(names.map((name) => [name, `function ${name}(value) { return value; }`])),
            source(),
            settings,
          );
    this.kernels++;
    return { key, run, width, length, proven: false, lastUse: 0 };
  }

  /** Tells gpu.js how many elements the next call computes. */
  protected resize(kernel: Kernel, length: number): void {
    if (kernel.length === length) return;
    kernel.run.kernel.setOutput([Math.ceil(length / kernel.width)]);
    kernel.length = length;
  }

  /** gpu.js moves what a mode cannot do to the CPU; here that is an error. */
  protected prove(kernel: Kernel): void {
    const actual = kernel.run.kernel;
    if (!(actual instanceof kernelClass(this.gpuJs, this.info.mode))) {
      throw new InfogradError(
        `Kernel '${kernel.key}' cannot run in mode ${this.info.mode}: ${actual.fallbackReason ?? 'gpu.js replaced it'}.`,
      );
    }
    kernel.proven = true;
  }

  private makeRoom(): void {
    while (this.compiled.size >= this.kernelLimit) {
      let oldest: Kernel | undefined;
      for (const kernel of this.compiled.values()) {
        if (oldest === undefined || kernel.lastUse < oldest.lastUse) oldest = kernel;
      }
      this.compiled.delete(oldest!.key);
      this.destroy(oldest!);
    }
  }

  protected destroy(kernel: Kernel): void {
    kernel.run.kernel.destroy();
  }

  /** Says which kernel failed. */
  protected explain(kernel: Kernel, cause: unknown): Error {
    if (this.failure) return this.failure;
    if (cause instanceof InfogradError) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new InfogradError(`Kernel '${kernel.key}' failed in mode ${this.info.mode}: ${reason}`, { cause });
  }
}

/** Copies host values to where other kernels can read them. */
export const uploading: KernelSource = {
  key: 'upload',
  source: () => 'function (values) { return values[this.thread.x]; }',
};

/** Whether an adapter's name is that of a driver that computes on the CPU. */
export function isSoftware(adapter: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bwarp\b/i.test(adapter);
}
