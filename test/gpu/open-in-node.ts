/**
 * Opens a mode for the tests of Node. Mode webgpu needs a Vulkan driver, which test/set-environment.ts
 * finds before the tests start. Without any, its tests are skipped, and why is printed.
 */
import { BackendUnavailableError } from '@infograd/tensor';
import type { GpuMode } from '../../packages/tensor/src/backends/gpu/device.ts';
import type { GpuJsDevice } from '../../packages/tensor/src/backends/gpu/gpu-js-device.ts';
import { openDevice } from '../../packages/tensor/src/backends/gpu/open.ts';

export async function openInNode(mode: GpuMode): Promise<GpuJsDevice | null> {
  try {
    return await openDevice({ mode });
  } catch (error) {
    if (mode !== 'webgpu' || !(error instanceof BackendUnavailableError)) throw error;
    process.stderr.write(`skipped: ${error.message}\n`);
    return null;
  }
}
