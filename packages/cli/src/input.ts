/**
 * From a file and the options that name its columns and rows to samples: what every command that estimates does first. Warnings
 * are what the reader of a result should know of its rows.
 */
import type { Note } from './backend.ts';
import { formatMany } from './numbers.ts';
import type { Warning } from './report.ts';
import { markDiscrete, parseColumns, type Term } from './table/columns.ts';
import { type Column, type OpenTable, openTable } from './table/open.ts';
import { readSamples, type SampleTable } from './table/read.ts';
import { quoteName } from './table/sql.ts';

export interface RowOptions {
  where?: string;
  sample?: number;
  seed: number;
  dropMissing?: boolean;
  /** Columns whose values are categories, as they are named on their side. */
  discrete?: string;
}

/** One side of an estimate. */
export interface Side extends SampleTable {
  readonly terms: readonly Term[];
  readonly labels: readonly string[];
}

export interface Input {
  readonly n: number;
  /** In the order in which they were asked for. */
  readonly sides: readonly Side[];
  readonly warnings: readonly Warning[];
}

/** What a command asks for: the texts of its options, by option, or a function that names columns of those that there are. */
export type SideRequests = Readonly<
  Record<string, string | ((columns: readonly Column[]) => Promise<readonly string[]>)>
>;

/**
 * Reads the sides.
 *
 * @param requests by option, for example `{ '--x': 'a', '--y': 'b' }`
 * @returns undefined when the user interrupted the reading
 * @throws CliError for everything that can be wrong with file, columns and rows
 */
export async function readInput(
  file: string,
  requests: SideRequests,
  options: RowOptions,
  signal: AbortSignal | undefined,
  note: Note,
): Promise<Input | undefined> {
  const table = await openTable(file);
  const interrupt = () => table.connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    for (const text of table.notes) note(text);
    const terms = await termsOf(table, requests, options.discrete);
    const samples = await readSamples(table, terms, options);
    if (signal?.aborted) return undefined;
    const sides = samples.tables.map((side, place) => ({
      ...side,
      terms: terms[place],
      labels: terms[place].map(({ label }) => label),
    }));
    const warnings = options.dropMissing && samples.dropped > 0 ? [droppedRows(samples.dropped, samples.n)] : [];
    return { n: samples.n, sides, warnings };
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    table.close();
  }
}

async function termsOf(table: OpenTable, requests: SideRequests, discrete: string | undefined): Promise<Term[][]> {
  const known = table.columns.map(({ name }) => name);
  const parsed: Record<string, Term[]> = {};
  for (const [option, request] of Object.entries(requests)) {
    const text = typeof request === 'string' ? request : (await request(table.columns)).map(quoteName).join();
    parsed[option] = await parseColumns(text, known, option);
  }
  return Object.values(await markDiscrete(parsed, discrete, known));
}

function droppedRows(dropped: number, left: number): Warning {
  const message = `dropped ${formatMany(dropped, 'row')} with missing, NaN or infinite values; ${formatMany(left, 'row')} left`;
  return { code: 'dropped-rows', message };
}

/** A column on both sides shares all of itself. */
export function sharedColumn(x: Side, y: Side): Warning[] {
  const names = x.terms.flatMap((term) => term.columns);
  const shared = names.find((name) => y.terms.some((term) => term.columns.includes(name)));
  if (shared === undefined) return [];
  const message = `${shared} is in both x and y, so part of the information is that of a column with itself`;
  return [{ code: 'shared-column', message }];
}
