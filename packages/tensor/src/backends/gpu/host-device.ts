/**
 * The modes that compute on the CPU: cpu (JavaScript) and webasm (WebAssembly SIMD). An array is a Float32Array, and a
 * launch returns when it is done; so uploading is copying, and reading is copying too.
 */
import type { DeviceArray, GpuInfo } from './device.ts';
import { type Allocation, GpuJsDevice, type Kernel, type ResidentArray } from './gpu-js-device.ts';

/** Bytes of WebAssembly memory that one kernel may hold on to, for calls of the same sizes to come. */
const moduleBytes = 2 ** 24;
/** WebAssembly modules that one kernel may keep. */
const moduleLimit = 64;

export class HostDevice extends GpuJsDevice<Float32Array> {
  readonly canReadSync = true;

  describe(): Pick<GpuInfo, 'adapter' | 'software' | 'limits'> {
    const { adapter, software, limits } = this.info; // known beforehand
    return { adapter, software, limits };
  }

  upload(values: Float32Array): DeviceArray {
    this.checkLength(values.length, 'the uploaded values');
    return this.adopt(values.length, values.slice());
  }

  protected start(kernel: Kernel, length: number, parameters: readonly unknown[]): DeviceArray[] {
    const values = new Array<unknown>(parameters.length);
    let elements = length;
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i];
      if (typeof parameter === 'number') {
        values[i] = parameter;
        continue;
      }
      const array = parameter as ResidentArray<Float32Array>;
      values[i] = array.allocation.result;
      elements += array.length;
    }
    // A module of webasm is made for given sizes and keeps its memory: many small ones are worth keeping, large ones not.
    kernel.run.kernel.moduleCacheLimit = Math.min(moduleLimit, Math.ceil(moduleBytes / (4 * elements)));
    try {
      this.resize(kernel, length);
      const result = kernel.run(...values) as Float32Array | Float32Array[];
      if (!kernel.proven) this.prove(kernel);
      return [this.adopt(length, result instanceof Float32Array ? result : flat(result, length))];
    } catch (cause) {
      throw this.explain(kernel, cause);
    }
  }

  protected release(allocation: Allocation<Float32Array>): void {
    allocation.result = null;
  }

  protected override destroy(kernel: Kernel): void {
    super.destroy(kernel);
    const { kernels } = this.gpu;
    const index = kernels.indexOf(kernel.run.kernel);
    if (index !== -1) kernels.splice(index, 1); // mode cpu forgets to
  }

  async read(array: DeviceArray): Promise<Float32Array> {
    return this.readSync(array);
  }

  readSync(array: DeviceArray): Float32Array {
    return this.residentArray(array, 'a read').allocation.result!.slice();
  }
}

/** Numbers that came four by four. */
function flat(fours: readonly Float32Array[], length: number): Float32Array {
  const values = new Float32Array(4 * fours.length);
  for (let i = 0; i < fours.length; i++) values.set(fours[i], 4 * i);
  return values.length === length ? values : values.slice(0, length);
}
