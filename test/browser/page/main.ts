/**
 * The page under test: it opens a backend and runs its conformance cases, and those of its device, by name, as the test
 * outside asks. It holds no expectations of its own.
 */
import { BackendUnavailableError, wasm } from '@infograd/tensor';
import { type GpuMode, gpu } from '@infograd/tensor/gpu';
import { gpuTraits } from '../../conformance/gpu-traits.ts';
import { type Case, conformanceCases, exactTraits } from '../../conformance/index.ts';
import { deviceCases, type TestedDevice } from '../../gpu/device-cases.ts';

/** What opening found. */
export interface OpenedPage {
  /** What really runs. */
  readonly adapter: string;
  readonly names: readonly Pick<Case, 'group' | 'name'>[];
}

/** What the test outside may call. */
export interface ConformancePage {
  open(mode: 'wasm' | GpuMode): Promise<OpenedPage | { readonly unavailable: string }>;
  /** Runs one case of the backend that is open; rejects when it fails. */
  run(group: string, name: string): Promise<void>;
}

let cases: Case[] = [];

const conformance: ConformancePage = {
  open: async (mode) => {
    let adapter = 'WebAssembly';
    if (mode === 'wasm') {
      cases = conformanceCases(wasm(), { ...exactTraits, backendBytes: () => wasm().heapBytes });
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

Object.assign(globalThis, { conformance });
