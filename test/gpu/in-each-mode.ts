/** What the tests of the gpu backend share: every mode that Node can open, and counts of what a device is asked to do. */

import { type Backend, BackendUnavailableError, reference, scope, type Tensor } from '@infograd/tensor';
import { type GpuBackend, type GpuMode, gpu } from '@infograd/tensor/gpu';
import { mismatch, type Tolerance } from '@infograd/tensor/testing';
import { afterEach, describe, expect, jest, test } from '@jest/globals';

const modes: readonly GpuMode[] = ['cpu', 'webasm', 'webgpu'];

/** Declares tests for each mode; after each test, the device must be as empty as before it. */
export async function inEachMode(declare: (backend: GpuBackend) => void): Promise<void> {
  for (const mode of modes) {
    const backend = await gpu({ mode }).catch((error: unknown) => {
      if (error instanceof BackendUnavailableError) return error;
      throw error;
    });
    describe(`in mode ${mode}`, () => {
      if (backend instanceof Error) {
        test.skip(`not here: ${backend.message}`, () => {});
        return;
      }
      afterEach(() => {
        jest.restoreAllMocks();
        expect(backend.device.memory).toEqual({ arrays: 0, bytes: 0 });
      });
      declare(backend);
    });
  }
}

/** Values, read and disposed. */
export async function take(make: () => Tensor): Promise<number[]> {
  const result = scope(make);
  try {
    return Array.from(await result.data());
  } finally {
    result.dispose();
  }
}

/** Runs the same code on both backends; elements must agree, exactly if no tolerance is given. */
export async function expectSame(
  backend: Backend,
  make: (backend: Backend) => Tensor,
  tolerance: Tolerance = { ulp: 0 },
): Promise<void> {
  const [actual, expected] = [await take(() => make(backend)), await take(() => make(reference()))];
  expect(mismatch(actual, expected, tolerance)).toBeUndefined();
}

/** From now on, the keys of the kernels that run, and the lengths of the arrays that are uploaded. */
export function watch({ device }: GpuBackend): { launches: string[]; uploads: number[] } {
  const seen: { launches: string[]; uploads: number[] } = { launches: [], uploads: [] };
  const { launch, upload } = device;
  jest.spyOn(device, 'launch').mockImplementation((kernel, length, parameters) => {
    seen.launches.push(kernel.key);
    return launch.call(device, kernel, length, parameters);
  });
  jest.spyOn(device, 'upload').mockImplementation((values) => {
    seen.uploads.push(values.length);
    return upload.call(device, values);
  });
  return seen;
}
