// What users read when a mode cannot run: each message gives the reason and what to do about it.
import { jest } from '@jest/globals';
import type { GpuMode } from '../../packages/tensor/src/backends/gpu/device.ts';

const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
  jest.resetModules();
});

/** The message with which a mode fails to open, where the named package is replaced. */
async function refusal(mode: GpuMode, packageName: string, factory: () => object): Promise<string> {
  process.env.VK_DRIVER_FILES = 'none.json';
  let message = 'no error';
  await jest.isolateModulesAsync(async () => {
    jest.unstable_mockModule(packageName, factory);
    const { openDevice } = await import('../../packages/tensor/src/backends/gpu/open.ts');
    await openDevice({ mode }).catch((error: Error) => {
      message = `${error.name}: ${error.message}`;
    });
    jest.unstable_unmockModule(packageName);
  });
  return message;
}

test('gpu.js is not installed', async () => {
  const missing = () => {
    throw new Error("Cannot find package 'gpu.js'");
  };
  expect(await refusal('cpu', 'gpu.js', missing)).toMatch(
    /^BackendUnavailableError: .*Cannot find package 'gpu.js'.*npm install gpu\.js@2\.24\.1/,
  );
});

test('the package webgpu is not installed, or does not load', async () => {
  const broken = () => {
    throw new Error("version `GLIBC_2.38' not found");
  };
  expect(await refusal('webgpu', 'webgpu', broken)).toMatch(
    /^BackendUnavailableError: Mode 'webgpu' .*GLIBC_2.38.*npm install webgpu/,
  );
});

test('WebGPU has no adapter', async () => {
  const empty = () => ({ create: () => ({ requestAdapter: async () => null }) });
  expect(await refusal('webgpu', 'webgpu', empty)).toMatch(
    /^BackendUnavailableError: Mode 'webgpu' .*no graphics adapter.*VK_DRIVER_FILES/,
  );
});

test('a kernel computes something else than it should', async () => {
  const { probe } = await import('../../packages/tensor/src/backends/gpu/probe.ts');
  const { openDevice } = await import('../../packages/tensor/src/backends/gpu/open.ts');
  const device = await openDevice({ mode: 'cpu' });
  const wrong = Object.create(device, { read: { value: async () => Float32Array.of(1, 2, 3, 4) } });
  wrong.upload = (values: Float32Array) => device.upload(values);
  wrong.launch = (...launch: Parameters<typeof device.launch>) => device.launch(...launch);
  wrong.free = (array: Parameters<typeof device.free>[0]) => device.free(array);
  await expect(probe(wrong)).rejects.toThrow(/computed \[1, 2, 3, 4\] instead of/);
});

test('headlessgl without its package or its display', async () => {
  const { openDevice } = await import('../../packages/tensor/src/backends/gpu/open.ts');
  await openDevice({ mode: 'headlessgl' }).then(
    (device) => expect(device.info.mode).toBe('headlessgl'), // where both are there
    (error: Error) => expect(error.message).toMatch(/cannot run here.*package gl.*xvfb-run/),
  );
});
