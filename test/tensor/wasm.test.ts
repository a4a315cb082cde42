// The wasm kernels are speed, and are proved equal to the reference backend: on random shapes and dtypes, at the ends of
// the number range, and at sizes where tiles, tails and long sums have their seams.
import {
  abs,
  applyAll,
  linear,
  matmul,
  type OpName,
  type Random,
  random,
  reference,
  registry,
  scope,
  sum,
  type Tensor,
  tensor,
  wasm,
} from '@infograd/tensor';
import {
  applyOp,
  checks,
  type ElementwiseCheck,
  mismatch,
  type SampledInput,
  sampleInputs,
  type Tolerance,
  toTensors,
  ulpDistance,
} from '@infograd/tensor/testing';
import fc from 'fast-check';
import { namesOf, opNames } from './op-names.ts';

function compare(
  name: OpName,
  inputs: readonly SampledInput[],
  attrs: object,
  tolerance: Tolerance,
  zeroSigns = false,
): void {
  scope(() => {
    const expected = applyOp(name, toTensors(inputs, reference()), attrs, reference());
    const actual = applyOp(name, toTensors(inputs, wasm()), attrs, wasm());
    actual.forEach((output, i) => {
      expect([output.shape, output.dtype]).toEqual([expected[i].shape, expected[i].dtype]);
      const [values, truth] = [output.dataSync(), expected[i].dataSync()];
      const limit = output.dtype === 'float32' ? tolerance : { ulp: 0 };
      const difference = mismatch(values, truth, limit) ?? (zeroSigns ? wrongZero(values, truth) : undefined);
      if (difference !== undefined)
        throw new Error(
          `${name} ${JSON.stringify(attrs)} of ${describeInputs(inputs)}: ${difference}${at(inputs, difference)}`,
        );
    });
  });
}

function describeInputs(inputs: readonly SampledInput[]): string {
  return inputs.map(({ name, shape, dtype }) => `${dtype} ${name} [${shape.join(', ')}]`).join(', ');
}

/** For inputs of one shape, the values at the place that a message speaks of. */
function at(inputs: readonly SampledInput[], message: string): string {
  const place = Number(/element (\d+)/.exec(message)?.[1]);
  return inputs.every(({ values }) => values.length > place)
    ? ` at ${inputs.map(({ values }) => values[place]).join(', ')}`
    : '';
}

function wrongZero(actual: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  const place = Array.from(expected).findIndex(
    (value, i) => value === 0 && actual[i] === 0 && !Object.is(value, actual[i]),
  );
  return place < 0 ? undefined : `element ${place} is a zero of the wrong sign`;
}

describe('wasm equals the reference on random shapes', () => {
  const cases = opNames.flatMap((name) => {
    const { dtypes = [] } = checks[name] as ElementwiseCheck;
    return (['float32', ...dtypes] as const).map((dtype) => [name, dtype as 'float32' | 'int32' | 'bool'] as const);
  });
  test.each(cases)('%s in %s', (name, dtype) => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => {
        const { inputs, attrs } = sampleInputs(name, random(seed), { dtype });
        compare(name, inputs, attrs, checks[name].tolerance);
      }),
      { seed: 3, numRuns: dtype === 'float32' ? 20 : 6 },
    );
  });
});

/** Where float32 arithmetic changes its manners: not a number, the infinities, zeros, subnormals, the ends of exp. */
const specials = [
  ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, -3, 10, -10, 25, -25],
  ...[
    1e-45, -1e-45, 1e-40, -1e-40, 1.1754944e-38, -1.1754944e-38, 1e-20, -1e-20, 1e20, -1e20, 3.4028235e38,
    -3.4028235e38,
  ],
  ...[
    88.72283, 88.7229, -87.33655, -103.2789, -103.98, -104, 89, -17.5, 16.7, 8388609, -8388607.5, 16777216, 0.9999999,
    -0.9999999, 1.0000001,
  ],
].map(Math.fround);

