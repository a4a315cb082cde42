// With a BLAS library of the system, products are the same numbers but for rounding: every case of the conformance suite holds when
// each product goes to the library, however small. Without being asked for, nothing of it is loaded; and what was asked for and
// cannot be had is said. Where no library is found, the tests that need one are skipped, and why is printed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activations, type Backend, linear, matmul, random, reference, type Tensor, wasm } from '@infograd/tensor';
import { jest } from '@jest/globals';
import { findBlas, usualNames } from '../../packages/tensor/src/backends/wasm/blas-library.ts';
import { loadKernels } from '../../packages/tensor/src/backends/wasm/kernels.ts';
import { SystemBlas } from '../../packages/tensor/src/backends/wasm/system-blas.ts';
import { WasmBackend } from '../../packages/tensor/src/backends/wasm/wasm.ts';
import { declareCases, declareSkipped } from '../conformance/declare.ts';
import { conformanceCases, conformanceNames, exactTraits } from '../conformance/index.ts';
import { script } from './script.ts';

const found = findBlas();
const library = 'reason' in found ? undefined : found;
const withLibrary = library === undefined ? describe.skip : describe;

if ('reason' in found) {
  declareSkipped('wasm with BLAS', conformanceNames(), found.reason);
} else {
  const module = loadKernels({ threads: 1 });
  const backend = new WasmBackend({ ...module, blas: new SystemBlas(found, module.heap, 1, 0) });
  declareCases('wasm with BLAS', conformanceCases(backend, { ...exactTraits, backendBytes: () => backend.heapBytes }));
}

withLibrary('products by the library', () => {
  // One thread has a heap of its own, several a shared one.
  const backends = [1, 2].map((threads) => wasm({ threads, blas: 'auto' }));
  afterAll(() => {
    for (const backend of backends) backend.close();
  });
  const multiply = jest.spyOn(SystemBlas.prototype, 'multiply');
  beforeEach(() => multiply.mockClear());
  afterAll(() => multiply.mockRestore());

  function expectSame(inner: number, calls: number, work: (backend: Backend) => Tensor): void {
    const expected = work(reference()).dataSync();
    for (const backend of backends) {
      multiply.mockClear();
      const values = work(backend).dataSync() as Float32Array;
      expect(multiply).toHaveBeenCalledTimes(calls);
      expect(values.length).toBe(expected.length);
      const error = values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0);
      expect(error).toBeLessThan(1e-6 * inner);
    }
  }

  const normal = (shape: number[], backend: Backend) => random(shape[0]).normal(shape, { backend });

  for (const [m, n, k] of [
    [64, 64, 64],
    [200, 100, 100],
    [101, 67, 43],
    [512, 512, 40],
    [40, 40, 5000],
    [25, 3000, 25],
  ]) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      test(`${m} x ${k} x ${n}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`, () => {
        expectSame(k, 1, (backend) => {
          const a = normal(transposeA ? [k, m] : [m, k], backend);
          const b = normal(transposeB ? [n, k] : [k, n], backend);
          return matmul(a, b, { transposeA, transposeB });
        });
      });
    }
  }

  test('a batch, with broadcast operands', () => {
    expectSame(50, 6, (backend) =>
      matmul(normal([3, 1, 40, 50], backend), normal([2, 60, 50], backend), { transposeB: true }),
    );
  });

  test.each(activations)('a layer with bias and activation %s', (activation) => {
    expectSame(100, 1, (backend) => {
      const [x, w, b] = [normal([200, 100], backend), normal([100, 70], backend), normal([70], backend)];
      return linear(x, w, b, { activation, alpha: 0.3 });
    });
  });

  test('a layer without bias', () => {
    expectSame(100, 1, (backend) => linear(normal([200, 100], backend), normal([100, 70], backend)));
  });

  test.each([
    [20, 20, 20],
    [20_000, 10, 6],
    [1000, 1, 1000],
    [0, 0, 0],
    [0, 5, 3],
  ])('small and thin ones stay with the kernels: %i x %i x %i', (m, n, k) => {
    expectSame(Math.max(k, 1), 0, (backend) => matmul(normal([m, k], backend), normal([k, n], backend)));
  });

  test('after the heap has grown', () => {
    const [backend] = backends;
    const [a, b] = [normal([64, 64], backend), normal([64, 64], backend)];
    const before = matmul(a, b).dataSync();
    const bytes = backend.heapBytes;
    const large = normal([bytes / 4], backend);
    expect(backend.heapBytes).toBeGreaterThan(bytes);
    expect(matmul(a, b).dataSync()).toEqual(before);
    large.dispose();
  });

  test('the library works with the threads of the backend that calls it', () => {
    const { load } = createRequire(import.meta.url)('koffi');
    const file = library!.description.split(',')[0];
    if (!file.includes('openblas')) return;
    const threads = load(file).func('openblas_get_num_threads', 'int', []);
    for (const backend of [...backends, ...backends]) {
      const a = normal([64, 64], backend);
      matmul(a, a);
      expect(threads()).toBe(backend.info.threads);
    }
  });

  test('info says which library it is', () => {
    expect(backends[0].info).toMatchObject({ blas: library!.description, blasReason: undefined });
  });

  test('a library may be named', () => {
    const file = library!.description.split(',')[0];
    expect(wasm({ threads: 1, blas: file }).info.blas).toBe(library!.description);
  });

  test('INFOGRAD_BLAS is the default, and an option goes before it', async () => {
    const { stdout } = await script(
      `const { wasm } = await import('@infograd/tensor'); console.log([wasm().info.blas, wasm({ blas: 'off' }).info.blas]);`,
      { INFOGRAD_BLAS: 'auto' },
    );
    expect(stdout).toContain(library!.description);
    expect(stdout).toContain('undefined');
  });
});

