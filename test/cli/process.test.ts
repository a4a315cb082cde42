/** The command end to end, as a process of its own: what a user types, sees and finds on disk. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MutualInformationEstimator } from '@infograd/mine';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { correlatedRows, csv, mineProcess, sql, temporaryFolder } from './support.ts';

// Each process transpiles the packages anew.
jest.setTimeout(120_000);

const folder = temporaryFolder();
const rows = correlatedRows(3000, 0.8);
const truth = -0.5 * Math.log(1 - 0.8 ** 2);
const short = ['--estimator', 'mine', '--steps', '600', '--hidden', '32', '--batch', '128'];
let table: string;

beforeAll(() => {
  table = folder.file('pairs.csv', csv(rows));
});
afterAll(folder.remove);

const jsonKeys =
  'mi units stdError interval side measure estimator bound critic preprocess backend n dimX dimY folds steps seconds seed notes warnings wasm'.split(
    ' ',
  );

describe('mine estimate', () => {
  test('prints JSON with its keys, near the truth, and nothing else on standard output', async () => {
    const { exitCode, stdout, stderr } = await mineProcess([
      'estimate',
      table,
      '--x',
      'a',
      '--y',
      'b',
      '--json',
      ...short,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(jsonKeys);
    expect(result).toMatchObject({
      units: 'nats',
      estimator: 'mine',
      backend: 'wasm',
      n: 3000,
      dimX: 1,
      dimY: 1,
      seed: 0,
    });
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.12);
    expect(result.interval[0]).toBeLessThan(result.mi);
    expect(result.interval[1]).toBeGreaterThan(result.mi);
  });

  test('writes JSON, plots and the estimator to files, in bits, with a summary for people', async () => {
    const at = (name: string) => join(folder.path, name);
    const outputs = [
      '--json',
      at('r.json'),
      '--plot',
      at('r.svg'),
      '--plot',
      at('r.png'),
      '--save',
      at('r.safetensors'),
    ];
    const { exitCode, stdout } = await mineProcess([
      'estimate',
      table,
      '--x',
      'a',
      '--y',
      'b',
      '--units',
      'bits',
      '--truth',
      '0.737',
      ...outputs,
      ...short,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^I\(a; b\) = 0\.\d{4} bits\n {2}95 % interval/);
    expect(stdout).toContain('truth 0.7370');
    expect(JSON.parse(readFileSync(at('r.json'), 'utf8')).units).toBe('bits');

    const svg = readFileSync(at('r.svg'), 'utf8');
    for (const text of [
      '<svg',
      'training step',
      'mutual information (bits)',
      'validation rows',
      'truth 0.7370',
      'estimate with 95 % interval',
    ]) {
      expect(svg).toContain(text);
    }
    const png = readFileSync(at('r.png'));
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect(png.length).toBeGreaterThan(20_000);

    const saved = await MutualInformationEstimator.load(readFileSync(at('r.safetensors')));
    const again = await saved.estimate(
      rows.map(([a]) => a),
      rows.map(([, b]) => b),
    );
    expect(Math.abs(again.mi - truth)).toBeLessThan(0.12);
  });

  test('reads Parquet', async () => {
    const parquet = join(folder.path, 'pairs.parquet');
    await sql(`COPY (SELECT a, exp(b) AS price FROM read_csv('${table}')) TO '${parquet}' (FORMAT parquet)`);
    const { exitCode, stdout } = await mineProcess([
      'estimate',
      parquet,
      '--x',
      'a',
      '--y',
      'log(price)',
      '--json',
      ...short,
    ]);
    expect(exitCode).toBe(0);
    expect(Math.abs(JSON.parse(stdout).mi - truth)).toBeLessThan(0.12);
  });

  test('is interrupted by Ctrl-C: prints the best estimate so far and exits 130', async () => {
    let interrupted = false;
    const { exitCode, stdout, stderr } = await mineProcess(
      [
        'estimate',
        table,
        '--x',
        'a',
        '--y',
        'b',
        '--estimator',
        'mine',
        '--steps',
        '1000000',
        '--progress',
        '--save',
        join(folder.path, 'cut.safetensors'),
      ],
      {
        onError(text, interrupt) {
          if (interrupted || !text.includes('best')) return;
          interrupted = true;
          interrupt();
        },
      },
    );
    expect(interrupted).toBe(true);
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/I\(a; b\) = -?\d\.\d{4} nats/);
    expect(stdout).toContain('interrupted: this is the best estimate so far');
    expect(stderr).toMatch(/step \d+ of 1000000 {2}bound -?\d\.\d{4} nats {2}best -?\d\.\d{4} {2}.* left/);
    expect(existsSync(join(folder.path, 'cut.safetensors'))).toBe(false);
  });

  test('exits 2 on bad input, naming the remedy, without a stack trace', async () => {
    const { exitCode, stdout, stderr } = await mineProcess(['estimate', table, '--x', 'aa', '--y', 'b']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe('mine: --x: there is no column aa\n      did you mean a?\n');
  });
});

describe('mine', () => {
  test('--version prints the version of the package', async () => {
    const manifest = readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8');
    const { exitCode, stdout } = await mineProcess(['--version']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${JSON.parse(manifest).version}\n` });
  });
});
