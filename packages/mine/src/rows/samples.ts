/**
 * Samples as every estimator wants them: a row-major table of finite numbers, one sample a row. Its one idea is that
 * whatever a caller holds (number[], number[][], typed array, ndarray, Tensor) is read once, checked once, and an error
 * says which argument, row and column is wrong and what to do. It neither scales nor repairs anything.
 */
import { Tensor } from '@infograd/tensor';
import { DataError } from '../errors.ts';

/** A table of `n` samples of `d` numbers, row-major. */
export interface Samples {
  readonly values: Float64Array;
  readonly n: number;
  readonly d: number;
}

/** Flat numbers with a shape, `[rows]` or `[rows, columns]`; an ndarray is one, with strides and an offset. */
export interface ShapedArray {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly stride?: readonly number[];
  readonly offset?: number;
}

/** What callers may pass as samples. Rows are samples; one-dimensional input is one column. */
export type SampleInput = readonly number[] | readonly ArrayLike<number>[] | NumberArray | ShapedArray | Tensor;

type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

const accepted = 'number[], number[][], a typed array, { data, shape }, an ndarray or a Tensor';

/**
 * Reads and checks one argument.
 *
 * @param input `n` samples, as one of the forms of {@link SampleInput}
 * @param argument the argument's name, for error messages
 * @throws DataError when the input is empty, ragged, not numeric, not finite, of a shape other than [n] or [n, d], or
 *   has a constant column
 * @example
 * const { n, d } = await readSamples([[1, 2], [3, 5], [4, 8]], 'x'); // n = 3, d = 2
 */
export async function readSamples(input: SampleInput, argument: string): Promise<Samples> {
  const samples = await readTable(input, argument);
  checkFinite(samples, argument);
  checkVaries(samples, argument);
  return samples;
}

/** Like {@link readSamples}, but columns may be constant: for data that a fitted estimator is applied to. */
export async function readNewSamples(input: SampleInput, argument: string): Promise<Samples> {
  const samples = await readTable(input, argument);
  checkFinite(samples, argument);
  return samples;
}

/** @throws DataError when the two arguments do not pair up row by row */
export function checkPaired(x: Samples, y: Samples, names: readonly [string, string] = ['x', 'y']): void {
  if (x.n === y.n) return;
  const [first, second] = names;
  throw new DataError(
    `${first} has ${x.n} rows and ${second} has ${y.n}: row i of ${first} must belong to row i of ${second}. Pass as many rows of each`,
    { code: 'length-mismatch', argument: x.n < y.n ? first : second, row: Math.min(x.n, y.n) },
  );
}

async function readTable(input: SampleInput, argument: string): Promise<Samples> {
  if (input instanceof Tensor) {
    if (input.dtype === 'bool') {
      throw new DataError(`${argument} is a bool tensor; convert it with cast(${argument}, 'float32')`, {
        code: 'dtype',
        argument,
      });
    }
    return fromShaped({ data: await input.data(), shape: input.shape }, argument);
  }
  if (Array.isArray(input)) return fromRows(input, argument);
  if (isNumberArray(input)) return fromShaped({ data: input, shape: [input.length] }, argument);
  if (isShaped(input)) return fromShaped(input, argument);
  throw new DataError(`${argument} is ${describe(input)}; pass ${accepted}`, { code: 'dtype', argument });
}

function fromRows(rows: readonly unknown[], argument: string): Samples {
  const n = rows.length;
  if (n === 0) throwEmpty(argument, 'has no rows');
  if (!isRow(rows[0])) {
    const values = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      if (isRow(rows[row])) throwRagged(argument, row, 'is an array, but row 0 is a single value');
      values[row] = requireNumber(rows[row], argument, row, undefined);
    }
    return { values, n, d: 1 };
  }
  const d = rows[0].length;
  if (d === 0) throwEmpty(argument, 'has no columns');
  const values = new Float64Array(n * d);
  for (let row = 0; row < n; row++) {
    const cells = rows[row];
    if (!isRow(cells)) throwRagged(argument, row, `is ${describe(cells)}, but row 0 is an array of ${d}`);
    if (cells.length !== d) throwRagged(argument, row, `has ${cells.length} columns, but row 0 has ${d}`);
    for (let column = 0; column < d; column++) {
      values[row * d + column] = requireNumber(cells[column], argument, row, column);
    }
  }
  return { values, n, d };
}

