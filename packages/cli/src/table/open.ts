/**
 * Opens a table file: CSV, TSV, JSON lines or Parquet, told apart by extension and, failing that, by first bytes. DuckDB
 * reads it, in a database that lives in memory. The result is a source to select from; no data is read here beyond what
 * is needed to know the columns and their types.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { CliError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { csvHeader, readHead } from './csv-header.ts';
import { unreadable } from './database-error.ts';
import { literalPath, quoteText } from './sql.ts';

export type TableFormat = 'CSV' | 'TSV' | 'JSON' | 'Parquet';

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

const formats: Record<string, TableFormat> = {
  '.csv': 'CSV',
  '.tsv': 'TSV',
  '.tab': 'TSV',
  '.jsonl': 'JSON',
  '.ndjson': 'JSON',
  '.json': 'JSON',
  '.parquet': 'Parquet',
  '.pq': 'Parquet',
};

/** Texts that stand for a missing value in CSV and TSV. `nan` and `inf` are numbers to DuckDB already. */
const missingMarks = ['', 'NA', 'N/A', 'n/a', 'null', 'NULL'];

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
  const head = readHead(path);
  const format = formatOf(path, head);
  const { source, parameters, notes, diagnose, header } = sourceOf(path, format, head);
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
    return didYouMean(basename(path), readdirSync(dirname(path)), `files in ${dirname(path)}`);
  } catch {
    return `the folder ${dirname(path)} does not exist either`;
  }
}

function formatOf(path: string, head: Buffer): TableFormat {
  const known = formats[extname(path.replace(/\.gz$/i, '')).toLowerCase()];
  if (known) return known;
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'Parquet';
  const text = head.toString('utf8').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'JSON';
  return 'CSV';
}

interface Source {
  source: string;
  parameters: DuckDBValue[];
  notes: string[];
  /** A stricter reading whose error names the line, for when DuckDB's sniffer only says that it failed. */
  diagnose?: string;
  /** The names as the header line has them. */
  header?: readonly string[];
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

function sourceOf(path: string, format: TableFormat, head: Buffer): Source {
  const parameters = [literalPath(path)];
  if (format === 'Parquet') return { source: 'read_parquet($1)', parameters, notes: [] };
  if (format === 'JSON') return { source: 'read_json($1, sample_size = -1)', parameters, notes: [] };

  const { delimiter, names, width, skipped } = csvHeader(head.toString('utf8'), format === 'TSV' ? '\t' : undefined);
  const own = Array.from({ length: width }, (_, index) => `c${index + 1}`);
  const dialect =
    `delim = ${quoteText(delimiter)}, quote = '"', escape = '"', header = ${names !== undefined}, skip = ${skipped}, ` +
    `comment = '', strict_mode = true, ` +
    `nullstr = [${missingMarks.map(quoteText).join(', ')}]`;
  const renamed = names ? '' : `, names = [${own.map(quoteText).join(', ')}]`;
  const typed = own.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
  return {
    // The whole file decides the types, so that a text in the last row is seen before anything is computed.
    source: `read_csv($1, ${dialect}, sample_size = -1${renamed})`,
    parameters,
    notes: names ? [] : [`the first line has numbers only, so the columns are named c1 to c${width}`],
    header: names,
    diagnose: `SELECT count(*) FROM read_csv($1, ${dialect}, auto_detect = false, columns = {${typed}})`,
  };
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
