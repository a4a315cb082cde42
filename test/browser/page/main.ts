/**
 * The page under test: it opens a backend and runs its conformance cases, and those of its device, by name, as the test
 * outside asks. It holds no expectations of its own.
 */
import { BackendUnavailableError, exp, ones, scope, wasm } from '@infograd/tensor';
import { type GpuMode, gpu } from '@infograd/tensor/gpu';
import { loadKernels } from '../../../packages/tensor/src/backends/wasm/kernels.ts';
import { WasmBackend } from '../../../packages/tensor/src/backends/wasm/wasm.ts';
import { gpuTraits } from '../../conformance/gpu-traits.ts';
import { type Case, conformanceCases, exactTraits } from '../../conformance/index.ts';
import { deviceCases, type TestedDevice } from '../../gpu/device-cases.ts';

/** What opening found. */
export interface OpenedPage {
  /** What really runs. */
  readonly adapter: string;
  readonly names: readonly Pick<Case, 'group' | 'name'>[];
}

/** wasm-threads gives every op to three threads, however small it is. */
export type TestedMode = 'wasm' | 'wasm-threads' | GpuMode;

/** What the test outside may call. */
export interface ConformancePage {
  open(mode: TestedMode): Promise<OpenedPage | { readonly unavailable: string }>;
  /** Runs one case of the backend that is open; rejects when it fails. */
  run(group: string, name: string): Promise<void>;
}

let cases: Case[] = [];

const conformance: ConformancePage = {
  open: async (mode) => {
    let adapter: string;
    if (mode === 'wasm' || mode === 'wasm-threads') {
      const backend = mode === 'wasm' ? wasm() : new WasmBackend(loadKernels({ threads: 3, grainLimit: 1 }));
      cases = conformanceCases(backend, { ...exactTraits, backendBytes: () => backend.heapBytes });
      adapter = await describeThreads(backend);
    } else {
      const backend = await gpu({ mode }).catch((error: unknown) => {
        if (error instanceof BackendUnavailableError) return error;
        throw error;
      });
      if (backend instanceof Error) return { unavailable: backend.message };
      const device = backend.device as TestedDevice;
      const ofDevice = deviceCases(device).map((each): Case => ({ group: 'device', ...each }));
      cases = [...conformanceCases(backend, gpuTraits(backend)), ...ofDevice];
      adapter = backend.info.adapter;
    }
    return { adapter, names: cases.map(({ group, name }) => ({ group, name })) };
  },
  run: (group, name) => {
    const found = cases.find((each) => each.group === group && each.name === name);
    if (found === undefined) throw new Error(`there is no case '${name}' in '${group}'`);
    return found.run();
  },
};

/** Threads start at the first work, and only when the page has a moment for them. */
async function describeThreads(backend: WasmBackend): Promise<string> {
  for (let wait = 0; wait < 100 && backend.info.threadsStarted < backend.info.threads; wait++) {
    scope(() => void exp(ones([1_000_000], { backend })));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { threads, threadsStarted, threadsReason } = backend.info;
  return `WebAssembly, ${threadsStarted} of ${threads} threads${threadsReason ? `: ${threadsReason}` : ''}`;
}

Object.assign(globalThis, { conformance });
