// Products have the same bits wherever their work is cut. Each path is computed in one part, held to the reference, and
// computed again in parts of odd sizes, last part first, so that a part which wrote beyond its end would show.
import { registry, type Tensor } from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { callContraction } from '../../packages/tensor/src/backends/wasm/contraction.ts';
import { loadKernels } from '../../packages/tensor/src/backends/wasm/kernels.ts';
import type { split } from '../../packages/tensor/src/backends/wasm/split.ts';
import type { ContractionOp, HostTensor, Shape } from '../../packages/tensor/src/op.ts';
import { sizeOf } from '../../packages/tensor/src/shape.ts';

const module = loadKernels({ threads: 1 });

const whole: typeof split = ({ kernels }, kernel, { length }, argumentsOf) => {
  kernels[kernel](...argumentsOf(0, length));
};

/** Parts of `size`, the first one shorter. */
function inParts(size: number): typeof split {
  return ({ kernels }, kernel, { length }, argumentsOf) => {
    const ends: number[] = [];
    for (let end = length; end > 0; end -= size) ends.push(end);
    for (const end of ends) kernels[kernel](...argumentsOf(Math.max(0, end - size), end));
  };
}

function values(shape: Shape, seed: number): HostTensor {
  let state = seed;
  const data = Float32Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
  return { shape, dtype: 'float32', data };
}

/** A tensor as kernel calls see it: its shape, and its address on the heap. */
function onHeap({ shape, dtype, data }: HostTensor): Tensor {
  const buffer = module.heap.allocate(data.length * 4);
  module.heap.f32.set(data, buffer >>> 2);
  return { shape, dtype, size: data.length, rank: shape.length, storage: { buffer } } as unknown as Tensor;
}

/** The output as the kernels compute it when `run` cuts the work. */
function compute(op: ContractionOp, inputs: readonly Tensor[], attrs: object, run: typeof split): Float32Array {
  const { heap } = module;
  const length = sizeOf(op.infer(inputs, attrs)[0].shape);
  const beyond = 16;
  const target = heap.allocate((length + beyond) * 4);
  heap.f32.fill(Number.NaN, target >>> 2, (target >>> 2) + length + beyond);
  callContraction(module, op, inputs, attrs, target, run);
  const written = heap.f32.slice(target >>> 2, (target >>> 2) + length + beyond);
  expect(written.subarray(length).every(Number.isNaN)).toBe(true);
  heap.free(target, (length + beyond) * 4);
  return written.slice(0, length);
}

function expectSameBits(op: ContractionOp, shapes: readonly Shape[], attrs: object, inner: number): void {
  const hosts = shapes.map((shape, i) => values(shape, i + 1));
  const inputs = hosts.map(onHeap);
  const [output] = op.infer(hosts, attrs);
  const expected = { ...output, data: new Float64Array(sizeOf(output.shape)) };
  op.reference(hosts, attrs, [expected]);
  const inOne = compute(op, inputs, attrs, whole);
  expect(mismatch(inOne, expected.data, { relative: 2e-6, absolute: 1e-7 * inner + 1e-6 })).toBeUndefined();
  for (const size of [1, 3, 13, 104]) {
    const cut = compute(op, inputs, attrs, inParts(size));
    expect(Buffer.compare(Buffer.from(cut.buffer), Buffer.from(inOne.buffer))).toBe(0);
  }
  for (const [i, { data }] of hosts.entries()) module.heap.free(inputs[i].storage.buffer as number, data.length * 4);
}

const products = [
  [53, 1, 300],
  [1, 1107, 21],
  [1, 53, 300],
  [1107, 1, 21],
  [37, 29, 1],
  [117, 6, 10],
  [6, 29, 10],
  [200, 10, 2],
  [10, 6, 5000],
  [5, 31, 333],
  [10, 1, 6000],
  [1, 10, 6000],
  [53, 40, 4500],
  [130, 100, 100],
  [21, 530, 40],
  [67, 70, 523],
  [9, 9, 0],
] as const;

describe.each(products)('a product of %i x %i, inner length %i', (m, n, k) => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('transposed: %s, %s', (transposeA, transposeB) => {
    const shapes = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
    expectSameBits(registry.matmul, shapes, { transposeA, transposeB }, k);
  });

  test.each(['none', 'relu', 'elu', 'tanh'])('as a layer ending in %s', (activation) => {
    expectSameBits(registry.linear, [[m, k], [k, n], [n]], { activation, alpha: 0.5 }, k);
    expectSameBits(
      registry.linear,
      [
        [m, k],
        [k, n],
      ],
      { activation, alpha: 0.5 },
      k,
    );
  });
});

test('a batch of products', () => {
  const none = { transposeA: false, transposeB: false };
  expectSameBits(
    registry.matmul,
    [
      [5, 1, 7, 20],
      [3, 20, 9],
    ],
    none,
    20,
  );
  expectSameBits(
    registry.matmul,
    [
      [7, 5, 40],
      [7, 5, 9],
    ],
    { ...none, transposeA: true },
    40,
  );
  expectSameBits(
    registry.matmul,
    [
      [7, 20, 40],
      [40, 33],
    ],
    none,
    40,
  );
});
