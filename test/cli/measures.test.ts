/** `mine estimate` beyond two columns and one bound: conditions, time, categories, other divergences, significance. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '@infograd/cli';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { correlatedRows, csv, mine, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const quick = ['--estimator', 'mine', '--steps', '150', '--hidden', '16', '--batch', '64'];
let path: string;
let series: string;

beforeAll(() => {
  const rows = correlatedRows(900, 0.8);
  const others = correlatedRows(900, 0, 7);
  const sign = (a: number) => (a > 0.5 ? 'high' : a > -0.5 ? 'middle' : 'low');
  path = folder.file(
    'rows.csv',
    csv(
      rows.map(([a, b], row) => [a, b, others[row][0], sign(a), Math.round(b)]),
      ['a', 'b', 'c', 'word', 'level'],
    ),
  );
  // b follows a two rows later.
  series = folder.file('series.csv', csv(rows.map(([a], row) => [a, row < 2 ? 0 : rows[row - 2][1]])));
});

async function json(command: string, file: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await mine(command, file, ...quick, ...args, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}
const estimate = (...args: string[]) => json('estimate', path, '--x', 'a', '--y', 'b', ...args);

describe('--conditional', () => {
  test('is the difference of two estimates, which are in the report, and no bound', async () => {
    const result = await estimate('--conditional', 'c', '--permutations', '2');
    const [whole, alone] = Object.values(result.parts) as number[];
    expect(Object.keys(result.parts)).toEqual(['I(a; c, b)', 'I(a; c)']);
    expect(result.mi).toBeCloseTo(whole - alone, 10);
    expect(result).toMatchObject({ side: 'estimate', dimX: 1, dimY: 1, dimZ: 1, comparedWith: { count: 2 } });
    expect([1 / 3, 2 / 3, 1]).toContain(result.pValue);
    expect(result.mi).toBeGreaterThan(0.2);
  });

  test('in its direct form has no parts', async () => {
    const result = await estimate('--conditional', 'c', '--form', 'direct', '--steps', '60');
    expect(result).toMatchObject({ estimator: 'direct form, mine', side: 'estimate', dimZ: 1 });
    expect(result).not.toHaveProperty('parts');
  });

  test('given y itself is nothing, in the report for people as well', async () => {
    const { stdout } = await mine('estimate', path, '--x', 'a', '--y', 'c', '--conditional', 'b', ...quick);
    expect(stdout).toMatch(/^I\(a; c \| b\) = -?0\.0\d+ nats\n/);
    expect(stdout).toContain('an estimate, not a bound');
    expect(stdout).toContain('1 + 1 + 1 dimensions');
  });

  test('has a picture of the values that it is made of', async () => {
    const plot = join(folder.path, 'conditional.svg');
    await mine(
      'estimate',
      path,
      '--x',
      'a',
      '--y',
      'b',
      '--conditional',
      'c',
      '--form',
      'difference',
      ...quick,
      '--plot',
      plot,
    );
    const svg = readFileSync(plot, 'utf8');
    for (const text of ['given c', 'I(a; b | c)', 'I(a; c, b)', 'I(a; c)']) expect(svg).toContain(text);
  });
});

describe('time', () => {
  test('--lag finds what one column says of another some rows later', async () => {
    const [two, none] = [
      await json('estimate', series, '--x', 'a', '--y', 'b', '--lag', '2'),
      await json('estimate', series, '--x', 'a', '--y', 'b', '--lag', '0'),
    ];
    expect(two.n).toBe(898);
    expect(two.mi).toBeGreaterThan(0.25);
    expect(Math.abs(none.mi)).toBeLessThan(0.06);
  });

  test('--lag has surrogates for permutations, and says how the pairs stand', async () => {
    const { stdout } = await mine(
      'estimate',
      series,
      '--x',
      'a',
      '--y',
      'b',
      '--lag',
      '2',
      '--permutations',
      '3',
      ...quick,
    );
    expect(stdout).toMatch(/^I\(a at t-2; b at t\) = /);
    expect(stdout).toContain('a stands 2 rows before b; rows are split in blocks');
    expect(stdout).toContain('p-value 0.25, against 3 surrogates');
  });

  test('--transfer goes one way', async () => {
    const [there, back] = [
      await json('estimate', series, '--x', 'a', '--y', 'b', '--transfer', '--lag', '2'),
      await json('estimate', series, '--x', 'b', '--y', 'a', '--transfer', '--lag', '2'),
    ];
    expect(there.mi).toBeGreaterThan(0.25);
    expect(Math.abs(back.mi)).toBeLessThan(0.06);
    const { stdout } = await mine('estimate', series, '--x', 'a', '--y', 'b', '--transfer', '--history', '2', ...quick);
    expect(stdout).toMatch(/^T\(a -> b\) = /);
    expect(stdout).toContain('transfer entropy, lag 1, history 2: what the past of a tells of b');
  });
});

describe('--discrete', () => {
  test('takes text and numbers as categories, whose entropy is in the report', async () => {
    const { mi, entropy } = await estimate('--y', 'word', '--discrete', 'word');
    expect(entropy.y).toBeGreaterThan(1);
    expect(entropy.y).toBeLessThan(Math.log(3));
    expect(mi).toBeGreaterThan(0.3);
    const { stdout } = await mine('estimate', path, '--x', 'a', '--y', 'level', '--discrete', 'level', ...quick);
    expect(stdout).toMatch(/entropy of y: \d\.\d{4} nats, which the information cannot exceed/);
  });

  test('is what a refusal of text offers', async () => {
    const { exitCode, stderr } = await mine('estimate', path, '--x', 'a', '--y', 'word', ...quick);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('name the column in --discrete if its values are categories');
  });
});

describe('an estimator', () => {
  test('of another divergence has its own name and unit', async () => {
    const hellinger = await estimate('--estimator', 'squared-hellinger', '--units', 'bits');
    expect(hellinger).toMatchObject({ units: 'none', measure: 'squared-hellinger' });
    expect(hellinger).not.toHaveProperty('mi');
    expect(hellinger.divergence).toBeGreaterThan(0.1);
    const { stdout } = await mine(
      'estimate',
      path,
      '--x',
      'a',
      '--y',
      'b',
      ...quick,
      '--estimator',
      'squared-hellinger',
    );
    expect(stdout).toMatch(/^Squared Hellinger distance \(a; b\) = 0\.\d{4}\n/);
    expect(stdout).toContain('not mutual information');
  });

  test('says its bound and its side, and what the value was read with', async () => {
    const text = async (...args: string[]) =>
      (await mine('estimate', path, '--x', 'a', '--y', 'b', ...quick, ...args)).stdout;
    expect(await text('--evaluate', 'nwj')).toMatch(
      /a lower bound: but for noise[\s\S]*estimator mine, read with nwj, joint critic/,
    );
    expect(await text('--estimator', 'club')).toContain(
      'an upper bound: but for noise, the information is this or less',
    );
    expect(await text('--estimator', 'js')).toContain('an estimate, not a bound');
  });

  test('takes folds, restarts, permutations and jitter, and reports them', async () => {
    const options = ['--folds', '2', '--restarts', '2', '--permutations', '19', '--jitter', '0.01', '--steps', '60'];
    const result = await estimate('--units', 'bits', ...options.slice(0, -2));
    expect(result.folds).toHaveLength(2);
    expect(result.pValue).toBeCloseTo(1 / 20, 12);
    expect(result).toMatchObject({ jitter: 0.01, comparedWith: { count: 19, kind: 'permutations' } });
    const { stdout } = await mine('estimate', path, '--x', 'a', '--y', 'b', ...quick, ...options);
    expect(stdout).toContain('p-value 0.050, against 19 permutations');
    expect(stdout).toContain('900 rows, 1 + 1 dimensions, 2 folds, ');
    expect(stdout).toContain('note: normal noise of 0.01 standard deviations');
  });

  test('that chose a copula says which', async () => {
    const small = ['--estimator', 'auto', '--steps', '10', '--folds', '1', '--hidden', '8', '--batch', '64'];
    const { stdout } = await mine('estimate', path, '--x', 'a', '--y', 'b', ...small);
    expect(stdout).toMatch(/estimator auto, read with [a-z-]+, elliptical critic/);
    expect(stdout).toMatch(/copula: (normal|t with .* degrees of freedom)/);
  });

  test('is named in the help, each with a line', async () => {
    const { stdout } = await mine('estimate', '--help');
    for (const name of ['auto', 'info-nce', 'club', 'pearson-chi2'])
      expect(stdout).toMatch(new RegExp(`^  ${name} {2,}\\w`, 'm'));
  });
});

test('a conditional estimate that is interrupted prints no part of it as its value', async () => {
  const controller = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stderr.on('data', (chunk) => String(chunk).includes('bound') && controller.abort());
  const args = [
    'estimate',
    path,
    '--x',
    'a',
    '--y',
    'b',
    '--conditional',
    'c',
    ...quick,
    '--steps',
    '100000',
    '--progress',
  ];
  expect(await run(args, { stdout, stderr, signal: controller.signal })).toBe(130);
  expect(stdout.read()).toBeNull();
});
