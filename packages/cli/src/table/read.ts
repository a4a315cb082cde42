/**
 * Reads the samples of x and y from an open table: streams the selected rows, computes the expressions, and checks that
 * every value is a finite number and that no dimension is constant. Nothing is dropped unless `dropMissing` asks for it,
 * and then the count is in the result.
 */
import type { DuckDBValue } from '@duckdb/node-api';
import { CliError } from '../errors.ts';
import type { Term } from './columns.ts';
import { Faults } from './faults.ts';
import { Levels } from './levels.ts';
import type { OpenTable } from './open.ts';
import { type Cell, isNumber, readFailure, type Selection, selectCells } from './selection.ts';
import { quoteName } from './sql.ts';

export interface ReadOptions {
  /** An SQL condition on the columns of the file. */
  readonly where?: string;
  /** How many rows to draw, without replacement. */
  readonly sample?: number;
  /** Decides which rows are drawn: the same seed, file and condition draw the same rows. */
  readonly seed?: number;
  readonly dropMissing?: boolean;
}

/** One side of the samples, row-major, as the library takes it. */
export interface SampleTable {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
  /** Numbers of the columns whose values are categories. */
  readonly discrete: readonly number[];
}

/** Rows that belong together, a table for each side. */
export interface Samples {
  readonly n: number;
  readonly tables: readonly SampleTable[];
  /** Rows left out for a missing, NaN or infinite value; 0 unless `dropMissing`. */
  readonly dropped: number;
}

/**
 * Reads the rows of all sides.
 *
 * @param sides the terms of each, for example those of x and those of y
 * @throws CliError naming column and row for text, missing, NaN, infinite or constant values, for a bad condition, and
 * when no row or fewer rows than `sample` are left
 * @example
 * const x = await parseColumns('temperature', names, '--x');
 * const y = await parseColumns('wind', names, '--y');
 * const samples = await readSamples(table, [x, y], { where: 'temperature > 0', sample: 1000, seed: 1 });
 */
export async function readSamples(
  table: OpenTable,
  sides: readonly (readonly Term[])[],
  options: ReadOptions = {},
): Promise<Samples> {
  const terms = sides.flat();
  const cells = terms.flatMap((term) => cellsOf(table, term));
  const distinct = cells.filter((cell, place) => cells.findIndex((other) => isSame(cell, other)) === place);
  const selection = await selectCells(table, distinct, options.where);
  const { values, rows, dropped } = await collect(table, terms, selection, options);
  // A sample returns to the order of the file, so that sampling every row changes nothing.
  const order = rows.map((_, index) => index).sort((a, b) => rows[a] - rows[b]);
  let place = 0;
  const tables = sides.map((side): SampleTable => {
    const data = interleave(values.slice(place, place + side.length), order);
    place += side.length;
    const discrete = side.flatMap((term, column) => (term.discrete ? [column] : []));
    return { data, shape: [rows.length, side.length], discrete };
  });
  return { n: rows.length, tables, dropped };
}

/** The columns that a term reads: as text where it is a column of categories that are not written as numbers. */
function cellsOf(table: OpenTable, { columns, label, discrete }: Term): Cell[] {
  return columns.map((name) => {
    const { type } = table.columns.find((column) => column.name === name)!;
    return { name, asText: discrete === true && label === name && !isNumber(type) };
  });
}

function isSame(a: Cell, b: Cell): boolean {
  return a.name === b.name && a.asText === b.asText;
}

interface Collected {
  readonly values: number[][];
  readonly rows: number[];
  readonly dropped: number;
}

