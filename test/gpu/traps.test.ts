// Where gpu.js, used as its examples show, gives wrong numbers or none without a word. Each trap is shown to be there,
// so that these guards can go when gpu.js mends it, and each guard is shown to hold. What every device must do
// whatever gpu.js does is in device-cases.ts.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BackendUnavailableError, InfogradError } from '@infograd/tensor';
import { jest } from '@jest/globals';
import type { KernelSource } from '../../packages/tensor/src/backends/gpu/device.ts';
import { type GpuJsKernelFunction, loadGpuJs } from '../../packages/tensor/src/backends/gpu/gpu-js.ts';
import type { GpuJsDevice } from '../../packages/tensor/src/backends/gpu/gpu-js-device.ts';
import { openDevice } from '../../packages/tensor/src/backends/gpu/open.ts';
import { checkLoss } from './device-cases.ts';
import { openInNode } from './open-in-node.ts';

const gpuJs = await loadGpuJs();
const webgpu = await openInNode('webgpu');
const withWebGpu = webgpu ? test : test.skip;
const hostModes = ['cpu', 'webasm'] as const;

/** A kernel with only the settings given, as a first-time user of gpu.js would make it. */
function plainKernel(mode: (typeof hostModes)[number], source: string, settings: object): GpuJsKernelFunction {
  return new gpuJs.GPU({ mode }).createKernel(source, settings as never);
}

function kernel(key: string, source: string): KernelSource {
  return { key: `trap:${key}`, source: () => source };
}

const double = kernel('double', 'function (a) { return a[this.thread.x] * 2; }');

describe.each(hostModes)('mode %s', (mode) => {
  let device: GpuJsDevice;
  beforeAll(async () => {
    device = await openDevice({ mode });
  });

  test('loops with a bound that is a parameter end after 1000 turns', async () => {
    const source = 'function (n) { let sum = 0.0; for (let i = 0; i < n; i++) { sum += 1.0; } return sum; }';
    expect(plainKernel(mode, source, { output: [1] })(2000)).toEqual(Float32Array.of(1000));
    expect(await device.read(device.launch(kernel('count', source), 1, [2000]))).toEqual(Float32Array.of(2000));
  });

  test('destroyed kernels are forgotten', async () => {
    const { kernels } = (device as unknown as { gpu: { kernels: unknown[] } }).gpu;
    const array = device.upload(Float32Array.of(1));
    const limit = device.kernelLimit;
    device.kernelLimit = 3;
    const at = (i: number) => kernel(`passing-${i}`, `function (a) { return a[0] + ${i}.0; }`);
    for (let i = 0; i < 8; i++) device.launch(at(i), 1, [array]);
    const before = kernels.length;
    for (let i = 8; i < 40; i++) device.launch(at(i), 1, [array]);
    expect(kernels.length).toBe(before);
    device.kernelLimit = limit;
  });
});

test('a kernel that mode webasm cannot do is moved to mode cpu', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const texture = { type: 'NumberTexture', toArray: () => Float32Array.of(1) };
  const source = 'function (a) { return a[this.thread.x]; }';
  const plain = plainKernel('webasm', source, { output: [1] });
  expect(plain(texture)).toEqual(Float32Array.of(1));
  expect(plain.kernel).toBeInstanceOf(gpuJs.CPUKernel);

  const device = await openDevice({ mode: 'webasm' });
  const array = device.upload(Float32Array.of(1));
  (array as unknown as { allocation: { result: unknown } }).allocation.result = texture;
  const moved = kernel('moved', source);
  for (let call = 0; call < 2; call++) {
    expect(() => device.launch(moved, 1, [array])).toThrow(InfogradError);
    expect(() => device.launch(moved, 1, [array])).toThrow(/'trap:moved' cannot run in mode webasm/);
  }
  warn.mockRestore();
});

test('in mode cpu the size of an input is fixed by the first call', async () => {
  const source = 'function (a) { return a[1][this.thread.x]; }';
  const plain = plainKernel('cpu', source, { output: [2], dynamicArguments: true });
  const input = (rows: number, columns: number) => {
    const values = Float32Array.from({ length: rows * columns }, (_, i) => i);
    return new gpuJs.Input(values, [columns, rows]);
  };
  expect(plain(input(2, 2))).toEqual(Float32Array.of(2, 3));
  expect(plain(input(2, 3))).not.toEqual(Float32Array.of(3, 4));

  const device = await openDevice({ mode: 'cpu' });
  const row = kernel('row', 'function (a, columns) { return a[columns + this.thread.x]; }');
  for (const columns of [2, 3, 5]) {
    const values = device.upload(Float32Array.from({ length: 2 * columns }, (_, i) => i));
    expect(await device.read(device.launch(row, 2, [values, columns]))).toEqual(Float32Array.of(columns, columns + 1));
  }
});

test('in mode cpu a kernel with pipeline alone writes every result into the one before', async () => {
  const plain = plainKernel('cpu', 'function (s) { return s; }', { output: [1], pipeline: true });
  const first = plain(1);
  plain(2);
  expect(first).toEqual(Float32Array.of(2));

  const device = await openDevice({ mode: 'cpu' });
  const same = kernel('same', 'function (s) { return s; }');
  const result = device.launch(same, 1, [1]);
  device.launch(same, 1, [2]);
  expect(await device.read(result)).toEqual(Float32Array.of(1));
});

