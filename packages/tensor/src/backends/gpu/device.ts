/**
 * What the gpu backend asks of a device: arrays of float32 numbers that stay there, and kernels run on them. A kernel is
 * source text, made by the files beside this one; how a device runs it is in gpu-js-device.ts alone, so that no other
 * file knows gpu.js. All arrays are flat; shapes reach a kernel as plain numbers.
 */

/** The modes of gpu.js. `webgpu`, `webgl2`, `webgl` and `headlessgl` compute on a graphics driver, the others on the CPU. */
export const gpuModes = ['webgpu', 'webgl2', 'webgl', 'headlessgl', 'webasm', 'cpu'] as const;
export type GpuMode = (typeof gpuModes)[number];

/** What really runs. */
export interface GpuInfo {
  readonly mode: GpuMode;
  /** The driver's own name of the adapter, or of the CPU path. */
  readonly adapter: string;
  /** Whether the work is done by a processor after all: a software driver, webasm or cpu. */
  readonly software: boolean;
  /** In which arithmetic kernels compute; results are stored as float32 in every mode. */
  readonly precision: 'float32' | 'float64';
  /** Whether numbers below 1.18e-38 in magnitude become zero. */
  readonly flushesSubnormals: boolean;
  readonly limits: {
    /** Arrays that one kernel may read. */
    readonly arrays: number;
    /** Elements of one array; kernels compute indices in float32, which counts exactly up to 2²⁴. */
    readonly elements: number;
  };
}

export interface KernelSource {
  /** Equal keys mean equal sources; compiled kernels are kept by it. */
  readonly key: string;
  /**
   * The text of one function, made at the first use: `function (a0, a1, s0) {...}`. It returns the number for the output
   * element `this.thread.x`. Array parameters are read as flat `a0[i]`.
   */
  readonly source: () => string;
  /**
   * Elements that one thread computes, 1 when left out. With 4 the function returns `[e0, e1, e2, e3]`, the elements from
   * `4 * this.thread.x` on; what goes beyond the output's length is dropped.
   */
  readonly width?: 1 | 4;
  /**
   * Arrays that the kernel computes, 1 when left out: it returns its element of the first, and gives those of the others
   * to `output1(...)`, `output2(...)`, ... The width must be 4.
   */
  readonly outputs?: number;
}

/** An array on the device. Only its device looks inside. */
export interface DeviceArray {
  readonly length: number;
}

export interface Device {
  readonly info: GpuInfo;
  /** Whether `readSync` works. */
  readonly canReadSync: boolean;
  /**
   * Whether kernels of width 4 read four elements at a time: `a0[i]` is then `[e0, e1, e2, e3]`, the elements from 4i on,
   * and those beyond the array's length may be anything. Elsewhere `a0[i]` is always element i.
   */
  readonly readsFours: boolean;
  /** Arrays that one kernel can compute. */
  readonly maxOutputs: number;
  /** Arrays that are alive, and their bytes: what the leak tests watch. */
  readonly memory: { readonly arrays: number; readonly bytes: number };
  /** Kernels compiled so far. */
  readonly kernels: number;
  /** Copies values to the device; `values` may be changed afterwards. */
  upload(values: Float32Array): DeviceArray;
  /** Runs a kernel once for each of `length` output elements (1 or more). Arrays and numbers come in parameter order. */
  launch(kernel: KernelSource, length: number, parameters: readonly (DeviceArray | number)[]): DeviceArray;
  /** Runs a kernel of several outputs, all of that length. */
  launchAll(kernel: KernelSource, length: number, parameters: readonly (DeviceArray | number)[]): DeviceArray[];
  read(array: DeviceArray): Promise<Float32Array>;
  /** @throws AsyncReadError where the mode cannot */
  readSync(array: DeviceArray): Float32Array;
  /** Gives the memory back; launches that were asked for before still see it. */
  free(array: DeviceArray): void;
}
