// Threads change how fast the wasm backend is and nothing else: every case of the conformance suite holds when each op is
// cut as finely as possible among three threads, results have the same bits for any number, and threads never keep a
// process busy or alive.
import { adam, mlp, valueAndGrad } from '@infograd/autograd';
import { mine } from '@infograd/mine';
import {
  type Backend,
  concat,
  exp,
  logsumexp,
  matmul,
  random,
  softmax,
  sum,
  type Tensor,
  tensor,
  transpose,
  wasm,
} from '@infograd/tensor';
import { loadKernels } from '../../packages/tensor/src/backends/wasm/kernels.ts';
import { WasmBackend } from '../../packages/tensor/src/backends/wasm/wasm.ts';
import { declareCases } from '../conformance/declare.ts';
import { conformanceCases, exactTraits } from '../conformance/index.ts';
import { script } from './script.ts';

/** A backend that gives every op to all its threads, however small it is. */
function finelyCut(threads: number): WasmBackend {
  return new WasmBackend(loadKernels({ threads, grainLimit: 1 }));
}

const one = wasm({ threads: 1 });
const many = [2, 3, 5].map(finelyCut);
afterAll(() => {
  for (const backend of many) backend.close();
});

const suited = many[1];
declareCases('wasm, 3 threads', conformanceCases(suited, { ...exactTraits, backendBytes: () => suited.heapBytes }));

describe('the same bits for any number of threads', () => {
  const works: Record<string, (backend: Backend) => Tensor> = {
    normals: (backend) => random(1).normal([100_003], { backend }),
    uniforms: (backend) => random(2).uniform([10_001], { backend }),
    'exp of a broadcast sum': (backend) => exp(matrix(backend, 301, 77)),
    'sum of a long vector': (backend) => sum(random(3).normal([300_007], { backend })),
    'sum of columns': (backend) => sum(matrix(backend, 5001, 13), { axis: 0 }),
    'sum of rows': (backend) => sum(matrix(backend, 701, 130), { axis: 1 }),
    'logsumexp of a long vector': (backend) => logsumexp(random(4).normal([300_007], { backend })),
    'logsumexp of columns': (backend) => logsumexp(matrix(backend, 999, 31), { axis: 0 }),
    softmax: (backend) => softmax(matrix(backend, 301, 77)),
    transpose: (backend) => transpose(matrix(backend, 301, 77)),
    concat: (backend) => concat([matrix(backend, 301, 3), matrix(backend, 301, 5)], 1),
    ...Object.fromEntries(
      [
        [200, 100, 100],
        [512, 40, 512],
        [4001, 6, 10],
        [6, 4001, 10],
        [1, 777, 65],
        [777, 65, 1],
        [65, 1, 77],
      ].flatMap(([m, k, n]) =>
        [false, true].flatMap((transposeA) =>
          [false, true].map((transposeB) => [
            `${m} x ${k} x ${n}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`,
            (backend: Backend) =>
              matmul(
                transposeA ? matrix(backend, k, m) : matrix(backend, m, k),
                transposeB ? matrix(backend, n, k) : matrix(backend, k, n),
                { transposeA, transposeB },
              ),
          ]),
        ),
      ),
    ),
    'ten steps of MINE': trainedWeights,
  };
  for (const [name, work] of Object.entries(works)) {
    test(name, () => {
      const expected = work(one).dataSync();
      for (const backend of many) {
        const found = work(backend).dataSync();
        expect(found.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
      }
    });
  }
});

function matrix(backend: Backend, rows: number, columns: number): Tensor {
  return random(rows * 1000 + columns).normal([rows, columns], { backend });
}

function trainedWeights(backend: Backend): Tensor {
  const network = mlp({ sizes: [2, 20, 20, 1], activation: 'elu' });
  let params = network.init(random(5), { backend });
  const optimizer = adam({ learningRate: 1e-3 });
  let state = optimizer.init(params);
  const rng = random(6);
  const lossOf = valueAndGrad((weights: typeof params, pairs: Tensor, others: Tensor) => {
    return mine(network.apply(weights, pairs), network.apply(weights, others)).loss;
  });
  for (let step = 0; step < 10; step++) {
    const [pairs, others] = [rng.normal([300, 2], { backend }), rng.normal([300, 2], { backend })];
    ({ params, state } = optimizer.update(params, lossOf(params, pairs, others).grads, state));
  }
  return params.layers[1].weight;
}

test('a kernel that traps in one part throws, and the threads go on', () => {
  const { crew, kernels } = loadKernels({ threads: 2 });
  expect(kernels.fill32).toBeDefined();
  const beyond = [0xfffffff0, 1000, 0];
  expect(() => crew!.run('fill32', [beyond, beyond, beyond])).toThrow(/fill32 trapped/);
  expect(() => crew!.run('fill32', [[1024, 0, 0]])).not.toThrow();
  crew!.close();
});

test('after close the backend goes on with one thread, and says so', () => {
  const backend = finelyCut(2);
  expect(sum(tensor([1, 2, 3], { backend })).dataSync()).toEqual(Float32Array.of(6));
  backend.close();
  expect(sum(tensor([1, 2, 3], { backend })).dataSync()).toEqual(Float32Array.of(6));
  expect(backend.info).toMatchObject({ threads: 1, threadsReason: expect.stringContaining('close()') });
});

test('threads are counted from 1 to 128', () => {
  for (const threads of [0, -1, 1.5, 129, Number.NaN])
    expect(() => wasm({ threads })).toThrow(/whole number from 1 to 128/);
});

test('threads start at the first work that is large enough, and say so', async () => {
  const backend = finelyCut(3);
  expect(backend.info).toMatchObject({ threads: 3, threadsStarted: 1, threadsReason: undefined });
  random(1).normal([100_000], { backend }).dispose();
  for (let wait = 0; wait < 200 && backend.info.threadsStarted < 3; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(backend.info.threadsStarted).toBe(3);
  backend.close();
});

describe('in a process of its own', () => {
  const setUp = `const { wasm, random, exp } = await import('@infograd/tensor');`;
  const work = 'exp(random(1).normal([1_000_000], { backend }));';

  test('threads let it end', async () => {
    const { stdout } = await script(`${setUp} const backend = wasm({ threads: 3 }); ${work} console.log('done');`);
    expect(stdout).toBe('done\n');
  });

  test('idle threads sleep', async () => {
    const { stdout } = await script(`${setUp} const backend = wasm({ threads: 3 }); ${work}
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { user, system } = process.cpuUsage(before);
      console.log((user + system) / 1e6);`);
    expect(Number(stdout)).toBeLessThan(0.2);
  });

  test('INFOGRAD_THREADS is the default, and is checked', async () => {
    const show = `${setUp} console.log(wasm().info.threads);`;
    expect((await script(show, { INFOGRAD_THREADS: '3' })).stdout).toBe('3\n');
    await expect(script(show, { INFOGRAD_THREADS: 'many' })).rejects.toThrow(/INFOGRAD_THREADS is NaN/);
  });

  test('without SharedArrayBuffer one thread works, and says why', async () => {
    const { stdout } =
      await script(`delete globalThis.SharedArrayBuffer; ${setUp} const backend = wasm({ threads: 3 }); ${work}
      console.log(backend.info.threads, backend.info.threadsReason);`);
    expect(stdout).toMatch(/^1 SharedArrayBuffer is missing/);
  });
});
