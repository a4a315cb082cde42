/**
 * The part of a file that a run uses, as SQL: the needed columns of the rows that --where keeps, beside a row number.
 * Rows count from 1 in the order of the file, without the header. Checks that the condition is one condition and that
 * the columns hold numbers; reads no samples.
 */
import type { DuckDBValue } from '@duckdb/node-api';
import { CliError } from '../errors.ts';
import { condense, unreadable } from './database-error.ts';
import type { OpenTable } from './open.ts';
import { quoteName } from './sql.ts';

/** A column as a run reads it: as numbers, or as text whose values are names of categories. */
export interface Cell {
  readonly name: string;
  readonly asText: boolean;
}

export interface Selection {
  readonly cells: readonly Cell[];
  /** The name of the row number, chosen so that no column has it. */
  readonly row: string;
  /** The FROM clause, which offers the columns and the row number. */
  readonly from: string;
  /** The condition that rows meet. */
  readonly condition: string;
  readonly parameters: DuckDBValue[];
}

/**
 * Selects cells of the rows where `where` holds.
 *
 * @throws CliError if the condition is not valid SQL for this file, or a column holds something else than numbers
 */
export async function selectCells(table: OpenTable, cells: readonly Cell[], where?: string): Promise<Selection> {
  let row = 'row';
  while (table.columns.some(({ name }) => name.toLowerCase() === row)) row = `_${row}`;
  if (where !== undefined) await checkWhere(table, where);
  // The line break ends a comment in the condition before it reaches our parenthesis.
  const condition = where === undefined ? 'true' : `(${where}\n)`;
  const from = `FROM (SELECT row_number() OVER () AS ${row}, * FROM ${table.source}) AS data`;
  const selection = { cells, row, from, condition, parameters: table.parameters };
  for (const { name, asText } of cells) if (!asText) await checkNumeric(table, name, selection);
  return selection;
}

async function checkWhere(table: OpenTable, where: string): Promise<void> {
  const remedy = `give one SQL condition on columns, for example --where "${exampleColumn(table)} > 0"`;
  if (where.trim() === '') throw new CliError('--where is empty', remedy);
  const query = `SELECT 1 FROM ${table.source} AS data WHERE (${where}\n)`;
  try {
    const statements = await table.connection.extractStatements(query);
    if (statements.count !== 1) throw new CliError(`--where: ${where} is more than one statement`, remedy);
    await table.connection.run(`${query} LIMIT 0`, table.parameters);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`--where: ${where} is no condition on this file: ${condense((error as Error).message)}`, remedy);
  }
}

function exampleColumn({ columns }: OpenTable): string {
  const name = (columns.find(({ type }) => isNumber(type)) ?? columns[0]).name;
  return /^[a-z_]\w*$/i.test(name) ? name : quoteName(name);
}

/** Whether values of this type of DuckDB's are numbers. */
export function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN|BIGNUM)$/.test(type);
}

async function checkNumeric(
  table: OpenTable,
  name: string,
  { row, from, condition, parameters }: Selection,
): Promise<void> {
  const remedy =
    'choose a numeric column, write the values as numbers, leave those rows out with --where, or name the column in --discrete if its values are categories';
  const type = table.columns.find((column) => column.name === name)!.type;
  if (isNumber(type)) return;
  if (!/^(VARCHAR|JSON|ENUM.*)$/.test(type)) {
    throw new CliError(`column ${name} of ${table.path} holds ${type} values where numbers are needed`, remedy);
  }
  const column = quoteName(name);
  const [found] = await rowsOf(
    table,
    `SELECT ${row}, ${column}::VARCHAR, count(*) OVER () ${from}
     WHERE ${condition} AND ${column} IS NOT NULL AND TRY_CAST(${column} AS DOUBLE) IS NULL
     ORDER BY ${row} LIMIT 1`,
    parameters,
  );
  if (!found) return;
  const more = Number(found[2]) > 1 ? `, and ${Number(found[2]) - 1} more such rows` : '';
  throw new CliError(
    `column ${name} of ${table.path} holds text where numbers are needed: '${found[1]}' in data row ${found[0]}${more}`,
    remedy,
  );
}

async function rowsOf(table: OpenTable, query: string, parameters: DuckDBValue[]) {
  try {
    return (await table.connection.runAndReadAll(query, parameters)).getRowsJS();
  } catch (error) {
    throw readFailure(table, error);
  }
}

/** A failure while rows are read: of the condition, if a value did not convert as it wanted, or else of the file. */
export function readFailure(table: OpenTable, error: unknown): CliError {
  const message = error instanceof Error ? error.message : String(error);
  if (!message.startsWith('Conversion Error')) return unreadable(table.path, table.format, error);
  return new CliError(`--where: ${condense(message)}`, 'compare numbers with numbers and text with quoted text');
}
