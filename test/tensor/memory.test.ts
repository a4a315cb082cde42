// Memory is exact: an operation adds its outputs and nothing else, and giving them back adds up to zero.
import {
  add,
  exp,
  expandDims,
  linear,
  memory,
  mul,
  ones,
  outer,
  random,
  reference,
  registry,
  reshape,
  scope,
  stack,
  sum,
  type Tensor,
  tensor,
  tile,
  wasm,
  where,
  zeros,
} from '@infograd/tensor';
import { applyOp, expectNoLeaks, LeakError, sampleInputs, toTensors } from '@infograd/tensor/testing';
import { opNames } from './op-names.ts';

const bytesPerElement = { float32: 4, float64: 8, int32: 4, bool: 1 };

describe.each([reference(), wasm()])('on $name', (backend) => {
  test.each(opNames)('%s adds exactly its outputs', (name) => {
    const { inputs, attrs } = sampleInputs(name, random(4));
    expectNoLeaks(() => {
      const operands = toTensors(inputs, backend);
      const before = memory();
      const outputs = applyOp(name, operands, attrs, backend);
      const own =
        registry[name].family === 'alias'
          ? 0
          : outputs.reduce((bytes, { size, dtype }) => bytes + size * bytesPerElement[dtype], 0);
      expect(memory()).toEqual({ tensors: before.tensors + outputs.length, bytes: before.bytes + own });
      for (const output of outputs) output.dispose();
      expect(memory()).toEqual(before);
      for (const operand of operands) operand.dispose();
    });
  });

  const make = (...shape: number[]): Tensor => ones(shape, { backend });
  const composites: [name: string, inputs: () => Tensor[], run: (...inputs: Tensor[]) => Tensor][] = [
    ['add with a number', () => [make(2, 3)], (x) => add(x, 1)],
    ['where with numbers', () => [tensor([true, false], { backend })], (condition) => where(condition, 1, 2)],
    ['tile', () => [make(2, 3)], (x) => tile(x, [2, 3])],
    ['stack', () => [make(2, 3), make(2, 3)], (a, b) => stack([a, b])],
    ['outer', () => [make(2), make(3)], (a, b) => outer(a, b)],
    ['linear on three axes', () => [make(2, 2, 3), make(3, 4)], (x, w) => linear(x, w)],
    ['uniform between bounds', () => [], () => random(1).uniform([5], { min: 2, max: 3, backend })],
    ['bernoulli', () => [], () => random(1).bernoulli([5], { backend })],
  ];
  test.each(composites)('%s keeps none of its intermediate tensors', (_name, makeInputs, run) => {
    expectNoLeaks(() => {
      const inputs = makeInputs();
      const before = memory();
      const output = run(...inputs);
      expect(memory().bytes - before.bytes).toBe(output.size * bytesPerElement[output.dtype]);
      for (const made of [output, ...inputs]) made.dispose();
    });
  });
});

test('the wasm heap does not grow over thousands of runs', () => {
  const samples = opNames.map((name) => ({ name, ...sampleInputs(name, random(9)) }));
  const round = () => {
    for (const { name, inputs, attrs } of samples)
      scope(() => void applyOp(name, toTensors(inputs, wasm()), attrs, wasm()));
  };
  round();
  const before = wasm().heapBytes;
  for (let i = 0; i < 40; i++) round();
  expect(wasm().heapBytes).toBe(before);
});

test('a loop that disposes by hand does not grow either', () => {
  const x = ones([1000]);
  const step = () => {
    const y = mul(x, 2);
    const z = sum(y);
    y.dispose();
    z.dispose();
  };
  step();
  const before = { ...memory(), heap: wasm().heapBytes };
  for (let i = 0; i < 5000; i++) step();
  expect({ ...memory(), heap: wasm().heapBytes }).toEqual(before);
  x.dispose();
});

test('aliases share storage, which lives as long as its last user', () => {
  const before = memory();
  const x = tensor([1, 2, 3, 4]);
  const matrix = reshape(x, [2, 2]);
  const deeper = expandDims(matrix, 0);
  expect(memory()).toEqual({ tensors: before.tensors + 3, bytes: before.bytes + 16 });
  x.dispose();
  matrix.dispose();
  expect(deeper.toArray()).toEqual([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  expect(memory().bytes).toBe(before.bytes + 16);
  deeper.dispose();
  deeper.dispose();
  expect(memory()).toEqual(before);
});

test('a tile that repeats nothing is a tensor of its own', () => {
  const before = memory();
  const x = tensor([1, 2]);
  const y = tile(x, [1]);
  x.dispose();
  expect(y.toArray()).toEqual([1, 2]);
  y.dispose();
  expect(memory()).toEqual(before);
});

test('an error in a kernel gives back what was allocated for it', () => {
  const before = wasm().heapBytes;
  for (let i = 0; i < 3000; i++) expect(() => scope(() => exp(zeros([3], { dtype: 'int32' })))).toThrow();
  expect(wasm().heapBytes).toBe(before);
});

test('expectNoLeaks counts what stays behind', () => {
  const made: { dispose(): void }[] = [];
  expect(() => expectNoLeaks(() => made.push(ones([2])))).toThrow(LeakError);
  expect(() => expectNoLeaks(() => made.pop()?.dispose())).toThrow('left -1 tensors and -8 bytes behind');
  expect(() => expectNoLeaks(async () => {})).toThrow('must be synchronous');
});
