/**
 * Tries the backends of this machine. A backend counts as found when a small product on it comes out right; one that is
 * not says why, and what would help.
 */
import { type Backend, matmul, reference, scope, tensor, type WasmInfo, wasm } from '@infograd/tensor';
import { type GpuInfo, type GpuMode, gpu } from '@infograd/tensor/gpu';
import { gpuModes } from './gpu.ts';

/** Whether something works, and what it is or why it does not. */
interface Finding {
  readonly works: boolean;
  readonly detail: string;
}

export interface HostBackendReport extends Finding {
  readonly name: 'wasm' | 'reference';
  readonly simd: boolean;
  readonly threads: number;
  /** Of the wasm backend: whether products use fused multiply-add. */
  readonly fma?: boolean;
  /** Of a heap of its own, in bytes. */
  readonly heapBytes?: number;
  /** Of the wasm backend: the BLAS library that `--blas auto`, or the environment, gives it, or why there is none. */
  readonly blas?: string;
  readonly blasReason?: string;
}

export interface GpuModeReport extends Finding, Partial<GpuInfo> {
  readonly mode: GpuMode;
}

export interface GpuReport extends Finding {
  readonly name: 'gpu';
  readonly modes: readonly GpuModeReport[];
}

export type BackendReport = HostBackendReport | GpuReport;

/** The backends in the order of preference; the first is the default. */
export async function examineBackends(): Promise<readonly [HostBackendReport, HostBackendReport, GpuReport]> {
  return [await examineWasm(), await examineReference(), await examineGpu()];
}

async function examineWasm(): Promise<HostBackendReport> {
  try {
    const backend = wasm();
    await probe(backend);
    const { heapBytes, kernelNames, info } = backend;
    const detail = `${kernelNames.length} SIMD kernels`;
    const { threads, fma } = info;
    return { name: 'wasm', works: true, detail, simd: true, fma, threads, heapBytes, ...findBlas(info) };
  } catch (error) {
    return { name: 'wasm', works: false, detail: (error as Error).message, simd: false, threads: 1 };
  }
}

/** The library in use or, where none was asked for, the one that would be. */
function findBlas(info: WasmInfo): Pick<WasmInfo, 'blas' | 'blasReason'> {
  const { blas, blasReason } = (info.blas ?? info.blasReason) ? info : wasm({ threads: 1, blas: 'auto' }).info;
  return { blas, blasReason };
}

async function examineReference(): Promise<HostBackendReport> {
  const facts = { name: 'reference', simd: false, threads: 1 } as const;
  try {
    await probe(reference());
    return { ...facts, works: true, detail: 'plain loops with float64 sums: the specification' };
  } catch (error) {
    return { ...facts, works: false, detail: (error as Error).message };
  }
}

async function examineGpu(): Promise<GpuReport> {
  const modes: GpuModeReport[] = [];
  // One after another: drivers share the process.
  for (const mode of gpuModes) modes.push(await examineMode(mode));
  try {
    const { info } = await gpu();
    const card = info.software ? 'no graphics card found' : `a graphics card: ${info.adapter}`;
    return { name: 'gpu', works: true, detail: `${card}; --backend gpu runs in ${info.mode} mode`, modes };
  } catch (error) {
    return { name: 'gpu', works: false, detail: (error as Error).message, modes };
  }
}

async function examineMode(mode: GpuMode): Promise<GpuModeReport> {
  try {
    const backend = await gpu({ mode });
    await probe(backend);
    const { adapter, software, precision, flushesSubnormals, limits } = backend.info;
    const detail = software ? 'software on the processor' : 'a graphics card';
    return { mode, works: true, detail, adapter, software, precision, flushesSubnormals, limits };
  } catch (error) {
    return { mode, works: false, detail: (error as Error).message };
  }
}

async function probe(backend: Backend): Promise<void> {
  const product = scope(() => {
    const matrix = tensor([1, 2, 3, 4], { shape: [2, 2], backend });
    return matmul(matrix, matrix);
  });
  const values = Array.from(await product.data());
  product.dispose();
  if (values.join() !== '7,10,15,22') throw new Error(`a 2 by 2 product came out as ${values.join(', ')}`);
}
