// Threads share a kernel's work in parts. Here one thread runs kernels whole, and the same in parts that are cut at odd places and
// run in reverse order; results must have the same bits. What is long enough to be folded in chunks is held to the reference too.
import {
  adamSteps,
  add,
  argmax,
  cast,
  concat,
  cumsum,
  div,
  elu,
  equal,
  exp,
  flip,
  gather,
  greater,
  log,
  logicalNot,
  logmeanexp,
  logSoftmax,
  logsumexp,
  max,
  mean,
  min,
  mul,
  ones,
  pad,
  prod,
  random,
  reference,
  scatterAdd,
  softmax,
  softplusGrad,
  sub,
  sum,
  type Tensor,
  takeAlongAxis,
  tanh,
  tensor,
  tile,
  transpose,
  variance,
  where,
} from '@infograd/tensor';
import type { Crew } from '../../packages/tensor/src/backends/wasm/crew.ts';
import { loadKernels } from '../../packages/tensor/src/backends/wasm/kernels.ts';
import { WasmBackend } from '../../packages/tensor/src/backends/wasm/wasm.ts';

const whole = new WasmBackend(loadKernels({ threads: 1 }));

/** Cuts whatever it can, and runs the parts on one thread, the last one first. */
function cutting(threads: number): { backend: WasmBackend; cutKernels: Set<string> } {
  const module = loadKernels({ threads: 1 });
  const cutKernels = new Set<string>();
  const crew: Pick<Crew, 'threads' | 'willing' | 'run'> = {
    threads,
    willing: true,
    run(kernel, parts) {
      if (parts.length > 1) cutKernels.add(kernel);
      for (const part of [...parts].reverse()) module.kernels[kernel](...part);
    },
  };
  return { backend: new WasmBackend({ ...module, crew: crew as Crew, grainLimit: 1 }), cutKernels };
}

type Compute = (draw: (shape: number[], seed?: number) => Tensor, on: Home) => Tensor | readonly Tensor[];
type Home = typeof whole;

function drawOn(backend: Home): (shape: number[], seed?: number) => Tensor {
  return (shape, seed = 1) => random(seed).normal(shape, { backend: whole }).to(backend);
}

function indicesOn(backend: Home, shape: number[], below: number): Tensor {
  return cast(random(5).uniform(shape, { max: below, backend: whole }), 'int32').to(backend);
}

const settings = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  correction1: 0.1,
  correction2: 0.001,
  weightDecay: 0.1,
};

const cases: [name: string, kernel: string, compute: Compute][] = [
  ['exp with lanes of every kind', 'exp', (draw) => exp(mul(draw([1003]), 60))],
  ['log', 'log', (draw) => log(draw([57, 19]))],
  ['tanh', 'tanh', (draw) => tanh(draw([1003]))],
  ['elu', 'elu', (draw) => elu(draw([1003]))],
  ['a sum of flat operands', 'add', (draw) => add(draw([1003]), draw([1003], 2))],
  ['a flat operand and a scalar', 'mul', (draw) => mul(draw([31, 33]), draw([], 2))],
  ['rows and one row', 'sub', (draw) => sub(draw([61, 7]), draw([7], 2))],
  ['rows and one column', 'div', (draw) => div(draw([61, 7]), draw([61, 1], 2))],
  ['a row and a column', 'add', (draw) => add(draw([1, 83]), draw([61, 1], 2))],
  ['a broadcast of three loops', 'mul', (draw) => mul(draw([9, 1, 31]), draw([1, 13, 1], 2))],
  ['the gradient of softplus', 'softplusGrad', (draw) => softplusGrad(draw([101, 7]), draw([7], 2))],
  ['a comparison', 'greater', (draw) => greater(draw([53, 21]), draw([21], 2))],
  ['an equality of flat operands', 'equal', (draw) => equal(draw([1003]), draw([1003]))],
  ['logic', 'logicalNot', (draw) => logicalNot(greater(draw([1003]), 0))],
  ['a choice', 'where', (draw) => where(greater(draw([61, 7]), 0), draw([61, 7], 2), draw([7], 3))],
  ['sums of rows', 'sum', (draw) => sum(draw([101, 37]), { axis: 1 })],
  ['sums of columns in many rows', 'sum', (draw) => sum(draw([23, 31, 10]), { axis: 1 })],
  ['sums of many columns', 'sum', (draw) => sum(draw([9, 5003]), { axis: 0 })],
  ['means of many columns in two rows', 'mean', (draw) => mean(draw([2, 9, 3001]), { axis: 1 })],
  ['products of many columns', 'prod', (draw) => prod(draw([9, 3001]), { axis: 0 })],
  ['the largest of many columns', 'max', (draw) => max(draw([70, 3001]), { axis: 0 })],
  ['places in many columns', 'argmax', (draw) => argmax(draw([9, 3001]), { axis: 0 })],
  ['variances of many columns', 'variance', (draw) => variance(draw([9, 3001]), { axis: 0 })],
  ['logsumexp of many columns', 'logsumexp', (draw) => logsumexp(draw([9, 3001]), { axis: 0 })],
  ['softmax of rows', 'softmax', (draw) => softmax(draw([101, 37]), { axis: 1 })],
  ['softmax of columns', 'softmax', (draw) => softmax(draw([37, 101]), { axis: 0 })],
  ['logSoftmax of columns in two rows', 'logSoftmax', (draw) => logSoftmax(draw([2, 37, 101]), { axis: 1 })],
  ['running sums of columns', 'cumsum', (draw) => cumsum(draw([37, 101]), { axis: 0 })],
  ['a transpose', 'copyPlane32', (draw) => transpose(draw([83, 61]))],
  ['a transpose of wide rows', 'copyPlane32', (draw) => transpose(draw([3, 301]))],
  ['a transpose of bytes', 'copyPlane8', (draw) => transpose(greater(draw([83, 61]), 0))],
  ['axes in another order', 'copyPlanes32', (draw) => transpose(draw([17, 9, 23, 5]), { axes: [2, 1, 3, 0] })],
  [
    'a concatenation of narrow rows',
    'copyPlane32',
    (draw) => concat([draw([101, 3]), draw([101, 1], 2), draw([101, 6], 3)], 1),
  ],
  ['a flip', 'copyPlane32', (draw) => flip(draw([1003]), 0)],
  ['tiles', 'copyPlane32', (draw) => tile(draw([17, 5]), [3, 4])],
  ['a margin', 'fill32', (draw) => pad(draw([17, 5]), { before: [20, 2], after: [31, 3] })],
  ['rows that are gathered', 'gather', (draw, on) => gather(draw([50, 3]), indicesOn(on, [301], 50))],
  ['columns that are gathered', 'gather', (draw, on) => gather(draw([31, 50]), indicesOn(on, [17], 50), { axis: 1 })],
  [
    'elements taken along an axis',
    'takeAlongAxis',
    (draw, on) => takeAlongAxis(draw([50, 7]), indicesOn(on, [31, 7], 50), { axis: 0 }),
  ],
  [
    'wide rows that are added',
    'scatterAdd',
    (draw, on) => scatterAdd(indicesOn(on, [31], 5), draw([31, 203]), { length: 5 }),
  ],
  [
    'columns that are added in rows',
    'scatterAdd',
    (draw, on) => scatterAdd(indicesOn(on, [31], 5), draw([23, 31]), { axis: 1, length: 5 }),
  ],
  ['normal numbers', 'randomNormal', (_draw, on) => random(3).normal([10_007], { backend: on })],
  ['uniform numbers', 'randomUniform', (_draw, on) => random(3).uniform([1003], { backend: on })],
  [
    'an Adam step of three parameters',
    'adamStep',
    (draw, on) => {
      const inputs = [[1003], [7], [50, 3]].map(
        (shape) => [draw(shape), draw(shape, 2), draw(shape, 3), ones(shape, { backend: on })] as const,
      );
      return adamSteps(inputs, settings).flat();
    },
  ],
];