function fromShaped(input: ShapedArray, argument: string): Samples {
  const { data, shape } = input;
  if (shape.length !== 1 && shape.length !== 2) {
    throw new DataError(
      `${argument} has shape [${shape.join(', ')}]; samples are [rows] or [rows, columns]. Reshape it first`,
      { code: 'shape', argument },
    );
  }
  const [n, d = 1] = shape as [number, number?];
  if (n === 0) throwEmpty(argument, 'has no rows');
  if (d === 0) throwEmpty(argument, 'has no columns');
  const stride = input.stride ?? (shape.length === 1 ? [1] : [d, 1]);
  const offset = input.offset ?? 0;
  if (input.stride === undefined && data.length !== n * d) {
    throw new DataError(
      `${argument}: shape [${shape.join(', ')}] needs ${n * d} values, but data has ${data.length}. Correct the shape`,
      { code: 'shape', argument },
    );
  }
  const values = new Float64Array(n * d);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < d; column++) {
      const value = data[offset + row * stride[0] + (shape.length === 1 ? 0 : column * stride[1])];
      values[row * d + column] = requireNumber(value, argument, row, column);
    }
  }
  return { values, n, d };
}

function requireNumber(value: unknown, argument: string, row: number, column: number | undefined): number {
  if (typeof value === 'number') return value;
  const place = column === undefined ? `row ${row}` : `row ${row}, column ${column}`;
  throw new DataError(
    `${argument}: ${place} is ${describe(value)}, not a number. Convert text and categories to numbers, or leave the column out`,
    { code: 'not-a-number', argument, row, column },
  );
}

function checkFinite(samples: Samples, argument: string): void {
  const { values, d } = samples;
  const bad: number[] = [];
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    count++;
    if (bad.length < 3) bad.push(index);
  }
  if (count === 0) return;
  const first = bad[0];
  const places = bad.map((index) => `row ${Math.floor(index / d)}, column ${index % d}`);
  throw new DataError(
    `${argument} has ${count} NaN or infinite value${count === 1 ? '' : 's'} (${places.join('; ')}${count > 3 ? '; …' : ''}). Remove those rows from x and y, or fill the values in`,
    { code: 'not-finite', argument, row: Math.floor(first / d), column: first % d, count },
  );
}

function checkVaries(samples: Samples, argument: string): void {
  const { values, n, d } = samples;
  if (n === 1) {
    throw new DataError(`${argument} has a single row; an estimate needs many`, { code: 'too-few-rows', argument });
  }
  for (let column = 0; column < d; column++) {
    const first = values[column];
    let row = 1;
    while (row < n && values[row * d + column] === first) row++;
    if (row === n) {
      throw new DataError(
        `${argument}: column ${column} is constant (every row is ${first}), so it carries no information. Leave it out`,
        { code: 'constant', argument, column },
      );
    }
  }
}

function throwEmpty(argument: string, what: string): never {
  throw new DataError(`${argument} ${what}; pass at least one sample of one number`, { code: 'empty', argument });
}

function throwRagged(argument: string, row: number, what: string): never {
  throw new DataError(`${argument}: row ${row} ${what}. Give every row the same number of columns`, {
    code: 'ragged',
    argument,
    row,
  });
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumberArray(value);
}

function isNumberArray(value: unknown): value is NumberArray {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  return !(value instanceof BigInt64Array || value instanceof BigUint64Array);
}

function isShaped(value: unknown): value is ShapedArray {
  return (
    typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && Array.isArray(value.shape)
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'object') return `a ${value.constructor?.name ?? 'plain object'}`;
  return value === undefined ? 'undefined' : `the ${typeof value} ${String(value)}`;
}
