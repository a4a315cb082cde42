/**
 * How DuckDB is to read a file: which format, told by extension and, failing that, by first bytes; and for delimited
 * text, every detail of the dialect. DuckDB's own guesses are left out where they could silently skip or merge rows.
 */
import { extname } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { CliError } from '../errors.ts';
import { csvHeader, readHead } from './csv-header.ts';
import { literalPath, quoteText } from './sql.ts';

export type TableFormat = 'CSV' | 'TSV' | 'JSON' | 'Parquet';

/** A table function of DuckDB with its parameters. */
export interface Source {
  format: TableFormat;
  source: string;
  parameters: DuckDBValue[];
  notes: string[];
  /** A stricter reading whose error names the line, for when DuckDB's sniffer only says that it failed. */
  diagnose?: string;
  /** The names as the header line has them. */
  header?: readonly string[];
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
 * The SQL that reads the file at `path`.
 *
 * @throws CliError when the system refuses to read it
 */
export function sourceOf(path: string): Source {
  const head = headOf(path);
  const format = formatOf(path, head);
  const parameters = [literalPath(path)];
  if (format === 'Parquet') return { format, source: 'read_parquet($1)', parameters, notes: [] };
  requireText(path, head);
  if (format === 'JSON') return { format, source: 'read_json($1, sample_size = -1)', parameters, notes: [] };

  const { delimiter, names, width, skipped } = csvHeader(head.toString('utf8'), format === 'TSV' ? '\t' : undefined);
  const own = Array.from({ length: width }, (_, index) => `c${index + 1}`);
  const dialect =
    `delim = ${quoteText(delimiter)}, quote = '"', escape = '"', header = ${names !== undefined}, skip = ${skipped}, ` +
    `comment = '', strict_mode = true, nullstr = [${missingMarks.map(quoteText).join(', ')}]`;
  const renamed = names ? '' : `, names = [${own.map(quoteText).join(', ')}]`;
  const typed = own.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
  return {
    format,
    // The whole file decides the types, so that a text in the last row is seen before anything is computed.
    source: `read_csv($1, ${dialect}, sample_size = -1${renamed})`,
    parameters,
    notes: names ? [] : [`the first line has numbers only, so the columns are named c1 to c${width}`],
    header: names,
    diagnose: `SELECT count(*) FROM read_csv($1, ${dialect}, auto_detect = false, columns = {${typed}})`,
  };
}

function headOf(path: string): Buffer {
  try {
    return readHead(path);
  } catch (error) {
    throw new CliError(
      `${path} cannot be read (${(error as Error).message})`,
      'check that it is yours to read, and whole',
    );
  }
}

function requireText(path: string, head: Buffer): void {
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') {
    throw new CliError(`${path} is encoded in UTF-16`, 'save the file as UTF-8');
  }
  const lines = head.toString('utf8').split('\n');
  if (lines.every((line) => line.trim() === '' || line.startsWith('#'))) {
    throw new CliError(`${path} has only blank lines and comments`, 'give a file with a header line and data rows');
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
