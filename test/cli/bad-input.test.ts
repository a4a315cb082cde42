/** Every way in which input can be wrong: the message names the place and the remedy, and the exit code is 2. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { correlatedRows, csv, mine, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const rows = correlatedRows(600, 0.5);

beforeAll(async () => {
  folder.file('good.csv', csv(rows));
  folder.file('empty.csv', '');
  folder.file('header.csv', 'a,b\n');
  folder.file('blank.csv', '\n# nothing yet\n  \n');
  writeFileSync(at('wide.csv'), Buffer.from(`\uFEFF${csv(rows)}`, 'utf16le'));
  writeFileSync(at('broken.csv.gz'), Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]));
  folder.file('endings.csv', `\uFEFF${csv(rows).replaceAll('\n', '\r\n').replace('\r\n', '\n')}`);
  folder.file('text.csv', csv([...rows, [1, 'high'], [2, 'low']]));
  folder.file('dates.csv', csv(rows.map(([a], day) => [a, `2020-01-${(day % 28) + 1}`.replace(/-(\d)$/, '-0$1')])));
  folder.file('gaps.csv', csv([...rows, [1, ''], ['nan', 2], ['inf', 3]]));
  folder.file('constant.csv', csv(rows.map(([a]) => [a, 7])));
  folder.file('words.csv', csv(rows.map(([a]) => [a, a > 0 ? 'high' : 'low'])));
  folder.file(
    'many.csv',
    csv(
      rows.map(([a, b], row) => [a, b, row % 7]),
      ['a', 'b', 'c'],
    ),
  );
  folder.file('state.jsonl', 'this is no file of pairs\n');
  folder.file('few.csv', csv(rows.slice(0, 100)));
  folder.file('ragged.csv', `${csv(rows)}1,2,3\n`);
  folder.file('quote.csv', `${csv(rows)}1,"2\n`);
  folder.file('latin.csv', 'a,b\n');
  writeFileSync(at('latin.csv'), Buffer.from(`a,b\n1,2\n3,\u00e9\n`, 'latin1'));
  folder.file('broken.jsonl', '{"a": 1, "b": 2}\n{"a": 3, "b":\n');
  folder.file('not.parquet', 'this is text, whatever its name says');
  await sql(`COPY (SELECT range AS a, range * 2.0 AS b FROM range(1000)) TO '${at('cut.parquet')}' (FORMAT parquet)`);
  writeFileSync(at('cut.parquet'), readFileSync(at('cut.parquet')).subarray(0, 500));
  mkdirSync(at('folder.csv'));
});
afterAll(folder.remove);

/** [what is wrong, arguments, what the message must say] */
type Case = [wrong: string, args: string[], says: (string | RegExp)[]];

const columns = ['--x', 'a', '--y', 'b'];
const good = () => ['estimate', at('good.csv'), ...columns];
const of = (name: string) => ['estimate', at(name), ...columns];

const compared = () => ['compare', at('good.csv'), ...columns];
const matrix = () => ['matrix', at('many.csv'), '--jobs', '1'];

