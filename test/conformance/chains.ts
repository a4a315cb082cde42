/**
 * Operations that follow each other, as a backend may fuse them: seeded random programs with shared and broadcast
 * operands, chains that are very long or very wide, and results that are read, reduced, multiplied or disposed half way.
 */
import {
  abs,
  add,
  type Backend,
  broadcastTo,
  cast,
  div,
  exp,
  greater,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  type Random,
  random,
  reference,
  relu,
  scope,
  sigmoid,
  slice,
  softplus,
  sqrt,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
} from '@infograd/tensor';
import { broadcastableShape, mismatch, pick, sampleShape, wholeNumber } from '@infograd/tensor/testing';
import { assert, assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { read } from './compare.ts';

const group = 'chains';
const near = { relative: 1e-4, absolute: 1e-5 };

/** All keep numbers of modest size at a modest size, and none of them jumps. */
const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => add(a, b),
  (a, b) => sub(a, b),
  (a, b) => mul(tanh(a), b),
  (a, b) => div(a, add(abs(b), 1)),
  (a, b) => maximum(a, b),
  (a, b) => minimum(a, b),
  (a) => neg(a),
  (a) => tanh(a),
  (a) => sigmoid(a),
  (a) => relu(a),
  (a) => sqrt(add(abs(a), 0.5)),
  (a) => exp(neg(abs(a))),
  (a) => softplus(a),
  (a, b) => where(cast(cast(greater(add(mul(a, 0), 1), 0), 'int32'), 'bool'), a, b),
];

type Program = (backend: Backend) => Tensor[];

/** Values of which each is computed from two earlier ones; the last and some of the others are read. */
function randomProgram(seed: number): Program {
  return (backend) => {
    const rng = random(seed);
    const target = sampleShape(rng, {});
    const values = Array.from({ length: wholeNumber(rng, 2, 9) }, () =>
      rng.uniform(broadcastableShape(rng, target), { min: -2, max: 2, backend }),
    );
    for (let i = 0; i < 14; i++) values.push(pick(rng, steps)(pick(rng, values.slice(-6)), pick(rng, values)));
    return [values[values.length - 1], ...values.filter((_, i) => i % 5 === 4)];
  };
}

const normal = (rng: Random, shape: number[], backend: Backend): Tensor => rng.normal(shape, { backend });

const programs: readonly (readonly [name: string, program: Program])[] = [
  [
    'of 300 operations',
    (backend) => {
      let x = normal(random(1), [37], backend);
      for (let i = 0; i < 100; i++) x = mul(tanh(add(x, 0.25)), 1.5);
      return [x];
    },
  ],
  [
    'with 40 operands',
    (backend) => {
      const rng = random(2);
      const all = Array.from({ length: 40 }, () => normal(rng, [5, 7], backend));
      return [all.reduce((a, b) => add(a, b)), all.reduce((a, b) => maximum(mul(a, 0.5), b))];
    },
  ],
  [
    'that doubles what it reads at every step',
    (backend) => {
      let x = normal(random(3), [11], backend);
      for (let i = 0; i < 24; i++) x = mul(add(x, x), 0.5);
      return [x];
    },
  ],
  [
    'into products, sums and movements, and on from there',
    (backend) => {
      const rng = random(4);
      const [a, b] = [normal(rng, [33, 5], backend), normal(rng, [33, 4], backend)];
      const product = matmul(tanh(a), sigmoid(b), { transposeA: true });
      const centred = sub(product, mul(sum(product, { axis: 0, keepDims: true }), 0.2));
      const turned = mul(transpose(centred), broadcastTo(add(slice(centred, { stop: [1, 1] }), 1), [4, 5]));
      return [centred, turned, sum(mul(turned, turned))];
    },
  ],
  [
    'whose intermediate results are disposed at once',
    (backend) => {
      const x = normal(random(5), [101], backend);
      let y = exp(neg(abs(x)));
      for (let i = 0; i < 20; i++) {
        const next = add(mul(y, 0.5), x);
        y.dispose();
        y = next;
      }
      x.dispose();
      return [y];
    },
  ],
];

export function chainCases({ backend }: Subject): Case[] {
  const compare = async (program: Program): Promise<void> => {
    const [actual, expected] = [await read(() => program(backend)), await read(() => program(reference()))];
    for (const [i, { values, shape }] of expected.entries()) {
      assertEqual(actual[i].shape, shape, `shape of result ${i}`);
      const difference = mismatch(actual[i].values, values, near);
      assert(difference === undefined, `result ${i}: ${difference}`);
    }
  };
  return [
    ...casesOf(
      group,
      Array.from({ length: 16 }, (_, i) => i + 1),
      (seed) => `random program ${seed}`,
      (seed) => compare(randomProgram(seed)),
    ),
    ...casesOf(
      group,
      programs,
      ([name]) => `a chain ${name}`,
      ([, program]) => compare(program),
    ),
    oneCase(group, 'results that are read half way do not change what follows', async () => {
      const once = async (stops: readonly number[], home: Backend): Promise<number[]> => {
        let x = scope(() => normal(random(6), [23], home));
        for (let i = 0; i < 12; i++) {
          const before = x;
          x = scope(() => add(mul(tanh(before), 2), before));
          if (stops.includes(i)) await before.data();
          before.dispose();
        }
        const values = Array.from(await x.data());
        x.dispose();
        return values;
      };
      const expected = await once([], reference());
      for (const stops of [[], [3], [0, 1, 2, 3, 4, 11]]) {
        const difference = mismatch(await once(stops, backend), expected, near);
        assert(difference === undefined, `read after ${stops.join(', ')}: ${difference}`);
      }
    }),
  ];
}
