/**
 * The part of gpu.js that this backend uses, with types of our own: those that gpu.js ships neither name every setting
 * nor say which calls return promises. gpu.js is loaded when a gpu backend is opened, and not before, so that those who
 * open none need not have it. No other file imports it.
 */
import { BackendUnavailableError } from '../../errors.ts';
import type { GpuMode } from './device.ts';
import type { OwnedTexture } from './webgl-textures.ts';

/** The version that this backend was written and measured against. */
export const gpuJsVersion = '2.24.1';

/** A result that stays on a WebGPU device. */
export interface GpuJsBuffer {
  /** How many numbers, four by four if `componentCount` is 4. */
  output: readonly number[];
  componentCount: number;
  toArray(): Promise<Float32Array>;
  delete(): void;
}

/** What a kernel returns: in modes cpu and webasm the numbers themselves, in one array or four by four. */
export type GpuJsResult = Float32Array | Float32Array[] | OwnedTexture | GpuJsTextures | GpuJsBuffer;

/** The results of a kernel of several outputs: `result`, and the others by name. */
export interface GpuJsTextures {
  readonly result: OwnedTexture;
  readonly [output: string]: OwnedTexture;
}

/** Flat values for a kernel that reads memory of the host. */
export interface GpuJsInput {
  readonly value: Float32Array;
}

/** The object behind a kernel function. */
export interface GpuJsKernel {
  /** A WebGL context, or the adapter and the device of WebGPU. */
  readonly context: unknown;
  readonly canvas: unknown;
  /** Why a kernel was moved to the cpu mode, if it was. */
  readonly fallbackReason?: string;
  /** WebAssembly modules kept, one for each combination of sizes. */
  moduleCacheLimit?: number;
  setOutput(output: readonly number[]): unknown;
  destroy(): void;
}

/** A compiled kernel: called with its arguments it returns a result, and in mode webgpu a promise of one. */
export interface GpuJsKernelFunction {
  (...parameters: readonly unknown[]): GpuJsResult | Promise<GpuJsResult>;
  readonly kernel: GpuJsKernel;
}

export interface GpuJsKernelSettings {
  readonly output: readonly number[];
  readonly precision: 'single';
  readonly tactic: 'precision';
  readonly pipeline: boolean;
  readonly immutable: boolean;
  readonly dynamicOutput: boolean;
  readonly dynamicArguments: boolean;
  readonly loopMaxIterations: number;
  /** WebGL: four numbers in each texel instead of one. */
  readonly optimizeFloatMemory: boolean;
}

/** What webgl-kernel.ts changes in the WebGL kernels. */
export interface GpuJsKernelClass {
  new (
    ...parameters: never[]
  ): {
    readonly context: WebGLRenderingContext | WebGL2RenderingContext;
    readonly framebuffer: WebGLFramebuffer;
    readonly output: readonly number[];
    readonly subKernels: readonly { readonly property: string }[];
    readonly optimizeFloatMemory: boolean;
    /** Width and height of the output's texture, and of the largest so far. */
    texSize: Int32Array;
    readonly maxTexSize: readonly number[];
    updateMaxTexSize(): void;
    drawBuffersMap: readonly number[];
    /** Make textures for the outputs, when the kernel is built and whenever its size changes. */
    _setupOutputTexture(): void;
    _setupSubOutputTextures(): void;
    /** Before each draw, make others if the last result is still held. */
    _replaceOutputTexture(): void;
    _replaceSubOutputTextures(): void;
    /** The results of a draw. */
    renderTexture(): object;
    renderKernelsToTextures(): object;
    /** Called for each texture that a kernel is given. */
    updateTextureArgumentRefs(): void;
  };
  /** The text of every shader, with gaps for what differs. */
  readonly fragmentShader: string;
}

export interface GpuJsInstance {
  /** All kernels that have not been destroyed. */
  readonly kernels: GpuJsKernel[];
  /** What `createKernel` makes instances of. */
  Kernel: GpuJsKernelClass;
  createKernel(source: string, settings: GpuJsKernelSettings): GpuJsKernelFunction;
  /** WebGL: a kernel of several outputs, the further ones being what it calls the given functions with. */
  createKernelMap(
    outputs: Readonly<Record<string, string>>,
    source: string,
    settings: GpuJsKernelSettings,
  ): GpuJsKernelFunction;
}

export interface GpuJs {
  readonly GPU: new (settings: { mode: GpuMode; context?: unknown; canvas?: unknown }) => GpuJsInstance;
  readonly Input: new (value: Float32Array, size: readonly number[]) => GpuJsInput;
  readonly CPUKernel: KernelClass;
  readonly WebAssemblyKernel: KernelClass;
  readonly HeadlessGLKernel: KernelClass;
  readonly WebGLKernel: KernelClass;
  readonly WebGL2Kernel: KernelClass;
  readonly WebGPUKernel: KernelClass;
}

/** Classes are compared by identity: minifiers change their names. */
type KernelClass = abstract new (...parameters: never[]) => object;

export function kernelClass(gpuJs: GpuJs, mode: GpuMode): KernelClass {
  switch (mode) {
    case 'webgpu':
      return gpuJs.WebGPUKernel;
    case 'webgl2':
      return gpuJs.WebGL2Kernel;
    case 'webgl':
      return gpuJs.WebGLKernel;
    case 'headlessgl':
      return gpuJs.HeadlessGLKernel;
    case 'webasm':
      return gpuJs.WebAssemblyKernel;
    case 'cpu':
      return gpuJs.CPUKernel;
  }
}

/** @throws BackendUnavailableError if gpu.js is not installed */
export async function loadGpuJs(): Promise<GpuJs> {
  // In a browser gpu.js puts itself into the place of WebGPU's global class `GPU`; others may need that.
  const native = Object.getOwnPropertyDescriptor(globalThis, 'GPU');
  let module: object;
  try {
    module = await import('gpu.js');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackendUnavailableError(
      `The gpu backend runs on gpu.js, which could not be loaded: ${reason}. ` +
        `Install it beside @infograd/tensor: npm install gpu.js@${gpuJsVersion}`,
      { cause },
    );
  }
  if (native) Object.defineProperty(globalThis, 'GPU', native);
  // A CommonJS module: its exports are names here, under Node, and the default export there, in bundles for browsers.
  const exports = module as GpuJs & { readonly default?: GpuJs };
  return exports.WebGPUKernel ? exports : exports.default!;
}
