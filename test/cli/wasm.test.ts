/** `--threads` and `--blas`: what the wasm backend is opened with, and what the user is told about it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findBlas } from '../../packages/tensor/src/backends/wasm/blas-library.ts';
import { correlatedRows, csv, mine, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('mine estimate on the wasm backend', () => {
  const short = ['--x', 'a', '--y', 'b', '--estimator', 'mine', '--steps', '20', '--hidden', '64', '--batch', '64'];
  let table: string;
  beforeAll(() => {
    table = folder.file('pairs.csv', csv(correlatedRows(600, 0.8)));
  });
  const estimate = (...options: string[]) => mine('estimate', table, ...short, ...options);

  test('takes threads, names their number, and finds the same with any', async () => {
    const values = [];
    for (const threads of [1, 2]) {
      const { exitCode, stdout, stderr } = await estimate('--threads', `${threads}`, '--blas', 'off', '--json');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const { mi, wasm } = JSON.parse(stdout);
      expect(wasm).toEqual({ threads, fma: expect.any(Boolean) });
      values.push(mi);
    }
    expect(values[0]).toBe(values[1]);
    expect((await estimate('--threads', '2')).stdout).toContain('backend wasm with 2 threads, seed 0\n');
  });

  test('takes a BLAS library and names it, or says why there is none', async () => {
    const found = findBlas();
    const { exitCode, stdout, stderr } = await estimate('--threads', '1', '--blas', 'auto');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('backend wasm with 1 thread, seed 0\n');
    if ('reason' in found) expect(stderr).toBe(`mine: no BLAS library is used: ${found.reason}\n`);
    else expect(stdout).toContain(`  large products by ${found.description}\n`);
  });
});
