/** `mine compare`: the table, the JSON, the picture, and what happens when an estimator fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '@infograd/cli';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { comparisonSpec } from '../../packages/cli/src/comparison-plot.ts';
import { renderSvg } from '../../packages/cli/src/render.ts';
import { formatTable } from '../../packages/cli/src/text-table.ts';
import { correlatedRows, csv, mine, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const quick = ['--steps', '60', '--hidden', '8', '--batch', '64', '--folds', '1'];
const truth = -0.5 * Math.log(1 - 0.8 ** 2);
let path: string;

beforeAll(() => {
  path = folder.file(
    'rows.csv',
    csv(
      correlatedRows(900, 0.8).map(([a, b]) => [a, b, a > 0 ? 'up' : 'down', b > 1 ? 'far' : 'near']),
      ['a', 'b', 'word', 'side'],
    ),
  );
});
const compare = (...args: string[]) => mine('compare', path, '--x', 'a', '--y', 'b', ...quick, ...args);

describe('mine compare', () => {
  test('has a row for each estimator, with baselines near the truth', async () => {
    const names = ['mine', 'club', 'ksg', 'ksg2', 'gao', 'gaussian', 'binned'];
    const { exitCode, stdout } = await compare('--estimators', names.join(), '--json');
    expect(exitCode).toBe(0);
    const { estimators, n } = JSON.parse(stdout);
    expect(n).toBe(900);
    expect(estimators.map(({ estimator }: { estimator: string }) => estimator)).toEqual(names);
    for (const { mi } of estimators.slice(2)) expect(Math.abs(mi - truth)).toBeLessThan(0.12);
    expect(estimators[0]).toMatchObject({ side: 'lower', measure: 'mutual-information', units: 'nats' });
    expect(estimators[1]).toMatchObject({ side: 'upper' });
    expect(estimators[2]).not.toHaveProperty('interval');
    expect(estimators[5].interval).toHaveLength(2);
  });

  test('shows one that fails in its row, with the reason, and goes on', async () => {
    const { exitCode, stdout } = await compare('--estimators', 'ross,ksg,counts', '--truth', '0.51');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^I\(a; b\) by 3 estimators: 900 rows, 1 \+ 1 dimensions, seed 0\n/);
    expect(stdout).toMatch(
      /\n {2}ross +failed\n {2}ksg +0\.\d{4} +- +-?0\.\d{4} {2}estimate +0\.\d s\n {2}counts +failed\n/,
    );
    expect(stdout).toContain('truth 0.5100');
    expect(stdout).toContain('ross: failed: ross is for categories on one side');
  });

  test('exits 2 when all fail, and names the column that is to blame', async () => {
    const { exitCode, stdout } = await compare('--y', 'round(b)', '--estimators', 'ksg');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/ksg: failed: in column round\(b\), 9\d\d? of 900 rows repeat/);
  });

  test('by default takes networks and the baselines that suit the columns, and says what it leaves out', async () => {
    const namesOf = async (...args: string[]) => {
      const { stdout, stderr } = await compare(...args, '--json', '--steps', '1');
      const { estimators } = JSON.parse(stdout);
      return { names: estimators.map(({ estimator }: { estimator: string }) => estimator).slice(5), stderr };
    };
    expect(await namesOf()).toEqual({ names: ['ksg', 'gaussian', 'binned'], stderr: '' });
    expect(await namesOf('--y', 'word', '--discrete', 'word')).toEqual({
      names: ['ross'],
      stderr: expect.stringContaining('ksg, gaussian and binned take numbers only'),
    });
  });

  test('counts categories on both sides', async () => {
    const { stdout } = await compare(
      '--x',
      'word',
      '--y',
      'side',
      '--discrete',
      'word,side',
      '--estimators',
      'counts',
      '--json',
    );
    const [{ mi }] = JSON.parse(stdout).estimators;
    const rows = correlatedRows(900, 0.8);
    const share = (keep: (a: boolean, b: boolean) => boolean) =>
      rows.filter(([a, b]) => keep(a > 0, b > 1)).length / 900;
    const h = (p: number) => (p === 0 ? 0 : -p * Math.log(p));
    const joint = [
      share((a, b) => a && b),
      share((a, b) => a && !b),
      share((a, b) => !a && b),
      share((a, b) => !a && !b),
    ];
    const [up, far] = [share((a) => a), share((_, b) => b)];
    const plugIn = h(up) + h(1 - up) + h(far) + h(1 - far) - joint.reduce((sum, p) => sum + h(p), 0);
    const cells = joint.filter((p) => p > 0).length;
    expect(mi).toBeCloseTo(plugIn + (2 + 2 - cells - 1) / 1800, 10);
  });

  test('draws the values of mutual information with the truth, and no other', async () => {
    const plot = join(folder.path, 'compare.svg');
    await compare(
      '--estimators',
      'ksg,squared-hellinger,gaussian',
      '--truth',
      '0.51',
      '--units',
      'bits',
      '--plot',
      plot,
    );
    const svg = readFileSync(plot, 'utf8');
    for (const text of ['ksg', 'gaussian', 'truth 0.5100', 'mutual information (bits)']) expect(svg).toContain(text);
    expect(svg).not.toContain('hellinger');
  });

  test('that is interrupted keeps what had finished, and exits 130', async () => {
    const controller = new AbortController();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    stderr.on('data', (chunk) => String(chunk).includes('mine (2 of 2)') && controller.abort());
    const args = [
      'compare',
      path,
      '--x',
      'a',
      '--y',
      'b',
      '--estimators',
      'gaussian,mine',
      '--steps',
      '100000',
      '--progress',
    ];
    expect(await run(args, { stdout, stderr, signal: controller.signal })).toBe(130);
    const text = String(stdout.read());
    expect(text).toMatch(/gaussian +0\.\d{4}/);
    expect(text).toContain('interrupted: these estimators had finished');
  });
});

test('a table sets numbers to the right and words to the left', () => {
  const cells = [
    ['ksg', '0.51'],
    ['a', '-'],
  ];
  expect(formatTable(['name', 'nats'], cells)).toEqual(['name  nats', 'ksg   0.51', 'a        -']);
});

test('the picture of a comparison has a rule only for intervals that there are', async () => {
  const points = [
    { name: 'first', value: 0.5, interval: [0.4, 0.6] as const },
    { name: 'second', value: 0.45 },
  ];
  const svg = await renderSvg(comparisonSpec({ title: 'Two', subtitle: ['one', 'two'], axis: 'nats', points }));
  for (const text of ['first', 'second', '0.5000', '0.4500']) expect(svg).toContain(text);
  expect(svg.match(/stroke-width="4"/g)).toHaveLength(1);
  expect(svg).not.toContain('truth');
});