const cases: Case[] = [
  ['a missing file', of('god.csv'), ['there is no file', 'god.csv', 'did you mean good.csv']],
  [
    'a missing folder',
    ['estimate', at('nowhere/good.csv'), ...columns],
    ['there is no file', 'nowhere does not exist'],
  ],
  ['lines that end in two ways', of('endings.csv'), ['end all lines alike']],
  [
    'a network beyond memory',
    [...good(), '--estimator', 'mine', '--hidden', '1000000000'],
    ['more memory', 'smaller --hidden'],
  ],
  ['an empty condition', [...good(), '--where', ' '], ['--where is empty', 'give one SQL condition']],
  [
    'two outputs in one file',
    [...good(), '--plot', at('same.png'), '--save', at('same.png')],
    ['--save', 'same.png is also the file of --plot'],
  ],
  ['a folder', of('folder.csv'), ['is a folder', 'name a CSV']],
  ['an empty file', of('empty.csv'), ['is empty (0 bytes)']],
  ['a file of blank lines', of('blank.csv'), ['only blank lines and comments']],
  ['UTF-16', of('wide.csv'), ['encoded in UTF-16', 'save the file as UTF-8']],
  ['a broken archive', of('broken.csv.gz'), ['cannot be read', 'whole']],
  ['a header without rows', of('header.csv'), ['has no data rows']],
  [
    'a row that is too long',
    of('ragged.csv'),
    ['line 602', 'expected columns 2, found 3', 'as many values as the header'],
  ],
  ['a quote that does not end', of('quote.csv'), ['line 602', 'unterminated quote', 'close the quote']],
  ['another encoding', of('latin.csv'), ['line 3', 'utf-8', 'save the file as UTF-8']],
  ['broken JSON', of('broken.jsonl'), ['not readable as JSON', 'line', 'one object a line']],
  ['a text named Parquet', of('not.parquet'), ['not readable as Parquet', 'written completely']],
  ['a Parquet file that was cut off', of('cut.parquet'), ['not readable as Parquet', 'written completely']],

  [
    'an unknown column',
    ['estimate', at('good.csv'), '--x', 'aa', '--y', 'b'],
    ['--x: there is no column aa', 'did you mean a?'],
  ],
  [
    'a column far from any',
    ['estimate', at('good.csv'), '--x', 'a', '--y', 'temperature'],
    ['--y', 'the columns are: a, b'],
  ],
  [
    'a range with gaps',
    ['estimate', at('good.csv'), '--x', 'a1..a3', '--y', 'b'],
    ['--x: a1..a3', 'needs a column a1'],
  ],
  ['a range that runs backwards', ['estimate', at('good.csv'), '--x', 'a3..a1', '--y', 'b'], ['backwards', 'a1..a3']],
  ['a range without numbers', ['estimate', at('good.csv'), '--x', 'a..b', '--y', 'b'], ['not a range', 'x1..x20']],
  ['a column named twice', ['estimate', at('good.csv'), '--x', 'a,a', '--y', 'b'], ['--x: a is named twice']],
  ['an empty place', ['estimate', at('good.csv'), '--x', 'a,', '--y', 'b'], ['--x', 'empty place']],
  [
    'an unknown function',
    ['estimate', at('good.csv'), '--x', 'lgo(a)', '--y', 'b'],
    ['unknown function lgo', 'did you mean log'],
  ],
  [
    'an unknown column in an expression',
    ['estimate', at('good.csv'), '--x', 'log(aa)', '--y', 'b'],
    ['no column aa', 'did you mean a'],
  ],
  ['an unfinished expression', ['estimate', at('good.csv'), '--x', 'log(a', '--y', 'b'], ['--x: log(a', 'char 6']],
  ['an assignment', ['estimate', at('good.csv'), '--x', 'a=2', '--y', 'b'], ['not arithmetic on columns']],
  ['a constant expression', ['estimate', at('good.csv'), '--x', '2*3', '--y', 'b'], ['names no column']],

  [
    'text where numbers are needed',
    of('text.csv'),
    ['column b', "'high' in data row 601", '1 more such row', '--where'],
  ],
  ['dates where numbers are needed', of('dates.csv'), ['column b', 'DATE', 'numbers are needed']],
  [
    'missing, NaN and infinite values',
    of('gaps.csv'),
    [
      'a has 2 values',
      'data rows 602, 603',
      'b has 1 value',
      'data row 601',
      'count from 1',
      'those 3 rows',
      '--drop-missing',
    ],
  ],
  [
    'an expression that is not a number everywhere',
    ['estimate', at('good.csv'), '--x', 'log(a)', '--y', 'b'],
    [/log\(a\) has \d+ values that are missing, NaN or infinite/, '--drop-missing'],
  ],
  ['a constant column', of('constant.csv'), ['b is constant', 'all 600 rows have 7', 'another column']],
  [
    'fewer rows than a batch',
    [...of('few.csv'), '--estimator', 'mine'],
    ['100 rows leave 50 for training', 'batch of 256', '--batch'],
  ],
  [
    'a sample of more rows than there are',
    [...of('few.csv'), '--sample', '101'],
    ['--sample 101', 'the 100 there are'],
  ],

  [
    'a condition with an unknown column',
    [...good(), '--where', 'c > 0'],
    ['--where: c > 0', 'c', 'for example --where "a > 0"'],
  ],
  ['a condition that is no SQL', [...good(), '--where', 'a >'], ['--where: a >', 'syntax error']],
  ['two statements as a condition', [...good(), '--where', 'true); SELECT 1 WHERE (true'], ['more than one statement']],
  ['a condition that no row meets', [...good(), '--where', 'a > 100'], ['holds for no row']],

  ['no arguments to estimate', ['estimate'], ['--x <columns>', '--help']],
  ['the file left out', ['estimate', ...columns], ["missing required argument 'file'"]],
  ['x left out', ['estimate', at('good.csv'), '--y', 'b'], ['--x <columns>']],
  ['an unknown command', ['estimat'], ['estimat', 'Did you mean estimate?']],
  ['an unknown option', [...good(), '--untis', 'bits'], ['--untis', 'Did you mean --units?']],
  ['an unknown estimator', [...good(), '--estimator', 'njw'], ["--estimator is 'njw'", 'did you mean nwj']],
  ['an unknown unit', [...good(), '--units', 'bit'], ["--units is 'bit'", 'did you mean bits']],
  ['an unknown backend', [...good(), '--backend', 'cuda'], ["--backend is 'cuda'", 'wasm, reference, gpu']],
  [
    'an unknown mode of the gpu backend',
    [...good(), '--backend', 'gpu', '--gpu-mode', 'webgp'],
    ["--gpu-mode is 'webgp'", 'did you mean webgpu'],
  ],
  [
    'a mode of another backend',
    [...good(), '--gpu-mode', 'webasm'],
    ['--gpu-mode webasm is not for --backend wasm', 'give --backend gpu with it'],
  ],
  [
    'a mode that this machine lacks',
    [...good(), '--backend', 'gpu', '--gpu-mode', 'webgl2'],
    ['webgl2', '--backend wasm needs no graphics card', 'mine doctor'],
  ],
  ['no threads', [...good(), '--threads', '0'], ["--threads is '0'", '1 or more']],
  ['more threads than there can be', [...good(), '--threads', '500'], ['threads is 500', '1 to 128']],
  ['threads in words', [...good(), '--threads', 'all'], ["--threads is 'all'", '1 or more']],
  [
    'threads of another backend',
    [...good(), '--backend', 'reference', '--threads', '2'],
    ['--threads is not for --backend reference', 'give --backend wasm with it'],
  ],
  [
    'a BLAS library of another backend',
    [...good(), '--backend', 'gpu', '--blas', 'auto'],
    ['--blas is not for --backend gpu', 'give --backend wasm with it'],
  ],
  ['an empty BLAS library', [...good(), '--blas', ''], ['--blas is empty', 'auto, off, or the file']],
  [
    'a BLAS library that is not there',
    [...good(), '--blas', at('none.so')],
    ['none.so cannot be used', "leave blas 'off'", 'mine doctor'],
  ],
  [
    'an unknown preprocessing',
    [...good(), '--preprocess', 'copulas'],
    ["--preprocess is 'copulas'", 'did you mean copula'],
  ],
  ['an unknown critic', [...good(), '--critic', 'joined'], ["--critic is 'joined'", 'joint']],
  ['an unknown activation', [...good(), '--activation', 'selu'], ['--activation', 'selu', 'elu']],
  ['steps of zero', [...good(), '--steps', '0'], ["--steps is '0'", '1 or more']],
  ['a batch of half a row', [...good(), '--batch', '0.5'], ["--batch is '0.5'", '2 or more']],
  [
    'a baseline as the estimator of estimate',
    [...good(), '--estimator', 'ksg'],
    ["--estimator is 'ksg'", 'mine compare', '--estimators ksg'],
  ],
  ['an unknown bound to read with', [...good(), '--evaluate', 'nvj'], ["--evaluate is 'nvj'", 'did you mean nwj']],
  [
    'a bound that needs another critic',
    [...good(), '--estimator', 'club', '--critic', 'joint'],
    ['--critic', 'conditional-gaussian'],
  ],
  ['no folds', [...good(), '--folds', '0'], ["--folds is '0'", '1 or more']],
  ['half a restart', [...good(), '--restarts', '0.5'], ["--restarts is '0.5'", '1 or more']],
  ['permutations in words', [...good(), '--permutations', 'many'], ["--permutations is 'many'", '0 or more']],
  ['noise below zero', [...good(), '--estimator', 'mine', '--jitter', '-1'], ['--jitter', '-1', 'from 0 up']],
  ['noise in words', [...good(), '--jitter', 'some'], ["--jitter is 'some'", 'for example 0.001']],
  ['weight decay below zero', [...good(), '--weight-decay', '-1'], ['--weight-decay', '-1']],
  [
    'categories that are not in the estimate',
    [...good(), '--discrete', 'a,b * 2'],
    ['--discrete: b * 2 is not among the columns of the estimate', 'are: a, b'],
  ],
  ['categories that do not exist', [...good(), '--discrete', 'colour'], ['--discrete: there is no column colour']],
  ['an unknown condition column', [...good(), '--conditional', 'c'], ['--conditional: there is no column c']],
  [
    'a condition on a transfer',
    [...good(), '--conditional', 'a', '--transfer'],
    ['--conditional is not for --transfer', 'leave it out'],
  ],
  ['a condition on lagged pairs', [...good(), '--conditional', 'a', '--lag', '1'], ['--conditional is not for --lag']],
  ['a history without a transfer', [...good(), '--history', '2'], ['--history is for --transfer']],
  ['a form without a condition', [...good(), '--form', 'direct'], ['--form is for --conditional and --transfer']],
  [
    'an unknown form',
    [...good(), '--conditional', 'b', '--form', 'ratio'],
    ["--form is 'ratio'", 'difference, direct'],
  ],
  ['a transfer without time', [...good(), '--transfer', '--lag', '0'], ['--lag is 0', '1 or more']],
  ['a negative lag', [...good(), '--lag', '-1'], ["--lag is '-1'", '0 or more']],
  ['a lag as long as the table', [...good(), '--lag', '600'], ['600 rows are too few for a lag', 'longer series']],
  ['a sample of a series', [...good(), '--lag', '1', '--sample', '500'], ['--sample is not for --lag', '--where']],
  [
    'a series with holes',
    [...of('gaps.csv'), '--lag', '1', '--drop-missing'],
    ['--drop-missing dropped 3 rows', 'holes into a time series', 'fill the values in'],
  ],
  [
    'a saved estimator of a condition',
    ['estimate', at('many.csv'), ...columns, '--conditional', 'c', '--save', at('e.safetensors')],
    ['--save is not for --conditional', 'leave --save out'],
  ],
  [
    'a transfer from categories and numbers at once',
    ['estimate', at('many.csv'), '--x', 'a,c', '--y', 'b', '--transfer', '--discrete', 'c'],
    ['--transfer takes --x as categories or as numbers', 'all columns of --x in --discrete'],
  ],
  [
    'an unknown estimator to compare',
    [...compared(), '--estimators', 'ksg,njw'],
    ["no estimator 'njw'", 'did you mean nwj'],
  ],
  ['an estimator named twice', [...compared(), '--estimators', 'ksg,ksg'], ['--estimators: ksg is named twice']],
  ['an empty place among estimators', [...compared(), '--estimators', 'ksg,'], ['--estimators', 'single commas']],
  ['no columns to compare', ['compare', at('good.csv'), '--x', 'a'], ['--y <columns>']],
  [
    'a matrix of one column',
    [...matrix(), '--columns', 'a'],
    ['--columns: a is a single column', 'two columns or more'],
  ],
  ['a matrix of an unknown column', [...matrix(), '--columns', 'a,d'], ['--columns: there is no column d']],
  ['a matrix of text', ['matrix', at('words.csv')], ['the file has one of numbers', '--discrete']],
  ['no jobs', [...matrix(), '--jobs', '0'], ["--jobs is '0'", '1 or more']],
  [
    'an unknown estimator of a matrix',
    [...matrix(), '--estimator', 'quik'],
    ["--estimator is 'quik'", 'did you mean quick'],
  ],
  [
    'a resume file that is something else',
    [...matrix(), '--resume', at('state.jsonl')],
    ['--resume', 'holds no pairs of mine matrix', 'new file'],
  ],
  ['a resume file that is read', [...matrix(), '--resume', at('many.csv')], ['--resume', 'is the file that is read']],
  ['a CSV in a missing folder', [...matrix(), '--csv', at('none/m.csv')], ['--csv: the folder', 'create it']],
  ['a negative seed', [...good(), '--seed', '-1'], ["--seed is '-1'", '0 or more']],
  ['a width of nothing', [...good(), '--hidden', '64,,64'], ["--hidden is '64,,64'", 'for example 64,64']],
  ['a learning rate below zero', [...good(), '--learning-rate', '-1'], ['--learning-rate', '-1']],
  ['a truth in words', [...good(), '--truth', 'high'], ["--truth is 'high'", 'a number']],

  ['a plot in an unknown format', [...good(), '--plot', at('p.pdf')], ['--plot', 'neither .svg nor .png']],
  [
    'a plot in a missing folder',
    [...good(), '--plot', at('none/p.svg')],
    ['--plot: the folder', 'does not exist', 'create it'],
  ],
  ['JSON onto a folder', [...good(), '--json', at('folder.csv')], ['--json', 'is a folder']],
  ['JSON onto the input', [...good(), '--json', at('good.csv')], ['--json', 'is the file that is read']],
  [
    'an estimator to nowhere',
    [...good(), '--save', at('none/e.safetensors')],
    ['--save: the folder', 'does not exist'],
  ],
  ['a demo onto a file', ['demo', '--out', at('good.csv')], ['--out', 'cannot be written']],
];

describe('bad input exits 2 and says what to do about', () => {
  test.each(cases)('%s', async (_, args, says) => {
    const { exitCode, stdout, stderr } = await mine(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const text of says) expect(stderr).toMatch(typeof text === 'string' ? literal(text) : text);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('the input is whole after every refusal', () => {
  expect(readFileSync(at('good.csv'), 'utf8')).toBe(csv(rows));
});

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
