/** Mutual information on the gpu backend, in the mode that every machine has: the same results as on wasm. */

import { gaussianMutualInformation, MutualInformationEstimator, mutualInformation } from '@infograd/mine';
import { correlatedGaussians } from '@infograd/mine/distributions';
import { AsyncReadError, BackendUnavailableError, memory, wasm } from '@infograd/tensor';
import { GpuBackend, gpu } from '@infograd/tensor/gpu';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { correlated, quick } from './small-data.ts';

jest.setTimeout(300_000);

const { x, y } = correlated(1000, 0.8);
const short = { ...quick, steps: 30 };

afterEach(() => expect(memory().tensors).toBe(0));

describe('on the gpu backend in webasm', () => {
  test('the first 50 steps follow the curve on wasm, with the same seed', async () => {
    const samples = correlatedGaussians({ rho: 0.75 }).sample(10_000, 0);
    const curveOn = async (backend: 'wasm' | Awaited<ReturnType<typeof gpu>>) =>
      (
        await mutualInformation(samples.x, samples.y, {
          backend,
          steps: 50,
          evaluateEvery: 1,
          hidden: [32, 32],
          estimator: 'mine',
        })
      ).history;
    const onWasm = await curveOn('wasm');
    const onGpu = await curveOn(await gpu({ mode: 'webasm' }));
    expect(onGpu.map(({ step }) => step)).toEqual(Array.from({ length: 51 }, (_, step) => step));
    for (const [i, { train, validation }] of onWasm.entries()) {
      expect(Math.abs(onGpu[i].train - train)).toBeLessThan(1e-2);
      expect(Math.abs(onGpu[i].validation - validation)).toBeLessThan(1e-2);
    }
  });

  test('MINE is within 0.03 nats of the truth at a correlation of 0.75', async () => {
    const { sample, mutualInformation: truth } = correlatedGaussians({ rho: 0.75 });
    const samples = sample(10_000, 0);
    const options = { steps: 600, hidden: [32, 32], estimator: 'mine' } as const;
    const result = await mutualInformation(samples.x, samples.y, {
      ...options,
      backend: await gpu({ mode: 'webasm' }),
    });
    const onWasm = await mutualInformation(samples.x, samples.y, options);
    expect(truth).toBeCloseTo(0.4133, 4);
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.03);
    expect(Math.abs(result.mi - onWasm.mi)).toBeLessThan(0.01);
  });

  test('the result says what ran', async () => {
    const backend = await gpu({ mode: 'webasm' });
    const result = await mutualInformation(x, y, { ...short, backend });
    const { adapter, precision } = backend.info;
    expect(result.backend).toBe('gpu-webasm');
    expect(result.gpu).toEqual({ mode: 'webasm', adapter, software: true, precision });
    expect(JSON.parse(JSON.stringify(result)).gpu.mode).toBe('webasm');
    expect('gpu' in (await mutualInformation(x, y, short))).toBe(false);
  });

  test('a fitted estimator moves to wasm through a file, and gives the same numbers there', async () => {
    using estimator = new MutualInformationEstimator({ ...quick, backend: await gpu({ mode: 'webasm' }) });
    const { mi, stdError } = await estimator.fit(x, y);
    expect(Math.abs(mi - gaussianMutualInformation({ rho: 0.8 }))).toBeLessThan(4 * stdError);
    using copy = await MutualInformationEstimator.load(await estimator.save(), { backend: wasm() });
    const [there, here] = [await copy.score(x, y), await estimator.score(x, y)];
    for (const [i, score] of there.entries()) expect(score).toBeCloseTo(here[i], 4);
  });
});

describe('an asynchronous device', () => {
  /** The webasm device without synchronous reading, as WebGPU has it. */
  async function asynchronous(onRead = () => {}): Promise<GpuBackend> {
    const { device } = await gpu({ mode: 'webasm' });
    return new GpuBackend({
      info: device.info,
      canReadSync: false,
      readsFours: device.readsFours,
      maxOutputs: device.maxOutputs,
      memory: device.memory,
      kernels: device.kernels,
      upload: (values) => device.upload(values),
      launch: (kernel, length, parameters) => device.launch(kernel, length, parameters),
      launchAll: (kernel, length, parameters) => device.launchAll(kernel, length, parameters),
      read: (array) => {
        onRead();
        return device.read(array);
      },
      readSync: () => {
        throw new AsyncReadError('a synchronous read');
      },
      free: (array) => device.free(array),
    });
  }

  test('is never read synchronously: not in training, reading, scoring, saving or loading', async () => {
    const backend = await asynchronous();
    using estimator = new MutualInformationEstimator({ ...short, backend });
    await estimator.fit(x, y);
    await estimator.estimate(x, y);
    using copy = await MutualInformationEstimator.load(await estimator.save(), { backend });
    expect(await copy.score(x, y)).toEqual(await estimator.score(x, y));
  });

  test('is read as often after many steps as after few: at checks alone', async () => {
    const readsOf = async (steps: number) => {
      let reads = 0;
      const backend = await asynchronous(() => reads++);
      await mutualInformation(x, y, { ...short, steps, evaluateEvery: 1000, backend });
      return reads;
    };
    expect(await readsOf(40)).toBe(await readsOf(4));
  });
});

describe("the name 'gpu'", () => {
  test('opens the best mode there is', async () => {
    const { backend, gpu: run } = await mutualInformation(x, y, { ...short, backend: 'gpu' });
    expect(run?.mode).toBe((await gpu()).info.mode);
    expect(backend).toBe(`gpu-${run?.mode}`);
  });

  test('a mode that is not here is refused with reason and remedy', async () => {
    await expect(gpu({ mode: 'webgl2' })).rejects.toThrow(BackendUnavailableError);
  });
});
