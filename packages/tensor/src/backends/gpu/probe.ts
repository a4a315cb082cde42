/**
 * A small computation with a known result, run on a device before anyone relies on it: it proves that kernels run at
 * all, and measures in which arithmetic. What a driver says of itself is not asked here.
 */
import { BackendUnavailableError } from '../../errors.ts';
import type { Device, GpuInfo, KernelSource } from './device.ts';

const weightedSum: KernelSource = {
  key: 'probe:weighted-sum',
  source: () =>
    'function (a, b, scale) { let sum = 0.5; for (let i = 0; i < 3; i++) { sum += a[i] * b[this.thread.x] * scale; } return sum; }',
};

const roundingError: KernelSource = {
  key: 'probe:rounding-error',
  source: () => 'function (a, tiny) { return (a[this.thread.x] + tiny) - a[this.thread.x]; }',
};

const product: KernelSource = {
  key: 'probe:product',
  source: () => 'function (a, tiny) { return a[this.thread.x] * tiny; }',
};

/** @throws BackendUnavailableError if the device gives a wrong result */
export async function probe(device: Device): Promise<Pick<GpuInfo, 'precision' | 'flushesSubnormals'>> {
  const a = device.upload(Float32Array.of(1, 2, 4));
  const b = device.upload(Float32Array.of(1, -3, 5, 0.25));
  const sums = device.launch(weightedSum, 4, [a, b, 1.5]);
  const errors = device.launch(roundingError, 1, [a, 2 ** -30]);
  const products = device.launch(product, 1, [a, 1e-40]);
  const [sum, error, tiny] = await Promise.all([device.read(sums), device.read(errors), device.read(products)]);
  for (const array of [a, b, sums, errors, products]) device.free(array);
  const expected = [11, -31, 53, 3.125];
  if (sum.length !== 4 || expected.some((value, i) => sum[i] !== value)) {
    throw new BackendUnavailableError(
      `a first kernel computed [${sum.join(', ')}] instead of [${expected.join(', ')}]`,
    );
  }
  return { precision: error[0] === 0 ? 'float32' : 'float64', flushesSubnormals: tiny[0] === 0 };
}
