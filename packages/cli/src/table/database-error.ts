/**
 * Condenses DuckDB's messages, which run over twenty lines of settings and advice for SQL authors, into one line for
 * someone who has a file. It adds nothing to what DuckDB says; where DuckDB names the line, the line comes first.
 */
import { CliError } from '../errors.ts';

/** The first informative line of a DuckDB message, with the file's line number and text when it gives them. */
export function condense(message: string): string {
  const line = /CSV Error on Line: (\d+)\s*\nOriginal Line: ([^\n]*)\n([\s\S]*)/.exec(message);
  if (line) {
    const [, number, text, rest] = line;
    const reason =
      /Expected Number of Columns[^\n]*|Value with unterminated quote[^\n]*|[^\n]*not utf-8 encoded[^\n]*/.exec(rest);
    const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
    return `line ${number} (${shown}): ${clean(reason?.[0] ?? rest.trim().split('\n')[0])}`;
  }
  return clean(message.split('\n').find((part) => part.trim() !== '') ?? message);
}

/** DuckDB's complaint about a file, as an error that names the file and the remedy. */
export function unreadable(path: string, kind: string, error: unknown): CliError {
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(`${path} is not readable as ${kind}: ${condense(message)}`, remedyFor(kind, message));
}

function clean(line: string): string {
  return line
    .replace(/^(Invalid Input|Invalid|IO|Binder|Parser|Conversion|Catalog) Error:\s*/, '')
    .replace('Expected Number of Columns:', 'expected columns')
    .replace(/ Found: /, ', found ')
    .trim()
    .replace(/\.$/, '');
}

function remedyFor(kind: string, message: string): string {
  if (/utf-8|unicode/i.test(message)) return 'save the file as UTF-8';
  if (/unterminated quote/.test(message))
    return 'close the quote on that line, or double quotes inside a quoted value ("")';
  if (/Expected Number of Columns/.test(message)) return 'give that line as many values as the header has names';
  if (/state machine/.test(message)) return 'end all lines alike (LF or CRLF, not both), and close every quote';
  if (/GZIP/.test(message)) return 'name the file without .gz if it is not compressed, or compress it again';
  if (kind === 'Parquet')
    return 'check that the file was written completely, or name it by its real format (.csv, .tsv, .jsonl)';
  if (kind === 'JSON') return 'give one object a line, or one array of objects';
  return 'repair the file, or name the file by its real format (.csv, .tsv, .jsonl, .parquet)';
}
