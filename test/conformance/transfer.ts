/** Values go in and come out unchanged: every dtype, special numbers, scalars and empty tensors, whenever they are read. */
import {
  AsyncReadError,
  add,
  DisposedError,
  type DType,
  exp,
  mul,
  ones,
  reference,
  reshape,
  scope,
  sum,
  tensor,
} from '@infograd/tensor';
import { assert, assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { readOne } from './compare.ts';

const group = 'transfer';

const contents: readonly (readonly [DType, Float32Array | Int32Array | Uint8Array])[] = [
  ['float32', new Float32Array([NaN, Infinity, -Infinity, 0, -0, 1.1754944e-38, 3.4028235e38, 1 / 3, -16777217])],
  ['int32', new Int32Array([0, 1, -1, 2 ** 24 + 1, -(2 ** 24) - 1, 2 ** 31 - 1, -(2 ** 31)])],
  ['bool', new Uint8Array([0, 1, 1, 0, 1])],
];

export function transferCases({ backend }: Subject): Case[] {
  return [
    ...casesOf(
      group,
      contents,
      ([dtype]) => `${dtype} comes back as it went in`,
      async ([dtype, values]) => {
        const { values: back, ...kind } = await readOne(() => tensor(values, { dtype, backend }));
        assertEqual(kind, { shape: [values.length], dtype }, 'kind');
        assertEqual(back.constructor.name, values.constructor.name, 'array');
        const wrong = Array.from(values).filter((value, i) => !Object.is(value, back[i]));
        assertEqual(wrong.map(String), [], 'changed values');
      },
    ),
    oneCase(group, 'scalars and empty tensors', async () => {
      for (const [values, shape] of [
        [[5], []],
        [[5], [1, 1, 1]],
        [[], [0]],
        [[], [3, 0, 2]],
      ]) {
        const { values: back, shape: found } = await readOne(() =>
          add(tensor(Float32Array.from(values), { shape, backend }), 1),
        );
        assertEqual(
          [Array.from(back), found],
          [values.map((value) => value + 1), shape],
          `shape [${shape.join(', ')}]`,
        );
      }
    }),
    oneCase(group, 'a tensor is a copy of what it was made from', async () => {
      const values = new Float32Array([1, 2, 3]);
      const x = tensor(values, { backend });
      const doubled = mul(x, 2);
      values.fill(9);
      assertEqual([...(await x.data())], [1, 2, 3], 'the tensor');
      (await x.data()).fill(7);
      assertEqual([...(await x.data())], [1, 2, 3], 'after a change of what was read');
      assertEqual([...(await doubled.data())], [2, 4, 6], 'what was computed from it');
      for (const made of [x, doubled]) made.dispose();
    }),
    oneCase(group, 'reads at once, in any order, and of a tensor that is disposed meanwhile', async () => {
      const x = tensor([0, 1, 2], { backend });
      const y = add(mul(x, 2), 1);
      const reading = [y.data(), x.data(), y.data(), reshape(y, [3, 1]).data()];
      x.dispose();
      y.dispose();
      const found = await Promise.all(reading);
      assertEqual(
        found.map((values) => [...values]),
        [
          [1, 3, 5],
          [0, 1, 2],
          [1, 3, 5],
          [1, 3, 5],
        ],
        'values',
      );
      const error = await y.data().catch((caught: unknown) => caught);
      assert(error instanceof DisposedError, `a read after dispose gave ${error}`);
    }),
    oneCase(group, 'a synchronous read works, or says that it cannot', async () => {
      const x = exp(tensor([0, 0], { backend }));
      if (backend.canReadSync) {
        assertEqual([x.toArray(), sum(x).itemSync()], [[1, 1], 2], 'values');
      } else {
        for (const readNow of [() => x.dataSync(), () => x.toArray(), () => x.to(reference())]) {
          let thrown: unknown;
          try {
            readNow();
          } catch (error) {
            thrown = error;
          }
          assert(thrown instanceof AsyncReadError, `threw ${thrown}`);
        }
      }
      assertEqual(await sum(x).item(), 2, 'item()');
      x.dispose();
    }),
    oneCase(group, 'from the reference backend and back', async () => {
      const start = tensor(
        [
          [1.5, -2],
          [3, 4],
        ],
        { backend: reference() },
      );
      const moved = scope(() => mul(start.to(backend), ones([], { backend })));
      const back = tensor(await moved.data(), { shape: moved.shape, backend: reference() });
      assertEqual(back.toArray(), start.toArray(), 'values');
      for (const made of [start, moved, back]) made.dispose();
    }),
  ];
}
