/**
 * Memory is exact: an operation adds its outputs and nothing else, and giving them back adds up to zero, in what
 * `memory()` counts and in what the backend itself holds, whether or not anything was read.
 */
import { adam, mlp, valueAndGrad } from '@infograd/autograd';
import {
  add,
  type Backend,
  conv2d,
  convTranspose2d,
  linear,
  maxPool2d,
  memory,
  mul,
  ones,
  outer,
  random,
  registry,
  scope,
  stack,
  sum,
  type Tensor,
  tensor,
  tile,
  where,
} from '@infograd/tensor';
import { applyOp, expectNoLeaks, sampleInputs, toTensors } from '@infograd/tensor/testing';
import { assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { opNames } from './ops.ts';

const group = 'leaks';
const bytesPerElement = { float32: 4, float64: 8, int32: 4, bool: 1 };

type Composite = readonly [name: string, inputs: (backend: Backend) => Tensor[], run: (...inputs: Tensor[]) => Tensor];

const composites: readonly Composite[] = [
  ['add with a number', (backend) => [ones([2, 3], { backend })], (x) => add(x, 1)],
  ['where with numbers', (backend) => [tensor([true, false], { backend })], (condition) => where(condition, 1, 2)],
  ['tile', (backend) => [ones([2, 3], { backend })], (x) => tile(x, [2, 3])],
  ['stack', (backend) => [ones([2, 3], { backend }), ones([2, 3], { backend })], (a, b) => stack([a, b])],
  ['outer', (backend) => [ones([2], { backend }), ones([3], { backend })], (a, b) => outer(a, b)],
  [
    'linear on three axes',
    (backend) => [ones([2, 2, 3], { backend }), ones([3, 4], { backend })],
    (x, w) => linear(x, w),
  ],
  [
    'conv2d',
    (backend) => [ones([2, 4, 4, 2], { backend }), ones([3, 3, 2, 3], { backend }), ones([3], { backend })],
    (x, w, b) => conv2d(x, w, b, { padding: 1, stride: 2 }),
  ],
  [
    'convTranspose2d',
    (backend) => [ones([2, 2, 2, 3], { backend }), ones([3, 3, 2, 3], { backend }), ones([2], { backend })],
    (x, w, b) => convTranspose2d(x, w, b, { padding: 1, stride: 2 }),
  ],
  ['maxPool2d', (backend) => [ones([2, 4, 4, 2], { backend })], (x) => maxPool2d(x, { kernel: 2 })],
  [
    'uniform between bounds',
    (backend) => [ones([], { backend })],
    (x) => random(1).uniform([5], { min: 2, max: 3, backend: x.backend }),
  ],
  ['bernoulli', (backend) => [ones([], { backend })], (x) => random(1).bernoulli([5], { backend: x.backend })],
];

export function leakCases({ backend, traits }: Subject): Case[] {
  /** What the backend holds once it has caught up with all that it was asked for. */
  const settledBytes = async (): Promise<number> => {
    const last = ones([3], { backend });
    await last.data();
    last.dispose();
    return traits.backendBytes();
  };

  /** Runs `body` until the backend has its caches and free lists, then `rounds` times without growth. */
  const expectNoGrowth = async (rounds: number, body: (round: number) => void | Promise<void>): Promise<void> => {
    for (let i = 0; i < 2; i++) await body(i);
    const before = [memory(), await settledBytes()];
    for (let i = 0; i < rounds; i++) await body(i);
    assertEqual([memory(), await settledBytes()], before, `[memory(), backend bytes] after ${rounds} rounds`);
  };

  return [
    ...casesOf(
      group,
      opNames,
      (name) => `${name} adds exactly its outputs`,
      async (name) => {
        const { inputs, attrs } = sampleInputs(name, random(4));
        expectNoLeaks(() => {
          const operands = toTensors(inputs, backend);
          const before = memory();
          const outputs = applyOp(name, operands, attrs, backend);
          const isAlias = registry[name].family === 'alias';
          const own = outputs.reduce(
            (bytes, { size, dtype }) => bytes + (isAlias ? 0 : size * bytesPerElement[dtype]),
            0,
          );
          assertEqual(memory(), { tensors: before.tensors + outputs.length, bytes: before.bytes + own }, 'memory()');
          for (const output of outputs) output.dispose();
          assertEqual(memory(), before, 'memory() after disposal');
          for (const operand of operands) operand.dispose();
        });
      },
    ),
    ...casesOf(
      group,
      composites,
      ([name]) => `${name} keeps none of its intermediate tensors`,
      async ([, makeInputs, run]) => {
        expectNoLeaks(() => {
          const inputs = makeInputs(backend);
          const before = memory();
          const output = run(...inputs);
          assertEqual(memory().bytes - before.bytes, output.size * bytesPerElement[output.dtype], 'bytes');
          for (const made of [output, ...inputs]) made.dispose();
        });
      },
    ),
    oneCase(group, 'every operation in a scope, read or not, leaves nothing on the backend', async () => {
      const samples = opNames.map((name) => ({ name, ...sampleInputs(name, random(9)) }));
      await expectNoGrowth(6, async (round) => {
        for (const { name, inputs, attrs } of samples) {
          const outputs = scope(() => applyOp(name, toTensors(inputs, backend), attrs, backend));
          if (round % 2 === 1) await Promise.all(outputs.map((output) => output.data()));
          for (const output of outputs) output.dispose();
        }
      });
    }),
    oneCase(group, 'a loop that disposes by hand does not grow', async () => {
      const x = ones([1000], { backend });
      await expectNoGrowth(2000, () => {
        const y = mul(x, 2);
        const z = sum(y);
        y.dispose();
        z.dispose();
      });
      x.dispose();
    }),
    oneCase(group, 'gradients and updates leave the old and the new parameters only', async () => {
      const network = mlp({ sizes: [3, 8, 1] });
      const optimizer = adam();
      await expectNoGrowth(6, () =>
        scope(() => {
          const params = network.init(random(1), { backend });
          const x = random(2).normal([5, 3], { backend });
          const { grads } = valueAndGrad((p: typeof params) => sum(network.apply(p, x)))(params);
          optimizer.update(params, grads, optimizer.init(params));
        }),
      );
    }),
    oneCase(group, 'an error gives back what was made on the way', async () => {
      await expectNoGrowth(200, () => {
        let thrown = false;
        try {
          scope(() => add(mul(ones([3], { backend }), 2), ones([4], { backend })));
        } catch {
          thrown = true;
        }
        assertEqual(thrown, true, 'whether it threw');
      });
    }),
  ];
}
