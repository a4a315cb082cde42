import { DataError, readSamples, type SampleInput } from '@infograd/mine';
import { memory, tensor } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import ndarray from 'ndarray';

async function failure(input: unknown): Promise<DataError> {
  const error = await readSamples(input as SampleInput, 'x').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

describe('samples are read from', () => {
  const table = { values: Float64Array.of(1, 2, 3, 4, 5, 7), n: 3, d: 2 };

  test('numbers, as one column', async () => {
    expect(await readSamples([1, 2, 4], 'x')).toEqual({ values: Float64Array.of(1, 2, 4), n: 3, d: 1 });
  });

  test('rows of numbers and rows of typed arrays', async () => {
    const rows = [
      [1, 2],
      [3, 4],
      [5, 7],
    ];
    expect(await readSamples(rows, 'x')).toEqual(table);
    expect(
      await readSamples(
        rows.map((row) => Float32Array.from(row)),
        'x',
      ),
    ).toEqual(table);
  });

  test('typed arrays of every kind, flat or with a shape', async () => {
    expect(await readSamples(Int16Array.of(1, 2, 4), 'x')).toEqual({ values: Float64Array.of(1, 2, 4), n: 3, d: 1 });
    expect(await readSamples({ data: Uint8Array.of(1, 2, 3, 4, 5, 7), shape: [3, 2] }, 'x')).toEqual(table);
  });

  test('ndarrays, strided views included', async () => {
    const transposed = ndarray(new Float64Array([1, 3, 5, 2, 4, 7]), [2, 3]).transpose(1, 0);
    expect(await readSamples(transposed, 'x')).toEqual(table);
    const oddRows = ndarray([0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 7], [6, 2]).lo(1).step(2);
    expect(await readSamples(oddRows, 'x')).toEqual(table);
  });

  test('tensors, float or integer, of rank one or two', async () => {
    const before = memory().tensors;
    using floats = tensor([
      [1, 2],
      [3, 4],
      [5, 7],
    ]);
    using integers = tensor([1, 2, 4], { dtype: 'int32' });
    expect(await readSamples(floats, 'x')).toEqual(table);
    expect(await readSamples(integers, 'x')).toEqual({ values: Float64Array.of(1, 2, 4), n: 3, d: 1 });
    expect(memory().tensors).toBe(before + 2);
  });
});

describe('samples that cannot be used are refused, naming place and remedy', () => {
  const cases: [name: string, input: unknown, code: string, message: string | RegExp, place?: object][] = [
    ['no rows', [], 'empty', 'x has no rows; pass at least one sample of one number'],
    ['no columns', [[], []], 'empty', 'x has no columns; pass at least one sample of one number'],
    ['an empty shape', { data: new Float64Array(0), shape: [0, 3] }, 'empty', /^x has no rows/],
    ['a single row', [1], 'too-few-rows', 'x has a single row; an estimate needs many'],
    [
      'ragged rows',
      [[1, 2], [3]],
      'ragged',
      'x: row 1 has 1 columns, but row 0 has 2. Give every row the same number of columns',
      { row: 1 },
    ],
    ['a number among rows', [[1, 2], 3], 'ragged', /^x: row 1 is the number 3, but row 0 is an array of 2/, { row: 1 }],
    ['a row among numbers', [1, [2]], 'ragged', /^x: row 1 is an array, but row 0 is a single value/, { row: 1 }],
    [
      'text',
      [
        [1, 2],
        [3, 'four'],
      ],
      'not-a-number',
      'x: row 1, column 1 is the text "four", not a number. Convert text and categories to numbers, or leave the column out',
      { row: 1, column: 1 },
    ],
    ['null', [1, null], 'not-a-number', /^x: row 1 is null, not a number/, { row: 1 }],
    ['booleans', [true, false], 'not-a-number', /^x: row 0 is the boolean true/, { row: 0 }],
    [
      'one NaN',
      [
        [1, 2],
        [Number.NaN, 3],
      ],
      'not-finite',
      'x has 1 NaN or infinite value (row 1, column 0). Remove those rows from x and y, or fill the values in',
      { row: 1, column: 0, count: 1 },
    ],
    [
      'many infinities',
      [1, Infinity, -Infinity, Infinity, Infinity],
      'not-finite',
      /^x has 4 NaN or infinite values \(row 1, column 0; row 2, column 0; row 3, column 0; …\)/,
      { row: 1, column: 0, count: 4 },
    ],
    [
      'a constant column',
      [
        [1, 5],
        [2, 5],
      ],
      'constant',
      'x: column 1 is constant (every row is 5), so it carries no information. Leave it out',
      { column: 1 },
    ],
    ['three axes', { data: new Float32Array(8), shape: [2, 2, 2] }, 'shape', /^x has shape \[2, 2, 2\]; samples are/],
    ['a shape that does not fit', { data: [1, 2, 3], shape: [2, 2] }, 'shape', /needs 4 values, but data has 3/],
    ['big integers', new BigInt64Array(2), 'dtype', /^x is a BigInt64Array; pass number\[\]/],
    ['text instead of a table', 'data.csv', 'dtype', /^x is the text "data.csv"; pass number\[\]/],
    ['nothing', undefined, 'dtype', /^x is undefined; pass number\[\]/],
  ];

  test.each(cases)('%s', async (_name, input, code, message, place = {}) => {
    const error = await failure(input);
    expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(error).toMatchObject({ name: 'DataError', argument: 'x', code, ...place });
  });

  test('a bool tensor', async () => {
    using flags = tensor([true, false]);
    expect(await failure(flags)).toMatchObject({
      code: 'dtype',
      message: "x is a bool tensor; convert it with cast(x, 'float32')",
    });
  });
});

afterEach(() => expect(memory().tensors).toBe(0));
