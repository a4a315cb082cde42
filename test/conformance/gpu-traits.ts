/** What a gpu backend may do differently, from what its device says of itself. */
import type { GpuBackend } from '@infograd/tensor/gpu';
import type { Traits } from './case.ts';

/**
 * Graphics drivers promise division to 2.5 ulp only; cpu and webasm divide as IEEE 754 has it. Functions are held to the
 * 4 ulp that the backend promises in every mode. What float32 cannot count must be refused, or right.
 */
export function gpuTraits({ info, device }: GpuBackend): Traits {
  return {
    flushesSubnormals: info.flushesSubnormals,
    roundsDivision: info.mode === 'cpu' || info.mode === 'webasm',
    functionUlp: 4,
    elements: info.limits.elements,
    backendBytes: () => device.memory.bytes,
  };
}