const crews = [3, 7].map((threads) => ({ threads, ...cutting(threads) }));

describe.each(crews)('parts for $threads threads', ({ backend, cutKernels }) => {
  test.each(cases)('%s', (_name, kernel, compute) => {
    const expected = [compute(drawOn(whole), whole)].flat() as Tensor[];
    cutKernels.clear();
    const actual = [compute(drawOn(backend), backend)].flat() as Tensor[];
    expect([...cutKernels]).toContain(kernel);
    for (const [i, result] of actual.entries()) expectSameBits(result, expected[i]);
  });
});

type Reduce = (x: Tensor, options?: { axis: number }) => Tensor;

/** What is reduced is first made of normal numbers: products stay finite, variances have a large mean. */
const long: [name: string, reduce: Reduce, prepare: (x: Tensor) => Tensor][] = [
  ['sum', sum, (x) => add(x, 1)],
  ['mean', mean, (x) => add(x, 1)],
  ['max', max, (x) => x],
  ['min', min, (x) => x],
  ['prod', prod, (x) => exp(mul(x, 0.01))],
  ['variance', variance, (x) => add(x, 100)],
  ['logsumexp', logsumexp, (x) => x],
  ['logmeanexp', logmeanexp, (x) => mul(x, 100)],
];

describe('an axis that is folded in chunks', () => {
  const shapes = [
    { shape: [300_007], axis: 0 },
    { shape: [30_011, 11], axis: 0 },
    { shape: [2, 301, 1009], axis: 1 },
  ];

  test.each(long)('%s has the same bits in any parts, and is what the reference gives', (_name, reduce, prepare) => {
    for (const { shape, axis } of shapes) {
      const x = prepare(random(9).normal(shape, { backend: whole }));
      const expected = reduce(x, { axis });
      for (const { backend } of crews) expectSameBits(reduce(x.to(backend), { axis }), expected);
      const exact = reduce(cast(x.to(reference()), 'float64'), { axis });
      expect(maxDifference(expected, exact)).toBeLessThan(1e-6);
    }
  });

  test.each(long)('%s of what is not finite', (_name, reduce) => {
    for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const values = new Float32Array(200_000).fill(-1);
      values[150_001] = special;
      const [exact] = reduce(tensor(Float64Array.from(values), { dtype: 'float64', backend: reference() })).dataSync();
      const [actual] = reduce(tensor(values, { backend: whole })).dataSync();
      if (Number.isFinite(exact)) expect(actual).toBeCloseTo(exact, 4);
      else expect(actual).toBe(exact);
    }
  });

  test('nothing but infinite terms', () => {
    const x = mul(ones([200_000], { backend: whole }), Number.NEGATIVE_INFINITY);
    expect(logsumexp(x).dataSync()[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(max(x).dataSync()[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});

/** The largest difference between two tensors, relative to what is expected or, below one, as it is. */
function maxDifference(actual: Tensor, expected: Tensor): number {
  const values = actual.dataSync();
  let worst = 0;
  for (const [i, value] of expected.dataSync().entries()) {
    worst = Math.max(worst, Math.abs(values[i] - value) / Math.max(Math.abs(value), 1));
  }
  return worst;
}

function expectSameBits(actual: Tensor, expected: Tensor): void {
  const bits = (tensor: Tensor) => Buffer.from(tensor.dataSync().slice().buffer).toString('base64');
  expect(actual.shape).toEqual(expected.shape);
  expect(bits(actual) === bits(expected)).toBe(true);
}
