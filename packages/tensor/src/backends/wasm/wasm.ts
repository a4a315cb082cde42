/**
 * The WebAssembly backend, the default one: tensors are addresses in one heap, and each op runs its SIMD kernel there.
 * Ops without a kernel, and dtypes that a kernel does not take (int32 arithmetic), run their reference kernel on views
 * of the same heap: the same numbers in the same place, only slower.
 */
import { bytesPerElement, type DType, hostView, type TypedArray } from '../../dtype.ts';
import type { AnyOp } from '../../op.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { Backend } from '../backend.ts';
import { runOnHost } from '../reference/run-on-host.ts';
import { address } from './address.ts';
import { kernelCall } from './kernel-call.ts';
import { type KernelModule, loadKernels } from './kernels.ts';
import { defaultThreads, requireThreads, type WasmInfo, type WasmOptions } from './options.ts';
import { chooseBlas } from './system-blas.ts';

export class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly dtypes: readonly DType[] = ['float32', 'int32', 'bool'];
  readonly canReadSync = true;
  private readonly module: KernelModule;

  constructor(module: KernelModule) {
    this.module = module;
  }

  /** How it runs. */
  get info(): WasmInfo {
    const { crew, singleReason, fma, blas, blasReason } = this.module;
    return {
      threads: crew?.threads ?? 1,
      threadsStarted: crew?.started ?? 1,
      threadsReason: singleReason ?? crew?.trouble,
      fma,
      blas: blas?.description,
      blasReason,
    };
  }

  /** Ends the worker threads, if any run; the backend goes on with the calling thread alone. */
  close(): void {
    this.module.crew?.close();
  }

  /** Bytes of the WebAssembly heap, in use or waiting to be reused. */
  get heapBytes(): number {
    return this.module.heap.bytes;
  }

  /** The names of the kernels that are there. */
  get kernelNames(): string[] {
    return Object.keys(this.module.kernels);
  }

  upload(values: TypedArray): number {
    const { heap } = this.module;
    const address = heap.allocate(values.byteLength);
    if (values instanceof Float32Array) heap.f32.set(values, address >>> 2);
    else if (values instanceof Int32Array) heap.i32.set(values, address >>> 2);
    else heap.u8.set(values as Uint8Array, address);
    return address;
  }

  downloadSync(buffer: unknown, dtype: DType, length: number): TypedArray {
    return this.view(buffer as number, dtype, length).slice();
  }

  async download(buffer: unknown, dtype: DType, length: number): Promise<TypedArray> {
    return this.downloadSync(buffer, dtype, length);
  }

  free(buffer: unknown, bytes: number): void {
    this.module.heap.free(buffer as number, bytes);
  }

  run(op: AnyOp, inputs: readonly Tensor[], attrs: object, outputs: readonly TensorSpec[]): number[] {
    const { heap } = this.module;
    const addresses = outputs.map(({ shape, dtype }) => heap.allocate(sizeOf(shape) * bytesPerElement[dtype]));
    try {
      if (!kernelCall(this.module, op, inputs, attrs, outputs, addresses)) {
        const operands = inputs.map((input) => this.hostTensor(input, address(input)));
        const results = outputs.map((output, i) => this.hostTensor(output, addresses[i]));
        runOnHost(op, operands, attrs, results);
      }
    } catch (error) {
      for (const [i, { shape, dtype }] of outputs.entries())
        heap.free(addresses[i], sizeOf(shape) * bytesPerElement[dtype]);
      throw error;
    }
    return addresses;
  }

  private hostTensor({ shape, dtype }: TensorSpec, address: number) {
    return { shape, dtype, data: this.view(address, dtype, sizeOf(shape)) };
  }

  private view(address: number, dtype: DType, length: number): TypedArray {
    return hostView(dtype, this.module.heap.memory.buffer, address, length);
  }
}

let singleton: WasmBackend | undefined;

/**
 * The WebAssembly backend. Without options it is the same one at every call; with options it is a new one, with a heap of its own.
 *
 * @throws BackendUnavailableError where WebAssembly SIMD is missing, or a BLAS library that was named cannot be used;
 *   ValueError for options that are out of range
 * @example wasm({ threads: 1 }).info.threads // 1
 */
export function wasm(options?: WasmOptions): WasmBackend {
  if (options !== undefined) return open(options);
  singleton ??= open({});
  return singleton;
}

function open({ threads = defaultThreads(), fma, blas }: WasmOptions): WasmBackend {
  const module = loadKernels({ threads: requireThreads(threads), fma });
  return new WasmBackend({ ...module, ...chooseBlas(blas, module.heap, threads) });
}
