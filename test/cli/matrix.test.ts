/** `mine matrix`: every pair once, the same with any number of jobs, and on from where it stopped. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '@infograd/cli';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { correlatedRows, csv, mine, mineProcess, temporaryFolder } from './support.ts';

jest.setTimeout(120_000);

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (name: string) => join(folder.path, name);
const truth = -0.5 * Math.log(1 - 0.8 ** 2);
let path: string;

beforeAll(() => {
  const rows = correlatedRows(700, 0.8);
  const others = correlatedRows(700, 0, 7);
  path = folder.file(
    'rows.csv',
    csv(
      rows.map(([a, b], row) => [a, b, others[row][0], Math.round(2 * b), a > 0 ? 'up' : 'down']),
      ['a', 'b', 'c', 'rounded', 'word'],
    ),
  );
});
const matrix = (...args: string[]) => mine('matrix', path, '--jobs', '1', ...args);

describe('mine matrix', () => {
  test('takes all columns of numbers, says what it leaves out, and leaves the diagonal of numbers blank', async () => {
    const { exitCode, stdout, stderr } = await matrix('--json');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('left out, because they hold no numbers: word');
    const { columns, matrix: values, pairs } = JSON.parse(stdout);
    expect(columns).toEqual(['a', 'b', 'c', 'rounded']);
    expect(pairs).toHaveLength(6);
    expect(Math.abs(values[0][1] - truth)).toBeLessThan(0.1);
    expect(Math.abs(values[0][2])).toBeLessThan(0.1);
    for (const [row, line] of values.entries()) {
      expect(line[row]).toBeNull();
      for (const [column, value] of line.entries()) expect(value).toBe(values[column][row]);
    }
  });

  test('chooses the quick estimator by the kinds of columns, and reports it', async () => {
    const { stdout } = await matrix('--json', '--discrete', 'word');
    const used = Object.fromEntries(
      JSON.parse(stdout).pairs.map((pair: { x: string; y: string; estimator: string }) => [
        `${pair.x} ${pair.y}`,
        pair.estimator,
      ]),
    );
    expect(used).toMatchObject({ 'a b': 'ksg', 'a rounded': 'binned', 'a word': 'ross', 'rounded word': 'binned' });
  });

  test('has the entropy of categories on the diagonal, and sets names with commas in quotes', async () => {
    const { stdout } = await matrix(
      '--columns',
      'word,a',
      '--discrete',
      'word',
      '--csv',
      at('m.csv'),
      '--units',
      'bits',
    );
    expect(stdout).toContain('on the diagonal: the entropy of a column of categories');
    const up = correlatedRows(700, 0.8).filter(([a]) => a > 0).length / 700;
    const entropy = -(up * Math.log2(up) + (1 - up) * Math.log2(1 - up));
    const [header, first, second] = readFileSync(at('m.csv'), 'utf8').trim().split('\n');
    expect(header).toBe('column,word,a');
    expect(Number(first.split(',')[1])).toBeCloseTo(entropy, 10);
    expect(second.split(',')[2]).toBe('');
    const quoted = await matrix('--columns', 'a * 1,"b"', '--csv', at('q.csv'));
    expect(quoted.exitCode).toBe(0);
    await matrix('--columns', 'max(a, b), c', '--csv', at('q.csv'));
    expect(readFileSync(at('q.csv'), 'utf8')).toContain('column,"max(a, b)",c\n');
  });

  test('keeps a pair that fails blank, with the reason, and goes on', async () => {
    const { exitCode, stdout } = await matrix('--estimator', 'ksg');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/a and rounded \(and 2 other pairs\): no value: in column rounded, \d+ of 700 rows repeat/);
    expect(stdout).toContain('estimators: ksg (3 pairs)');
    expect((await matrix('--estimator', 'ksg', '--columns', 'rounded,a')).exitCode).toBe(2);
  });

  test('takes networks, with their options', async () => {
    const options = ['--estimator', 'mine', '--steps', '20', '--hidden', '8', '--batch', '64', '--permutations', '9'];
    const { stdout } = await matrix('--columns', 'a,b', ...options, '--json');
    const [pair] = JSON.parse(stdout).pairs;
    expect(pair).toMatchObject({ side: 'lower', estimator: 'mine', interval: expect.any(Array) });
    expect(pair.pValue).toBeGreaterThan(0);
  });

  test('lists the strongest pairs where there are many columns', async () => {
    const noise = Array.from({ length: 8 }, (_, k) => correlatedRows(200, 0, 11 + k));
    const many = folder.file(
      'many.csv',
      csv(
        correlatedRows(200, 0.9).map(([a, b], row) => [a, b, ...noise.map((column) => column[row][0])]),
        ['a', 'b', ...noise.map((_, k) => `s${k + 1}`)],
      ),
    );
    const { stdout } = await mine('matrix', many, '--jobs', '1', '--columns', 'a,b,s2..s8');
    const lines = stdout.split('\n');
    expect(lines[2]).toMatch(/^ {2}a +b +\d\.\d{4}$/);
    expect(stdout).toContain('and 16 weaker pairs; --csv and --json have all');
  });

  test('draws a heat map', async () => {
    await matrix('--plot', at('m.svg'), '--plot', at('m.png'));
    const svg = readFileSync(at('m.svg'), 'utf8');
    for (const text of ['Mutual information', 'rounded', 'nats', '700 rows, estimator quick'])
      expect(svg).toContain(text);
    expect(readFileSync(at('m.png')).length).toBeGreaterThan(10_000);
  });
});

describe('--resume', () => {
  const state = () => readFileSync(at('state.jsonl'), 'utf8');
  const lineCount = () => state().split('\n').length - 1;

  test('goes on after an interrupt where it stopped, and ends as a run without one', async () => {
    const controller = new AbortController();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const watch = setInterval(() => existsSync(at('state.jsonl')) && lineCount() >= 3 && controller.abort(), 2);
    const slow = ['--estimator', 'mine', '--steps', '200', '--hidden', '8', '--batch', '64'];
    const args = ['matrix', path, '--jobs', '1', '--resume', at('state.jsonl'), ...slow];
    expect(await run(args, { stdout, stderr, signal: controller.signal })).toBe(130);
    clearInterval(watch);
    const finished = lineCount() - 1;
    expect(finished).toBeGreaterThanOrEqual(2);
    expect(finished).toBeLessThan(6);
    expect(String(stdout.read())).toContain(`interrupted: ${finished} of 6 pairs are finished`);

    const before = state();
    const resumed = await matrix('--resume', at('state.jsonl'), ...slow, '--json');
    expect(resumed.stderr).toContain(`${finished} of 6 pairs are in`);
    expect(state().startsWith(before)).toBe(true);
    const { pairs } = JSON.parse(resumed.stdout);
    expect(pairs).toHaveLength(6);
    const { pairs: fresh } = JSON.parse((await matrix(...slow, '--json')).stdout);
    const values = (of: { mi: number }[]) => of.map(({ mi }) => mi);
    expect(values(pairs)).toEqual(values(fresh));
  });

  test('computes nothing that is there, and again what was cut off while it was written', async () => {
    await matrix('--resume', at('whole.jsonl'));
    const whole = readFileSync(at('whole.jsonl'), 'utf8');
    const lines = whole.trimEnd().split('\n');
    const marked = JSON.stringify({ ...JSON.parse(lines[1]), value: 123 });
    writeFileSync(at('whole.jsonl'), `${[lines[0], marked, ...lines.slice(2, -1)].join('\n')}\n`);
    appendFileSync(at('whole.jsonl'), lines.at(-1)!.slice(0, 30));
    const { stdout } = await matrix('--resume', at('whole.jsonl'));
    expect(stdout).toContain('123.0000');
    const after = readFileSync(at('whole.jsonl'), 'utf8').trimEnd().split('\n');
    expect(after).toHaveLength(lines.length);
    expect(JSON.parse(after.at(-1)!).value).toBe(JSON.parse(lines.at(-1)!).value);
  });

  test.each([
    ['another seed', ['--seed', '2'], 'seed was 0 and is 2'],
    ['another estimator', ['--estimator', 'gao'], 'estimator was "quick" and is "gao"'],
    ['other columns', ['--columns', 'a,b,c'], 'columns was'],
    ['other rows', ['--where', 'a > -1'], 'rows was 700'],
    ['an option more', ['--jitter', '0.1'], 'jitter was left out and is 0.1'],
  ])('refuses %s', async (_, options, says) => {
    await matrix('--resume', at('refused.jsonl'));
    const { exitCode, stderr } = await matrix('--resume', at('refused.jsonl'), ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).toContain('name a new file');
  });
});

test('workers give what one job gives', async () => {
  const args = ['matrix', path, '--discrete', 'word', '--json'];
  const [alone, side] = [await mine(...args, '--jobs', '1'), await mineProcess([...args, '--jobs', '2'])];
  expect(side.exitCode).toBe(0);
  const values = ({ stdout }: { stdout: string }) => JSON.parse(stdout).matrix;
  expect(values(side)).toEqual(values(alone));
});
