// The gpu backend passes the suite that every backend passes, in each mode that Node can open.
import { BackendUnavailableError } from '@infograd/tensor';
import { type GpuMode, gpu } from '@infograd/tensor/gpu';
import { declareCases, declareSkipped } from '../conformance/declare.ts';
import { gpuTraits } from '../conformance/gpu-traits.ts';
import { conformanceCases, conformanceNames } from '../conformance/index.ts';

const modes: readonly GpuMode[] = ['cpu', 'webasm', 'webgpu'];

for (const mode of modes) {
  const label = `gpu in mode ${mode} (Node)`;
  const backend = await gpu({ mode }).catch((error: unknown) => {
    if (error instanceof BackendUnavailableError) return error;
    throw error;
  });
  describe(label, () => {
    if (backend instanceof Error) declareSkipped(label, conformanceNames(), backend.message);
    else declareCases(`${label}, ${backend.info.adapter}`, conformanceCases(backend, gpuTraits(backend)), 180_000);
  });
}