test('GPU.isGPUSupported is true without any GPU', async () => {
  expect((gpuJs.GPU as unknown as { isGPUSupported: boolean }).isGPUSupported).toBe(true);
  for (const mode of ['webgl2', 'webgl'] as const) {
    const opening = openDevice({ mode });
    await expect(opening).rejects.toThrow(BackendUnavailableError);
    await expect(opening).rejects.toThrow(/cannot run here.*browser/);
  }
});

test('a mode that does not exist is refused', async () => {
  await expect(openDevice({ mode: 'gpu' as never })).rejects.toThrow(/'gpu'.*modes are webgpu, webgl2/);
});

test('arrays of two instances of gpu.js cannot be mixed, so that there is one', async () => {
  const devices = await Promise.all([openDevice({ mode: 'webasm' }), openDevice({ mode: 'webasm' })]);
  expect(devices[0]).toBe(devices[1]);
  const other = await openDevice({ mode: 'cpu' });
  const array = other.upload(Float32Array.of(1));
  expect(() => devices[0].launch(double, 1, [array])).toThrow(/another device/);
});

test('auto takes no software driver for a GPU', async () => {
  const { info } = await openDevice();
  expect(info.software ? info.mode : 'a GPU').toBe(info.software ? 'webasm' : 'a GPU');
});

/** Collects garbage until that frees no more arrays. */
async function collectGarbage(memory: { readonly arrays: number }): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let idle = 0; idle < 3; ) {
    const before = memory.arrays;
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    idle = memory.arrays === before ? idle + 1 : 0;
  }
}

describe.each(['cpu', 'webasm', 'webgpu'] as const)('arrays that are lost in mode %s', (mode) => {
  (mode === 'webgpu' ? withWebGpu : test)('are given back when garbage is collected', async () => {
    const device = await openDevice({ mode });
    await collectGarbage(device.memory); // what other tests left
    const kept = device.upload(Float32Array.of(1, 2));
    const before = { ...device.memory };
    for (let i = 0; i < 50; i++) device.launch(double, 2, [device.upload(Float32Array.of(i, i))]);
    await device.read(kept);
    expect(device.memory.arrays).toBe(before.arrays + 100);
    await collectGarbage(device.memory);
    expect(device.memory).toEqual(before);
    expect(await device.read(device.launch(double, 2, [kept]))).toEqual(Float32Array.of(2, 4));
  });
});

withWebGpu('mode webgpu sets no sizes while a first call is still compiling', async () => {
  const source = 'function (s) { return this.thread.x + s; }';
  const fresh = kernel('race', source);
  const results = [4, 2, 3].map((length) => webgpu!.launch(fresh, length, [length]));
  const lengths = await Promise.all(results.map(async (result) => (await webgpu!.read(result)).length));
  expect(lengths).toEqual([4, 2, 3]);
});

withWebGpu('in mode webgpu a failure reaches all that was computed from it, with the name of its kernel', async () => {
  const broken = kernel('broken', 'function (a) { return a[this.thread.x] + missing; }');
  const array = webgpu!.upload(Float32Array.of(1));
  const result = webgpu!.launch(double, 1, [webgpu!.launch(broken, 1, [array])]);
  await expect(webgpu!.read(result)).rejects.toThrow(/'trap:broken' failed in mode webgpu/);
  await expect(webgpu!.read(result)).rejects.toThrow(InfogradError);
  expect(await webgpu!.read(webgpu!.launch(double, 1, [array]))).toEqual(Float32Array.of(2));
});

withWebGpu('Node has no navigator after WebGPU was opened, unless it had one before', () => {
  expect((globalThis as { navigator?: { gpu?: unknown } }).navigator?.gpu).toBeUndefined();
});

withWebGpu('errors that WebGPU reports outside of promises are told at the next read', async () => {
  const device = await openDevice({ mode: 'webgpu' });
  const array = device.upload(Float32Array.of(1));
  await device.read(array);
  const { device: native } = (device as unknown as { context: { device: { createBuffer(options: object): unknown } } })
    .context;
  native.createBuffer({ size: 2 ** 45, usage: 128 }); // more than any limit
  await expect(device.read(array)).rejects.toThrow(/WebGPU device reported an error/);
  const next = await openDevice({ mode: 'webgpu' });
  expect(next).not.toBe(device);
  expect(await next.read(next.upload(Float32Array.of(3)))).toEqual(Float32Array.of(3));
});

withWebGpu('a lost WebGPU device says so, and can be opened again', async () => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => {});
  const device = await openDevice({ mode: 'webgpu' });
  const lose = () => (device as unknown as { context: { device: { destroy(): void } } }).context.device.destroy();
  await checkLoss(device, lose, () => openDevice({ mode: 'webgpu' }));
  error.mockRestore();
});

test('a program that leaves launches, failures and arrays behind ends by itself, silently', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const program = `
    import { openDevice } from '${new URL('../../packages/tensor/src/backends/gpu/open.ts', import.meta.url)}';
    for (const mode of ${JSON.stringify(webgpu ? [...hostModes, 'webgpu'] : hostModes)}) {
      const device = await openDevice({ mode });
      const array = device.upload(Float32Array.of(1, 2));
      device.launch({ key: 'fine', source: () => 'function (a) { return a[this.thread.x]; }' }, 2, [array]);
      const broken = { key: 'broken', source: () => 'function (a) { return a[this.thread.x] + missing; }' };
      try { device.launch(broken, 2, [array]); } catch {}
    }
    console.log('end');`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', './register.mjs', '--input-type=module', '--eval', program],
    { cwd: root, timeout: 25_000, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'end\n', stderr: '' });
});