function isWithin(value: number, [low, high]: readonly [number, number] = [-Infinity, Infinity]): boolean {
  return Number.isNaN(value) || (value >= low && value <= high);
}

describe('wasm equals the reference at special values', () => {
  const logical: readonly OpName[] = ['logicalNot', 'logicalAnd', 'logicalOr', 'logicalXor'];
  test.each(namesOf('elementwise').filter((name) => !logical.includes(name)))('%s', (name) => {
    const {
      domain,
      range = {},
      attrs = [{}],
      tolerance,
      specialTolerance = tolerance,
    } = checks[name] as ElementwiseCheck;
    const names = registry[name].inputs;
    const floats = names.filter((input) => domain[input].dtype === undefined);
    const [first, second] = floats.map((input) => specials.filter((value) => isWithin(value, range[input])));
    const grid = first.flatMap((a) => (second === undefined ? [[a]] : second.map((b) => [a, b])));
    const inputs = names.map((input): SampledInput => {
      const place = floats.indexOf(input);
      const values = place < 0 ? Uint8Array.from(grid, (_, i) => i % 2) : Float32Array.from(grid, (row) => row[place]);
      return { name: input, shape: [grid.length], dtype: place < 0 ? 'bool' : 'float32', values };
    });
    for (const each of attrs) compare(name, inputs, each, specialTolerance, true);
  });

  const sums: readonly OpName[] = ['sum', 'mean', 'variance', 'cumsum'];
  test.each(namesOf('reduction', 'alongAxis'))('%s', (name) => {
    // Sums in float32 may overflow on the way where float64 does not, so the largest numbers are left to other operations.
    const few = [
      NaN,
      Infinity,
      -Infinity,
      0,
      -0,
      1e-45,
      200,
      -200,
      ...(sums.includes(name) ? [] : [3.4028235e38, -3.4028235e38]),
    ];
    const attrs = registry[name].family === 'reduction' ? { axes: [0], keepDims: false, ddof: 0 } : { axis: 0 };
    for (const length of [1, 2, 4, 5, 9, 17]) {
      for (const [first, second] of few.flatMap((a) => few.map((b) => [a, b]))) {
        const values = Float32Array.from({ length }, (_, i) => (i === 0 ? first : i === length - 1 ? second : i));
        compare(name, [{ name: 'x', shape: [length], dtype: 'float32', values }], attrs, checks[name].tolerance);
      }
    }
  });

  test('an infinity or NaN in a matrix reaches its own row and column only, whatever the padding of tiles', () => {
    for (const value of [Infinity, NaN]) {
      for (const [m, k, n] of [
        [5, 3, 7],
        [1, 1, 1],
        [4, 17, 17],
        [19, 2, 33],
      ]) {
        const a = Float32Array.from({ length: m * k }, (_, i) => (i === m * k - 1 ? value : 1));
        const b = new Float32Array(k * n).fill(2);
        const inputs: SampledInput[] = [
          { name: 'a', shape: [m, k], dtype: 'float32', values: a },
          { name: 'b', shape: [k, n], dtype: 'float32', values: b },
        ];
        compare('matmul', inputs, { transposeA: false, transposeB: false }, { ulp: 0 });
        compare('linear', inputs, { activation: 'relu', alpha: 0 }, { ulp: 0 });
      }
    }
  });
});

