/**
 * Opens a table file: DuckDB reads it, in a database that lives in memory, as `source.ts` says. The result is something to
 * select from; of the data, only as much is read as it takes to know the columns and their types.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { CliError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { unreadable } from './database-error.ts';
import { sourceOf, type TableFormat } from './source.ts';

export interface Column {
  readonly name: string;
  /** DuckDB's type, for example DOUBLE, BIGINT or VARCHAR. */
  readonly type: string;
}

/** An open file: an SQL expression to select from (with its parameters) and the columns that it has. */
export interface OpenTable {
  readonly path: string;
  readonly format: TableFormat;
  readonly connection: DuckDBConnection;
  readonly source: string;
  readonly parameters: DuckDBValue[];
  readonly columns: readonly Column[];
  /** What a reader should know, for example that the file has no header line. */
  readonly notes: readonly string[];
  close(): void;
}

/**
 * Opens `path` and learns its columns.
 *
 * @throws CliError if the file is missing, empty, a folder, or malformed
 * @example
 * const table = await openTable('weather.csv');
 * table.columns.map((column) => column.name); // ['date', 'pressure', 'temperature', 'wind']
 * table.close();
 */
export async function openTable(path: string): Promise<OpenTable> {
  checkFile(path);
  const { format, source, parameters, notes, diagnose, header } = sourceOf(path);
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`, parameters);
    const columns = described.getRowsJS().map(([name, type]) => ({ name: String(name), type: String(type) }));
    if (header && header.length !== columns.length) {
      throw new Error(`${columns.length} columns found where the header names ${header.length}`);
    }
    return {
      path,
      format,
      connection,
      source,
      parameters,
      columns,
      notes: [...notes, ...renamings(columns, header)],
      close,
    };
  } catch (error) {
    const cause = (await failureOf(connection, diagnose, parameters)) ?? error;
    close();
    throw unreadable(path, format, cause);
  }
}

function checkFile(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new CliError(`there is no file ${path}`, neighbours(path));
  if (stat.isDirectory())
    throw new CliError(`${path} is a folder`, 'name a CSV, TSV, JSON lines or Parquet file in it');
  if (stat.size === 0) throw new CliError(`${path} is empty (0 bytes)`, 'give a file with a header line and data rows');
}

function neighbours(path: string): string {
  try {
    return didYouMean(basename(path), filesIn(dirname(path)), `files in ${resolve(dirname(path))}`);
  } catch {
    return `the folder ${dirname(path)} does not exist either`;
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/** DuckDB renames the second of two equal names; the reader is told. */
function renamings(columns: readonly Column[], header: readonly string[] = []): string[] {
  return columns.flatMap(({ name }, index) => {
    const written = header[index]?.trim();
    return written === undefined || written === name
      ? []
      : [`column ${index + 1} of the header, '${written}', is read as ${name}`];
  });
}

async function failureOf(connection: DuckDBConnection, query: string | undefined, parameters: DuckDBValue[]) {
  if (query === undefined) return undefined;
  try {
    await connection.run(query, parameters);
    return undefined;
  } catch (error) {
    return error;
  }
}
