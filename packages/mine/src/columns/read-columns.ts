/**
 * Tables with categories in them. Columns of text or booleans, and columns of numbers that the caller calls discrete, become
 * codes 0, 1, 2, ... with the list of their levels beside them, so that everything after this file deals with numbers.
 * It does not choose how the network sees a code; `encode-columns.ts` does.
 */
import { DataError } from '../errors.ts';
import { readNewSamples, readSamples, type SampleInput, type Samples, type ShapedArray } from '../rows/samples.ts';

/** One value of a discrete column. */
export type Level = number | string | boolean;

/** What callers may pass where categories are welcome: numbers in every form, arrays with text or booleans in them, or a table that was read. */
export type TableInput = SampleInput | readonly Level[] | readonly (readonly Level[])[] | Columns;

/** Columns of one side that are discrete: all of them, or those with these numbers, counted from 0. */
export type DiscreteChoice = boolean | readonly number[];

export interface DiscreteColumns {
  readonly x?: DiscreteChoice;
  readonly y?: DiscreteChoice;
}

/** The levels of each column in the order of their codes; null for a column of numbers. */
export type ColumnLevels = readonly (readonly Level[] | null)[];

export interface Columns {
  /** Discrete columns hold codes. */
  readonly samples: Samples;
  readonly levels: ColumnLevels;
}

/**
 * Reads and checks one argument.
 *
 * @param argument the argument's name, for error messages
 * @param discrete columns of numbers to be taken as categories
 * @throws DataError as `readSamples` does, when a column mixes text with other things, or a column number does not exist
 * @example
 * const { levels } = await readColumns([['red', 1.5], ['blue', 2.5], ['red', 0.5]], 'x'); // [['blue', 'red'], null]
 */
export async function readColumns(
  input: TableInput,
  argument: string,
  discrete: DiscreteChoice = false,
): Promise<Columns> {
  if (isColumns(input)) return { samples: await readSamples(shaped(input), argument), levels: input.levels };
  const named = namedColumns(input, argument);
  const { samples, labels } = codeNames(input, named, argument, undefined);
  const table = await readSamples(samples, argument);
  const asked = askedColumns(discrete, table.d, argument);
  const levels = Array.from({ length: table.d }, (_, column) => {
    if (named.includes(column)) return labels[column]!;
    return asked.includes(column) ? codeNumbers(table, column) : null;
  });
  return { samples: table, levels };
}

/**
 * Like {@link readColumns}, for further rows of a table whose levels are known.
 *
 * @throws DataError also when a row holds a level that is not known
 */
export async function readNewColumns(input: TableInput, argument: string, levels: ColumnLevels): Promise<Samples> {
  if (isColumns(input)) return readNewSamples(shaped(input), argument);
  const named = namedColumns(input, argument);
  const table = await readNewSamples(codeNames(input, named, argument, levels).samples, argument);
  for (let column = 0; column < Math.min(table.d, levels.length); column++) {
    const known = levels[column];
    if (known !== null && !named.includes(column)) codeNumbers(table, column, known, argument);
  }
  return table;
}

function isColumns(input: TableInput): input is Columns {
  return typeof input === 'object' && input !== null && 'samples' in input && 'levels' in input;
}

function shaped({ samples: { values, n, d } }: Columns): ShapedArray {
  return { data: values, shape: [n, d] };
}

/** Numbers of the columns that hold text or booleans, by their first row. */
function namedColumns(input: TableInput, argument: string): number[] {
  if (!Array.isArray(input) || input.length === 0) return [];
  if (isName(input[0])) return [0];
  if (!Array.isArray(input[0])) return [];
  const named = input[0].flatMap((value, column) => (isName(value) ? [column] : []));
  const lengths = input.map((row) => (Array.isArray(row) ? row.length : -1));
  const ragged = lengths.findIndex((length) => length !== lengths[0]);
  if (named.length > 0 && ragged >= 0) {
    throw new DataError(
      `${argument}: row ${ragged} has not the ${lengths[0]} columns of row 0. Give every row as many`,
      {
        code: 'ragged',
        argument,
        row: ragged,
      },
    );
  }
  return named;
}

/** The input with codes where names stood, and the names behind the codes. */
function codeNames(
  input: TableInput,
  named: readonly number[],
  argument: string,
  known: ColumnLevels | undefined,
): { samples: SampleInput; labels: Readonly<Record<number, readonly Level[]>> } {
  if (named.length === 0) return { samples: input as SampleInput, labels: {} };
  const isFlat = !Array.isArray((input as readonly unknown[])[0]);
  const rows = isFlat
    ? (input as readonly Level[]).map((value) => [value])
    : (input as readonly (readonly Level[])[]).map((row) => [...row]);
  const labels: Record<number, readonly Level[]> = {};
  for (const column of named) {
    const kind = typeof rows[0][column];
    const odd = rows.findIndex((row) => typeof row[column] !== kind);
    if (odd >= 0) throw mixed(argument, odd, column, kind, rows[odd][column]);
    const names = rows.map((row) => row[column]);
    labels[column] = known?.[column] ?? [...new Set(names)].sort();
    if (known === undefined && labels[column].length === 1) throw constant(argument, column, names[0]);
    const codes = codesOf(labels[column], names, argument, column);
    rows.forEach((row, i) => {
      row[column] = codes[i];
    });
  }
  return { samples: rows as number[][], labels };
}

/** Puts codes in the place of a column's numbers; returns the levels. */
function codeNumbers({ values, n, d }: Samples, column: number, known?: readonly Level[], argument = ''): Level[] {
  const numbers = Array.from({ length: n }, (_, row) => values[row * d + column]);
  const levels = known === undefined ? [...new Set(numbers)].sort((a, b) => a - b) : [...known];
  codesOf(levels, numbers, argument, column).forEach((code, row) => {
    values[row * d + column] = code;
  });
  return levels;
}

function codesOf(levels: readonly Level[], cells: readonly Level[], argument: string, column: number): number[] {
  const codes = new Map(levels.map((level, code) => [level, code]));
  return cells.map((cell, row) => {
    const code = codes.get(cell);
    if (code !== undefined) return code;
    throw new DataError(
      `${argument}: row ${row}, column ${column} is ${JSON.stringify(cell)}, which is none of the ${levels.length} levels that the estimator was fitted on. Leave the row out, or fit again`,
      { code: 'unknown-level', argument, row, column },
    );
  });
}

function askedColumns(discrete: DiscreteChoice, d: number, argument: string): number[] {
  if (typeof discrete === 'boolean') return discrete ? Array.from({ length: d }, (_, column) => column) : [];
  const missing = discrete.find((column) => column >= d);
  if (missing === undefined) return [...discrete];
  throw new DataError(
    `discrete.${argument} names column ${missing}, but ${argument} has ${d} columns, counted from 0. Correct the number`,
    { code: 'dimension-mismatch', argument, column: missing },
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function mixed(argument: string, row: number, column: number, kind: string, value: unknown): DataError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new DataError(
    `${argument}: row ${row}, column ${column} is ${shown}, but row 0 of that column is a ${kind}. Give the column one kind of value; a missing one can be a level of its own, such as 'missing'`,
    { code: 'not-a-number', argument, row, column },
  );
}

function constant(argument: string, column: number, level: Level): DataError {
  return new DataError(
    `${argument}: column ${column} is constant (every row is ${JSON.stringify(level)}), so it carries no information. Leave it out`,
    { code: 'constant', argument, column },
  );
}
