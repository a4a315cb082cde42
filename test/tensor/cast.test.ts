/** Casts on the wasm backend, with kernels where there are any and without: the same values as the reference backend's, at every length and place. */
import { type Backend, cast, type DType, reference, type Tensor, tensor, wasm } from '@infograd/tensor';
import { afterAll, expect, test } from '@jest/globals';

const numbers: Record<string, readonly number[]> = {
  float32: [0, -0, 1, -1, 0.5, -0.5, 1e-45, 3.4e38, 2 ** 31, -(2 ** 31) - 512, 1.9, -1.9, NaN, Infinity, -Infinity],
  int32: [0, 1, -1, 7, 16777217, -16777219, 2147483647, -2147483648, 33554435, 5, -5],
  bool: [0, 1, 1, 0, 1, 0, 0, 0, 1],
};
const dtypes = ['float32', 'int32', 'bool'] as const;
const pairs = dtypes.flatMap((from) => dtypes.filter((to) => to !== from).map((to) => [from, to] as const));
const lengths = [0, 1, 2, 3, 4, 5, 7, 8, 13, 64, 100_003];

function sample(dtype: DType, length: number, backend: Backend): Tensor {
  const values = Array.from({ length }, (_, i) => numbers[dtype][i % numbers[dtype].length]);
  return tensor(values, { dtype, backend });
}

const threaded = wasm({ threads: 3 });
afterAll(() => threaded.close());

test.each(pairs)('%s to %s', (from, to) => {
  for (const length of lengths) {
    for (const backend of [wasm(), threaded]) {
      const cells = [reference(), backend].map((home) => {
        const x = sample(from, length, home);
        const result = cast(x, to);
        const values = result.dataSync();
        x.dispose();
        result.dispose();
        return values;
      });
      const [expected, actual] = cells;
      expect(actual).toHaveLength(length);
      expect(actual.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
    }
  }
});
