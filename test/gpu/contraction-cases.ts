/**
 * What matrix products and layers on a device must do, as plain functions, so that the same cases run in Node and inside
 * a browser's page. The shapes are those that kernels treat differently: lengths that are and are not multiples of four,
 * single rows and columns, long inner axes, batches that broadcast.
 */
import { abs, type Backend, linear, matmul, reference, type Shape, scope, type Tensor, tensor } from '@infograd/tensor';

export interface ContractionCase {
  readonly name: string;
  /** Throws if the device does it wrong. */
  readonly run: () => Promise<void>;
}

const rounding = 2 ** -20;

const sizes: readonly (readonly [rows: number, inner: number, columns: number])[] = [
  [1, 1, 1],
  [4, 4, 4],
  [3, 5, 7],
  [5, 7, 4],
  [6, 8, 5],
  [8, 9, 12],
  [1, 12, 9],
  [1, 10, 1],
  [9, 8, 1],
  [10, 6, 1],
  [7, 1, 6],
  [8, 1, 8],
  [40, 20, 36],
  [64, 64, 64],
  [33, 130, 20],
  [2, 5000, 3],
  [8, 4096, 8],
  [1, 3001, 1],
  [12, 1027, 1],
  [4, 0, 8],
  [3, 0, 5],
];

const batches: readonly (readonly [a: Shape, b: Shape])[] = [
  [[3], [3]],
  [[3], []],
  [[], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[1, 2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
];

const activations = ['none', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus'] as const;

export function contractionCases(backend: Backend): ContractionCase[] {
  const cases: ContractionCase[] = [];
  const add = (name: string, run: () => Promise<void>): void => void cases.push({ name, run });

  for (const [rows, inner, columns] of sizes) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const marks = `${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`;
        add(`[${rows}, ${inner}] x [${inner}, ${columns}]${marks}`, async () => {
          const a = random(transposeA ? [inner, rows] : [rows, inner], 1);
          const b = random(transposeB ? [columns, inner] : [inner, columns], 2);
          await expectProduct(backend, a, b, { transposeA, transposeB });
        });
      }
    }
    for (const hasBias of [true, false]) {
      add(`layer [${rows}, ${inner}] x [${inner}, ${columns}]${hasBias ? ' with bias' : ''}`, async () => {
        const operands = [random([rows, inner], 1), random([inner, columns], 2)];
        if (hasBias) operands.push(random([columns], 3));
        await expectNear(
          backend,
          operands,
          ([x, w, b]) => linear(x, w, b, { activation: 'relu' }),
          ([x, w, b]) => linear(abs(x), abs(w), b && abs(b)),
        );
      });
    }
  }

  for (const [aBatch, bBatch] of batches) {
    for (const [rows, inner, columns] of [
      [4, 8, 4],
      [3, 5, 6],
      [5, 8, 1],
      [2, 600, 3],
    ] as const) {
      for (const transposeA of [false, true]) {
        const name = `[${aBatch}] of [${rows}, ${inner}] x [${bBatch}] of [${inner}, ${columns}]`;
        add(`${name}${transposeA ? ', a transposed' : ''}`, async () => {
          const a = random([...aBatch, ...(transposeA ? [inner, rows] : [rows, inner])], 1);
          const b = random([...bBatch, inner, columns], 2);
          await expectProduct(backend, a, b, { transposeA, transposeB: false });
        });
      }
    }
  }

  for (const activation of activations) {
    for (const columns of [1, 8, 10]) {
      add(`${activation} after [20, 12] x [12, ${columns}]`, async () => {
        await expectNear(
          backend,
          [random([20, 12], 1), random([12, columns], 2), random([columns], 3)],
          ([x, w, b]) => linear(x, w, b, { activation, slope: 0.2, alpha: 1.5 }),
          ([x, w, b]) => linear(abs(x), abs(w), abs(b)),
        );
      });
    }
  }

  for (const special of [Infinity, Number.NaN]) {
    for (const [rows, inner, columns] of [
      [8, 8, 8],
      [6, 6, 10],
      [5, 300, 3],
      [9, 7, 1],
    ] as const) {
      add(
        `${special} in [${rows}, ${inner}] x [${inner}, ${columns}] reaches its own row and column only`,
        async () => {
          const a = random([rows, inner], 1);
          const b = random([inner, columns], 2);
          const aRow = rows - 2;
          const bColumn = columns - 1;
          a.values[aRow * inner + inner - 1] = special;
          b.values[(inner - 1) * columns + bColumn] = special;
          const got = await compute(backend, [a, b], ([x, w]) => matmul(x, w));
          for (const [i, value] of got.entries()) {
            const reached = Math.floor(i / columns) === aRow || i % columns === bColumn;
            if (Number.isFinite(value) === reached) throw new Error(`element ${i} is ${value}`);
          }
        },
      );
    }
  }

  add('sums of equal numbers do not drift', async () => {
    const length = 4096;
    const a = { shape: [4, length], values: new Float32Array(4 * length).fill(0.1) };
    const b = { shape: [length, 1200], values: new Float32Array(length * 1200).fill(0.7) };
    const got = await compute(backend, [a, b], ([x, w]) => matmul(x, w));
    const expected = length * Math.fround(0.1) * Math.fround(0.7);
    for (const value of got) {
      if (!(Math.abs(value / expected - 1) < rounding)) throw new Error(`${value} instead of ${expected}`);
    }
  });
  return cases;
}

interface Values {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** Numbers from -0.5 to 0.5 (a linear congruential generator). */
function random(shape: Shape, seed: number): Values {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    values[i] = state / 2 ** 32 - 0.5;
  }
  return { shape, values };
}

type Computation = (operands: Tensor[]) => Tensor;

async function compute(backend: Backend, operands: readonly Values[], computation: Computation): Promise<Float32Array> {
  const result = scope(() => computation(operands.map(({ shape, values }) => tensor(values, { shape, backend }))));
  try {
    return (await result.data()) as Float32Array;
  } finally {
    result.dispose();
  }
}

/** Every element is right up to rounding, which goes with the sum of the magnitudes that were added. */
async function expectNear(
  backend: Backend,
  operands: readonly Values[],
  computation: Computation,
  magnitudes: Computation,
): Promise<void> {
  const got = await compute(backend, operands, computation);
  const expected = await compute(reference(), operands, computation);
  const scale = await compute(reference(), operands, magnitudes);
  if (got.length !== expected.length) throw new Error(`${got.length} elements instead of ${expected.length}`);
  for (let i = 0; i < got.length; i++) {
    const limit = rounding * Math.max(scale[i], Math.abs(expected[i]));
    if (Math.abs(got[i] - expected[i]) <= limit) continue;
    throw new Error(`element ${i} is ${got[i]} instead of ${expected[i]}`);
  }
}

function expectProduct(
  backend: Backend,
  a: Values,
  b: Values,
  options: { transposeA: boolean; transposeB: boolean },
): Promise<void> {
  return expectNear(
    backend,
    [a, b],
    ([x, y]) => matmul(x, y, options),
    ([x, y]) => matmul(abs(x), abs(y), options),
  );
}
