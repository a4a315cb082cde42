/**
 * Mode webgpu, where a kernel's first call compiles it and every call returns a promise. Launches go through one queue:
 * an array is at hand at once, though what it holds is launched later, in the order asked for, and each kernel's size
 * is set only when its call before has been made. What goes wrong is kept with the array, and told when it is read.
 */
import { AsyncReadError, ContextLostError, InfogradError, OutOfMemoryError } from '../../errors.ts';
import type { DeviceArray, GpuInfo } from './device.ts';
import type { GpuJs, GpuJsBuffer, GpuJsInstance } from './gpu-js.ts';
import {
  type Allocation,
  GpuJsDevice,
  isSoftware,
  type Kernel,
  type ResidentArray,
  uploading,
} from './gpu-js-device.ts';

/** A buffer, or the reason why there is none. */
type Result = GpuJsBuffer | Error;

/** What is used of the objects of WebGPU. */
export interface WebGpuContext {
  readonly adapter: {
    readonly info?: {
      readonly vendor?: string;
      readonly architecture?: string;
      readonly device?: string;
      readonly description?: string;
      readonly isFallbackAdapter?: boolean;
    };
    readonly isFallbackAdapter?: boolean;
  };
  readonly device: {
    readonly limits: { readonly [name: string]: number };
    readonly lost: Promise<{ readonly message: string }>;
    onuncapturederror: ((event: { readonly error: Error }) => void) | null;
  };
}

export class WebGpuDevice extends GpuJsDevice<Result> {
  readonly canReadSync = false;
  private readonly uploader: Kernel;
  private queue: (() => void | Promise<void>)[] = [];
  private draining = false;
  private context: WebGpuContext | null = null;

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, info: GpuInfo) {
    super(gpuJs, gpu, info);
    this.uploader = this.compile(uploading, 1);
  }

  upload(values: Float32Array): DeviceArray {
    if (this.failure) throw this.failure;
    this.checkLength(values.length, 'the uploaded values');
    // gpu.js copies the values when it is called, which is now unless launches are waiting.
    const safe = this.draining ? values.slice() : values;
    return this.call(this.uploader, values.length, [new this.gpuJs.Input(safe, [values.length])]);
  }

  protected start(kernel: Kernel, length: number, parameters: readonly unknown[]): DeviceArray[] {
    const values = new Array<unknown>(parameters.length);
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i];
      values[i] = typeof parameter === 'number' ? parameter : (parameter as ResidentArray<Result>).allocation;
    }
    return [this.call(kernel, length, values)];
  }

  private call(kernel: Kernel, length: number, parameters: unknown[]): DeviceArray {
    const array = this.adopt(length, null);
    const { allocation } = array; // not the array: it may be lost before the queue comes to this
    this.enqueue(async () => {
      try {
        allocation.result = await this.callNow(kernel, length, parameters);
      } catch (cause) {
        allocation.result = this.explain(kernel, cause);
      }
    });
    return array;
  }

  private async callNow(kernel: Kernel, length: number, parameters: unknown[]): Promise<Result> {
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i];
      if (typeof parameter === 'number' || parameter instanceof this.gpuJs.Input) continue;
      const { result } = parameter as Allocation<Result>;
      if (result instanceof Error) return result; // the first failure is the one to tell
      parameters[i] = result;
    }
    this.resize(kernel, length);
    const result = (await kernel.run(...parameters)) as GpuJsBuffer;
    // In memory four by four is one by one, and only that is taken as an argument.
    result.output = [length];
    result.componentCount = 1;
    if (!kernel.proven) {
      this.prove(kernel);
      if (this.context === null) this.watch(kernel.run.kernel.context as WebGpuContext);
    }
    return result;
  }

  /** Errors that WebGPU reports outside of any promise: without this, wrong numbers and a line on the console. */
  private watch(context: WebGpuContext): void {
    this.context = context;
    context.device.lost.then(({ message }) => {
      this.failure ??= new ContextLostError(
        `The WebGPU device was lost${message ? ` (${message})` : ''}, and all arrays on it with it. Open the backend ` +
          'again and make the tensors anew from values that the program holds.',
      );
    });
    context.device.onuncapturederror = ({ error }) => {
      const outOfMemory = error.constructor.name === 'GPUOutOfMemoryError';
      this.failure ??= new (outOfMemory ? OutOfMemoryError : InfogradError)(
        `The WebGPU device reported an error, after which its results cannot be trusted: ${error.message.trim()} ` +
          `Open the backend again${outOfMemory ? ', and keep less on the device' : ''}.`,
      );
    };
  }

  describe(): Pick<GpuInfo, 'adapter' | 'software' | 'limits'> {
    const { adapter, device } = this.context!;
    const { vendor, architecture, device: model, description } = adapter.info ?? {};
    const names = [vendor, architecture, model, description].filter((name) => name);
    const name = [...new Set(names)].join(' ') || 'WebGPU';
    const { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    return {
      adapter: name,
      software: adapter.info?.isFallbackAdapter === true || adapter.isFallbackAdapter === true || isSoftware(name),
      limits: {
        arrays: Math.min(7, maxStorageBuffersPerShaderStage - 1), // the output takes one
        elements: Math.min(2 ** 24, Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / 4)),
      },
    };
  }

  private enqueue(job: () => void | Promise<void>): void {
    this.queue.push(job);
    if (!this.draining) void this.drain();
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.queue.length > 0) {
      const jobs = this.queue;
      this.queue = [];
      for (const job of jobs) {
        try {
          const running = job();
          if (running) await running;
        } catch (cause) {
          this.failure ??= new InfogradError(`The queue of WebGPU launches failed: ${cause}`, { cause });
        }
      }
    }
    this.draining = false;
  }

  protected release(allocation: Allocation<Result>): void {
    this.enqueue(() => {
      if (allocation.result && !(allocation.result instanceof Error)) allocation.result.delete();
      allocation.result = null;
    });
  }

  protected override destroy(kernel: Kernel): void {
    this.enqueue(() => super.destroy(kernel));
  }

  read(array: DeviceArray): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      const { allocation } = this.residentArray(array, 'a read');
      this.enqueue(() => {
        // Started here, after the launches before; awaited outside of the queue, which goes on meanwhile.
        this.readNow(allocation).then(resolve, reject);
      });
    });
  }

  private async readNow(allocation: Allocation<Result>): Promise<Float32Array> {
    const { result } = allocation;
    if (this.failure) throw this.failure;
    if (result instanceof Error) throw result;
    let values: Float32Array;
    try {
      values = await result!.toArray();
    } catch (cause) {
      await new Promise((resolve) => setTimeout(resolve, 0)); // a lost device is reported just after
      throw this.failure ?? new InfogradError(`An array could not be read in mode webgpu: ${cause}`, { cause });
    }
    if (this.failure) throw this.failure;
    return values;
  }

  readSync(): never {
    throw new AsyncReadError(
      'WebGPU has no synchronous read: use `await tensor.data()`, or a mode that can, such as webgl2 or webasm.',
    );
  }
}