describe('wasm equals the reference at large and odd sizes', () => {
  /** Every product within eight rounding units of its sum of magnitudes, far inside the bound of a plain float32 sum. */
  function expectNearProduct(a: Tensor, b: Tensor, options: { transposeA: boolean; transposeB: boolean }): void {
    const actual = matmul(a.to(wasm()), b.to(wasm()), options).dataSync();
    const expected = matmul(a, b, options).dataSync();
    const magnitude = matmul(abs(a), abs(b), options).dataSync();
    for (let i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= 2 ** -20 * magnitude[i] + 1e-30)) {
        throw new Error(`element ${i} is ${actual[i]} instead of ${expected[i]}, magnitude ${magnitude[i]}`);
      }
    }
  }

  const uniform = (rng: Random, shape: number[]): Tensor =>
    rng.uniform(shape, { min: -1, max: 1, backend: reference() });

  const transposes = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const;
  test.each([
    [257, 129, 65],
    [20000, 6, 10],
    [6, 20000, 10],
    [3, 7, 2000],
    [1, 5000, 1],
    [64, 64, 64],
    [100, 1, 100],
    [1, 300, 257],
    [257, 300, 1],
  ])('matmul of %i x %i x %i, each side transposed or not', (m, k, n) => {
    for (const [transposeA, transposeB] of transposes) {
      scope(() => {
        const rng = random(m + k + n);
        const a = uniform(rng, transposeA ? [k, m] : [m, k]);
        const b = uniform(rng, transposeB ? [n, k] : [k, n]);
        expectNearProduct(a, b, { transposeA, transposeB });
      });
    }
  });

  test('linear of 1001 x 37 x 19 with each activation', () => {
    for (const activation of ['none', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus'] as const) {
      scope(() => {
        const rng = random(5);
        const [x, w, b] = [uniform(rng, [1001, 37]), uniform(rng, [37, 19]), uniform(rng, [19])];
        const actual = linear(x.to(wasm()), w.to(wasm()), b.to(wasm()), { activation });
        const difference = mismatch(actual.dataSync(), linear(x, w, b, { activation }).dataSync(), {
          relative: 1e-5,
          absolute: 5e-6,
        });
        expect([activation, difference]).toEqual([activation, undefined]);
      });
    }
  });

  test.each(namesOf('reduction').filter((name) => name !== 'prod'))('%s of long axes', (name) => {
    for (const [shape, axes] of [
      [[30011], [0]],
      [[300, 257], [0]],
      [[300, 257], [1]],
      [[7, 501, 3], [1]],
      [
        [11, 3, 101, 5],
        [0, 2],
      ],
    ]) {
      const values = uniform(random(shape.length), shape).dataSync();
      compare(
        name,
        [{ name: 'x', shape, dtype: 'float32', values }],
        { axes, keepDims: false, ddof: 1 },
        { relative: 2e-6, absolute: 2e-4 },
      );
    }
  });

  test.each(namesOf('alongAxis').filter((name) => name !== 'productOfOthers'))('%s of long axes', (name) => {
    for (const [shape, axis] of [
      [[30011], 0],
      [[300, 257], 0],
      [[300, 257], 1],
      [[7, 501, 3], 1],
    ] as const) {
      const values = uniform(random(shape.length), [...shape]).dataSync();
      compare(name, [{ name: 'x', shape, dtype: 'float32', values }], { axis }, { relative: 2e-6, absolute: 2e-4 });
    }
  });

  test('a mean of 2²⁴ + 3 equal numbers is that number', () => {
    scope(() => {
      const long = tensor(new Float32Array(2 ** 24 + 3).fill(1), { backend: wasm() });
      expect(ulpDistance(sum(long).itemSync(), 2 ** 24 + 3)).toBeLessThanOrEqual(1);
    });
  });
});

test.each(['sum', 'mean', 'max', 'min', 'prod', 'variance', 'argmax', 'argmin', 'logsumexp', 'logmeanexp'] as const)(
  '%s of a tensor without columns is empty',
  (name) => {
    for (const shape of [
      [2, 0],
      [3, 2, 0],
    ]) {
      const attrs = { axes: [shape.length - 2], keepDims: false, ddof: 0 };
      const x = tensor(new Float32Array(0), { shape, backend: wasm() });
      const [y] = applyAll(registry[name], [x], attrs);
      expect([y.shape, y.size]).toEqual([shape.toSpliced(-2, 1), 0]);
    }
  },
);
