/** What is read from a file: formats, columns, ranges, expressions, conditions and samples. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { markDiscrete, parseColumns } from '../../packages/cli/src/table/columns.ts';
import { openTable } from '../../packages/cli/src/table/open.ts';
import { type ReadOptions, readSamples, type SampleTable } from '../../packages/cli/src/table/read.ts';
import { csv, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const rows = [
  [1, 10],
  [2, 40],
  [3, 20],
  [4, 30],
];

afterAll(folder.remove);

/** x and y as arrays of rows. */
async function read(path: string, x: string, y: string, options: ReadOptions = {}, discrete?: string) {
  const table = await openTable(path);
  try {
    const names = table.columns.map(({ name }) => name);
    const parsed = { x: await parseColumns(x, names, '--x'), y: await parseColumns(y, names, '--y') };
    const terms = await markDiscrete(parsed, discrete, names);
    const samples = await readSamples(table, [terms.x, terms.y], options);
    const asRows = ({ data, shape: [n, width] }: SampleTable) =>
      Array.from({ length: n }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
    return {
      x: asRows(samples.tables[0]),
      y: asRows(samples.tables[1]),
      discrete: samples.tables.map((side) => side.discrete),
      dropped: samples.dropped,
      notes: table.notes,
      format: table.format,
    };
  } finally {
    table.close();
  }
}

describe('a table is read from', () => {
  const expected = { x: rows.map(([a]) => [a]), y: rows.map(([, b]) => [b]) };
  const lines = rows.map(([a, b]) => JSON.stringify({ a, b })).join('\n');

  test.each([
    ['comma.csv', csv(rows), 'CSV'],
    ['semicolon.csv', csv(rows, ['a', 'b'], ';'), 'CSV'],
    ['tabs.tsv', csv(rows, ['a', 'b'], '\t'), 'TSV'],
    ['windows.csv', csv(rows).replaceAll('\n', '\r\n'), 'CSV'],
    ['marked.csv', `\uFEFF${csv(rows)}`, 'CSV'],
    ['quoted.csv', '"a","b"\n"1","10"\n"2","40"\n"3","20"\n"4","30"\n', 'CSV'],
    ['noted.csv', `# made by hand\n\n# 2020\n${csv(rows)}`, 'CSV'],
    [
      'tagged.csv',
      csv(
        rows.map((row, k) => [...row, `#${k}`]),
        ['a', 'b', '#tag'],
      ),
      'CSV',
    ],
    ['lines.jsonl', lines, 'JSON'],
    ['lines.ndjson', lines, 'JSON'],
    ['array.json', `[${lines.replaceAll('\n', ',')}]`, 'JSON'],
    ['lines-by-content', lines, 'JSON'],
    ['table-by-content.txt', csv(rows), 'CSV'],
    ["it's a [*] name?.csv", csv(rows), 'CSV'],
  ])('%s', async (name, content, format) => {
    expect(await read(folder.file(name, content), 'a', 'b')).toMatchObject({ ...expected, format, notes: [] });
  });

  test('a gzipped CSV', async () => {
    writeFileSync(at('packed.csv.gz'), gzipSync(csv(rows)));
    expect(await read(at('packed.csv.gz'), 'a', 'b')).toMatchObject(expected);
  });

  test.each(['parquet', 'by-content'])('a Parquet file (%s)', async (extension) => {
    const path = at(extension === 'parquet' ? 'rows.parquet' : 'rows');
    await sql(
      `COPY (SELECT * FROM (VALUES (1, 10), (2, 40), (3, 20), (4, 30)) AS t(a, b)) TO '${path}' (FORMAT parquet)`,
    );
    expect(await read(path, 'a', 'b')).toMatchObject({ ...expected, format: 'Parquet' });
  });

  test('a file without a header, and says how the columns are called', async () => {
    const { x, notes } = await read(folder.file('bare.csv', '1,10\n2,40\n3,20\n4,30\n'), 'c1', 'c2');
    expect(x).toEqual(expected.x);
    expect(notes).toEqual(['the first line has numbers only, so the columns are named c1 to c2']);
  });

  test('a file whose header names a column twice, and says how it is called', async () => {
    const { y, notes } = await read(folder.file('twice.csv', csv(rows, ['a', 'a'])), 'a', 'a_1');
    expect(y).toEqual(expected.y);
    expect(notes).toEqual(["column 2 of the header, 'a', is read as a_1"]);
  });
});

describe('columns', () => {
  const header = ['x1', 'x2', 'x3', 'Body Mass (g)', 'a-b', 'a', 'b', 'log(a)', 'e', 'p,q'];
  let path: string;
  beforeAll(() => {
    path = folder.file(
      'wide.csv',
      csv(
        [1, 2, 3].map((k) => header.map((_, column) => 10 * column + k * k)),
        header.map((name) => (name.includes(',') ? `"${name}"` : name)),
      ),
    );
  });
  const first = async (text: string) => (await read(path, text, 'x1')).x[0];

  test.each([
    ['names, in the order given', 'x3, x1', [21, 1]],
    ['a range', 'x1..x3', [1, 11, 21]],
    ['a range beside a name', 'b,x2..x3', [61, 11, 21]],
    ['a name with spaces and parentheses', 'Body Mass (g)', [31]],
    ['a name in quotes', '"Body Mass (g)",x1', [31, 1]],
    ['a name with a comma in quotes', '"p,q"', [91]],
    ['a name with an operator: the column wins', 'a-b', [41]],
    ['a name that looks like a call: the column wins', 'log(a)', [71]],
    ['a name that is a constant: the column wins', 'e * 1', [81]],
    ['a difference', 'a - 2 * b', [-71]],
    ['a function', 'log(b)', [Math.log(61)]],
    ['a quoted name in an expression', 'sqrt("Body Mass (g)")', [Math.sqrt(31)]],
    ['a function of two columns', 'max(x1, x2), hypot(x1, x2)', [11, Math.hypot(1, 11)]],
    ['a condition', 'x1 * x1 < x2 ? 1 : x3', [1]],
  ])('%s', async (_, text, values) => {
    const got = await first(text);
    expect(got).toHaveLength(values.length);
    for (const [index, value] of values.entries()) expect(got[index]).toBeCloseTo(value, 12);
  });

  test('keep the zeros of a range', async () => {
    const zeros = folder.file(
      'zeros.csv',
      csv(
        [
          [1, 2, 3],
          [4, 6, 5],
        ],
        ['s08', 's09', 's10'],
      ),
    );
    expect((await read(zeros, 's08..s10', 's10')).x).toEqual([
      [1, 2, 3],
      [4, 6, 5],
    ]);
  });
});

describe('--where', () => {
  test('keeps the rows that meet it, by any column', async () => {
    const path = folder.file(
      'kinds.csv',
      csv(
        [
          [1, 10, 'u'],
          [2, 20, 'v'],
          [3, 30, 'u'],
          [4, 50, 'u'],
        ],
        ['a', 'b', 'kind'],
      ),
    );
    expect((await read(path, 'a', 'b', { where: "kind = 'u' AND b < 40 -- a comment" })).x).toEqual([[1], [3]]);
  });

  test('leaves text rows out of a numeric column', async () => {
    const path = folder.file(
      'marks.csv',
      csv([
        [1, 10],
        [2, 'high'],
        [3, 30],
      ]),
    );
    expect((await read(path, 'a', 'b', { where: "b <> 'high'" })).y).toEqual([[10], [30]]);
  });
});

describe('--drop-missing', () => {
  test('leaves out rows with a gap, NaN or infinity in a column in use, and counts them', async () => {
    const path = folder.file(
      'gaps.csv',
      csv(
        [
          [1, 10, ''],
          ['NA', 20, 1],
          [3, 'inf', 1],
          [4, 'nan', 1],
          [5, 50, ''],
          [6, '', 1],
        ],
        ['a', 'b', 'unused'],
      ),
    );
    expect(await read(path, 'a', 'b', { dropMissing: true })).toMatchObject({
      x: [[1], [5]],
      y: [[10], [50]],
      dropped: 4,
    });
  });
});

describe('--sample', () => {
  const n = 5000;
  let path: string;
  beforeAll(() => {
    path = folder.file('long.csv', csv(Array.from({ length: n }, (_, row) => [row, row % 2 === 0 ? row : ''])));
  });
  const draw = async (options: ReadOptions) => (await read(path, 'a', 'sqrt(a)', options)).x.map(([value]) => value);

  test('draws as many distinct rows as asked for, in the order of the file', async () => {
    const drawn = await draw({ sample: 1000, seed: 1 });
    expect(new Set(drawn).size).toBe(1000);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
  });

  test('draws the same rows for the same seed and others for another', async () => {
    const drawn = await draw({ sample: 200, seed: 1 });
    expect(await draw({ sample: 200, seed: 1 })).toEqual(drawn);
    expect(await draw({ sample: 200, seed: 2 })).not.toEqual(drawn);
  });

  test('draws without favour: means of many samples agree with the file', async () => {
    const means: number[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const drawn = await draw({ sample: 250, seed });
      means.push(drawn.reduce((sum, value) => sum + value, 0) / drawn.length);
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const standardError = n / Math.sqrt(12) / Math.sqrt(250 * means.length);
    expect(Math.abs(mean - (n - 1) / 2)).toBeLessThan(4 * standardError);
  });

  test('of every row is the file', async () => {
    expect(await draw({ sample: n, seed: 3 })).toEqual(await draw({}));
  });

  test('with gaps dropped still draws as many rows', async () => {
    const { x, dropped } = await read(path, 'a', 'b', { sample: 500, seed: 1, dropMissing: true });
    expect(x).toHaveLength(500);
    expect(x.every(([value]) => value % 2 === 0)).toBe(true);
    expect(dropped).toBeGreaterThan(300);
  });
});

describe('--discrete', () => {
  let path: string;
  beforeAll(() => {
    path = folder.file(
      'categories.csv',
      csv(
        [
          ['red', 7, 1],
          ['blue', 5, 2],
          ['', 5, 3],
          ['green', 7, 4],
          ['blue', 7, 5],
        ],
        ['colour', 'level', 'b'],
      ),
    );
  });

  test('takes text as codes in the order of the texts, and numbers as they are, and says which columns they are', async () => {
    const { x, y, discrete, dropped } = await read(path, 'b,colour', 'level', { dropMissing: true }, 'colour,level');
    expect(x).toEqual([
      [1, 2],
      [2, 0],
      [4, 1],
      [5, 0],
    ]);
    expect(y).toEqual([[7], [5], [7], [7]]);
    expect({ discrete, dropped }).toEqual({ discrete: [[1], [0]], dropped: 1 });
  });

  test('counts a missing text as missing', async () => {
    await expect(read(path, 'colour', 'b', {}, 'colour')).rejects.toThrow(/colour has 1 value .* in data row 3/);
  });

  test('names a constant text', async () => {
    await expect(read(path, 'colour', 'b', { where: "colour = 'blue'" }, 'colour')).rejects.toThrow(
      /colour is constant .* all 2 rows have blue/,
    );
  });

  test('takes the values of an expression', async () => {
    expect((await read(path, 'level > 6', 'b', {}, 'level > 6')).discrete).toEqual([[0], []]);
  });
});
