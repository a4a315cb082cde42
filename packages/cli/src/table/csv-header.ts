/**
 * Looks at the first line of a delimited text file: which delimiter it uses and whether it names the columns. DuckDB
 * reads the data; it is told both, because its own guess turns a single malformed row into a one-column table.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

const headBytes = 1 << 20;
const delimiters = [',', '\t', ';', '|'] as const;

export interface CsvHeader {
  readonly delimiter: string;
  /** Column names, or undefined when the first line is data (every field is a number). */
  readonly names: string[] | undefined;
  readonly width: number;
  /** Lines before the first one that counts: comments and blank lines. */
  readonly skipped: number;
}

/** The first bytes of a file as text, unpacked when they are gzip. */
export function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(headBytes);
    const head = bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0));
    if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, headBytes);
  } finally {
    closeSync(file);
  }
}

/** Reads delimiter and names off the first line that is neither blank nor a comment (#). */
export function csvHeader(head: string, preferred?: string): CsvHeader {
  const { line, skipped } = firstRecord(head.replace(/^\uFEFF/, ''));
  const delimiter = preferred ?? mostFrequent(line);
  const fields = splitRecord(line, delimiter);
  const isData = fields.every((field) => field.trim() !== '' && Number.isFinite(Number(field)));
  return { delimiter, names: isData ? undefined : fields, width: fields.length, skipped };
}

function firstRecord(text: string): { line: string; skipped: number } {
  let start = 0;
  for (let skipped = 0; start < text.length; skipped++) {
    const end = endOfRecord(text, start);
    const line = text.slice(start, end);
    if (line.trim() !== '' && !line.startsWith('#')) return { line, skipped };
    start = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  return { line: '', skipped: 0 };
}

function endOfRecord(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && (text[at] === '\n' || text[at] === '\r')) return at;
  }
  return text.length;
}

function mostFrequent(line: string): string {
  const unquoted = line.replace(/"[^"]*"/g, '');
  let best: string = delimiters[0];
  for (const candidate of delimiters) {
    if (unquoted.split(candidate).length > unquoted.split(best).length) best = candidate;
  }
  return best;
}

function splitRecord(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}