async function collect(
  table: OpenTable,
  terms: readonly Term[],
  { cells: selected, row, from, condition, parameters }: Selection,
  options: ReadOptions,
): Promise<Collected> {
  const { sample = Number.POSITIVE_INFINITY, seed = 0, dropMissing = false } = options;
  const read = selected
    .map(({ name, asText }) => (asText ? `${quoteName(name)}::VARCHAR` : `TRY_CAST(${quoteName(name)} AS DOUBLE)`))
    .join(', ');
  const sampled = sample !== Number.POSITIVE_INFINITY;
  // A digest of seed and row number orders the rows: no state, no threads to depend on, the same rows everywhere, and
  // a smaller sample is part of a larger one.
  const order = sampled ? ` ORDER BY md5($2 || ':' || ${row}), ${row}` : '';
  const query = `SELECT ${row}::DOUBLE, ${read} ${from} WHERE ${condition}${order}`;
  const bound = sampled ? [...parameters, String(seed)] : parameters;

  const places = terms.map((term) =>
    cellsOf(table, term).map((cell) => selected.findIndex((other) => isSame(cell, other))),
  );
  const levels = terms.map((_, term) => (selected[places[term][0]].asText ? new Levels() : undefined));
  const faults = new Faults(terms.map((term) => term.label));
  const rows: number[] = [];
  const values: number[][] = terms.map(() => []);
  const results = new Array<number>(terms.length);
  for await (const { count, rowNumbers, cells } of chunksOf(table, query, bound)) {
    for (let at = 0; at < count && rows.length < sample; at++) {
      let finite = true;
      for (let term = 0; term < terms.length; term++) {
        const found = places[term].map((place) => cells[place][at]);
        results[term] =
          levels[term]?.add(found[0] as string | null) ??
          terms[term].evaluate(found.map((value) => (value as number | null) ?? Number.NaN));
        if (Number.isFinite(results[term])) continue;
        finite = false;
        faults.add(term, rowNumbers[at]);
      }
      if (!finite) faults.rows++;
      if (!finite && dropMissing) continue;
      rows.push(rowNumbers[at]);
      for (let term = 0; term < terms.length; term++) values[term].push(results[term]);
    }
    if (rows.length === sample) break;
  }
  if (!dropMissing) faults.throwIfAny(table.path);
  checkCount(table, rows.length, faults.rows, options);
  terms.forEach(({ label }, term) => {
    const show = (value: number) => levels[term]?.nameOf(value) ?? String(value);
    checkVaries(table, label, values[term], show);
  });
  const coded = values.map((column, term) => levels[term]?.inOrder(column) ?? column);
  return { values: coded, rows, dropped: faults.rows };
}

type Cells = (number | string | null)[];

async function* chunksOf(table: OpenTable, query: string, parameters: DuckDBValue[]) {
  try {
    const result = await table.connection.stream(query, parameters);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const [rowNumbers, ...cells] = chunk.getColumns();
      yield { count: chunk.rowCount, rowNumbers: rowNumbers as number[], cells: cells as Cells[] };
    }
  } catch (error) {
    throw readFailure(table, error);
  }
}

function checkCount(
  table: OpenTable,
  count: number,
  dropped: number,
  { where, sample, dropMissing }: ReadOptions,
): void {
  if (sample !== undefined && count < sample) {
    throw new CliError(
      `--sample ${sample} asks for more rows than the ${count} there are`,
      `give at most ${count}, or leave --sample out`,
    );
  }
  if (count > 0) return;
  if (dropMissing && dropped > 0) {
    throw new CliError(
      `--drop-missing left none of the ${dropped} rows of ${table.path}`,
      'choose columns with fewer gaps',
    );
  }
  if (where !== undefined)
    throw new CliError(`--where: ${where} holds for no row of ${table.path}`, 'loosen the condition');
  throw new CliError(`${table.path} has no data rows`, 'give a file with data rows below its header');
}

function checkVaries(
  table: OpenTable,
  label: string,
  values: readonly number[],
  show: (value: number) => string,
): void {
  if (values.some((value) => value !== values[0])) return;
  throw new CliError(
    `${label} is constant in ${table.path}: ${values.length === 1 ? 'there is only one row' : `all ${values.length} rows have ${show(values[0])}`}`,
    'a constant carries no information about anything; name another column, or keep more rows',
  );
}

function interleave(columns: readonly number[][], order: readonly number[]): Float64Array {
  const data = new Float64Array(order.length * columns.length);
  order.forEach((from, row) => {
    for (let column = 0; column < columns.length; column++) data[row * columns.length + column] = columns[column][from];
  });
  return data;
}
