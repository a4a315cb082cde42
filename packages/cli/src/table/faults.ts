/**
 * Keeps account of values that are missing, NaN or infinite while rows are read, and says in one message how many there
 * are in which column and where they start. The account is the same whether the rows are then dropped or refused.
 */
import { CliError } from '../errors.ts';

const shownRows = 5;

export class Faults {
  /** Rows with at least one such value. */
  rows = 0;
  readonly #labels: readonly string[];
  readonly #counts: number[];
  readonly #first: number[][];

  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.#counts = labels.map(() => 0);
    this.#first = labels.map(() => []);
  }

  add(place: number, row: number): void {
    this.#counts[place]++;
    this.#first[place].push(row);
    if (this.#first[place].length > shownRows * 4) this.#trim(place);
  }

  /** @throws CliError naming every affected column with its count and first rows, if there is any */
  throwIfAny(path: string): void {
    if (this.rows === 0) return;
    const parts = this.#labels.flatMap((label, place) =>
      this.#counts[place] > 0 ? [this.#describe(label, place)] : [],
    );
    throw new CliError(
      `${path}: ${parts.join('; ')} (data rows count from 1, after any header)`,
      `leave ${this.rows === 1 ? 'that row' : `those ${this.rows} rows`} out with --drop-missing`,
    );
  }

  #describe(label: string, place: number): string {
    this.#trim(place);
    const count = this.#counts[place];
    const rows = this.#first[place].join(', ');
    const values = count === 1 ? '1 value that is' : `${count} values that are`;
    return `${label} has ${values} missing, NaN or infinite, in data row${count === 1 ? '' : 's'} ${rows}${count > shownRows ? ', ...' : ''}`;
  }

  // Rows arrive out of order when they are sampled.
  #trim(place: number): void {
    this.#first[place] = this.#first[place].sort((a, b) => a - b).slice(0, shownRows);
  }
}