describe('a library that cannot be had', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blas-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is an error when it was named: there is no such file', () => {
    expect(() => wasm({ blas: join(folder, 'none.so') })).toThrow(
      expect.objectContaining({
        name: 'BackendUnavailableError',
        message: expect.stringMatching(/none\.so cannot be used: .*; (install|macOS|put) .*, or leave blas 'off'/),
      }),
    );
  });

  test('is an error when it was named: a library without cblas_sgemm', () => {
    const { arch, platform } = process;
    const require = createRequire(createRequire(import.meta.url).resolve('koffi'));
    const binary = require.resolve(`@koromix/koffi-${platform}-${arch}/package.json`);
    expect(() => wasm({ blas: join(binary, '..', `${platform}_${arch}`, 'koffi.node') })).toThrow(
      expect.objectContaining({
        name: 'BackendUnavailableError',
        message: expect.stringContaining('cannot be used: it has no function cblas_sgemm'),
      }),
    );
  });

  test.each([[3], [''], [true], [{}]])('the option is a text: %j is refused', (blas) => {
    expect(() => wasm({ blas: blas as string })).toThrow(/wasm: blas is .*; use 'auto', 'off' or the file/);
  });

  const show = `const { wasm } = await import('@infograd/tensor');
    const { blas, blasReason } = wasm({ threads: 1, blas: 'auto' }).info; console.log(blas, '/', blasReason);`;

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux("is reported when 'auto' finds none of the usual ones", async () => {
    // The loader stops at the first file of the right name, though it is no library.
    for (const name of usualNames.linux)
      writeFileSync(join(folder, name), 'no library, but long enough to have a header '.repeat(9));
    const { stdout } = await script(show, { LD_LIBRARY_PATH: folder });
    expect(stdout).toMatch(/^undefined \/ found none of libopenblasp\.so\.0, .*; install OpenBLAS/);
  });

  test("is reported when 'auto' finds no koffi", async () => {
    const without = `const module = process.getBuiltinModule('node:module'), load = module._load;
      module._load = (name, ...rest) => {
        if (name === 'koffi') throw new Error("Cannot find module 'koffi'");
        return load(name, ...rest);
      };`;
    const { stdout } = await script(without + show);
    expect(stdout).toMatch(/^undefined \/ .*package koffi.*Cannot find module 'koffi'.*npm install koffi/);
  });

  test("is reported when 'auto' is asked for where there is no Node, as in browsers", async () => {
    const { stdout } = await script(`process.getBuiltinModule = undefined; ${show}`);
    expect(stdout).toMatch(/^undefined \/ .*browsers load none/);
  });
});

test('nothing of it is loaded unless it is asked for', async () => {
  const loaded = (options: string) =>
    script(
      `const { matmul, random, wasm } = await import('@infograd/tensor');
       const backend = wasm(${options});
       const a = random(1).normal([64, 64], { backend });
       matmul(a, a);
       const { cache } = process.getBuiltinModule('node:module').createRequire(import.meta.url + '/x');
       console.log(Object.keys(cache).some((file) => file.includes('koffi')), backend.info.blas, backend.info.blasReason);`,
      { INFOGRAD_BLAS: '' },
    );
  expect((await loaded('')).stdout).toBe('false undefined undefined\n');
  expect((await loaded("{ threads: 1, blas: 'off' }")).stdout).toBe('false undefined undefined\n');
  expect((await loaded("{ threads: 1, blas: 'auto' }")).stdout).toMatch(/^true/);
});
