/**
 * Opens a mode for the tests of Node. Mode webgpu needs a Vulkan driver: one that is set up for the machine, or the
 * software driver that comes with Chromium. Without any, its tests are skipped, and why is printed.
 */
import { existsSync } from 'node:fs';
import { BackendUnavailableError } from '@infograd/tensor';
import type { GpuMode } from '../../packages/tensor/src/backends/gpu/device.ts';
import type { GpuJsDevice } from '../../packages/tensor/src/backends/gpu/gpu-js-device.ts';
import { openDevice } from '../../packages/tensor/src/backends/gpu/open.ts';

const chromiumDrivers = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'];

export async function openInNode(mode: GpuMode): Promise<GpuJsDevice | null> {
  if (mode === 'webgpu') {
    const driver = chromiumDrivers.find((path) => existsSync(path));
    if (driver) process.env.VK_DRIVER_FILES ??= driver;
  }
  try {
    return await openDevice({ mode });
  } catch (error) {
    if (mode !== 'webgpu' || !(error instanceof BackendUnavailableError)) throw error;
    process.stderr.write(`skipped: ${error.message}\n`);
    return null;
  }
}
