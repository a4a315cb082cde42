/**
 * Runs and the file that remembers them: one line of JSON for each, appended as soon as it has finished, so that a command that was
 * interrupted goes on where it stopped. A run that failed is remembered like any other, with what went wrong.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One piece of work for one process. Equal settings are the same job. */
export interface Job<Settings = unknown> {
  readonly experiment: string;
  readonly settings: Settings;
}

/** What a job came to. */
export type Outcome<Result = unknown> = { readonly result: Result } | { readonly failure: string };

export type Run<Settings = unknown, Result = unknown> = Job<Settings> & {
  /** Of experiment and settings: what tells one job from another. */
  readonly fingerprint: string;
  /** Of the library's source: runs of different code are not the same measurement. */
  readonly code: string;
  /** When it ended, as ISO 8601. */
  readonly date: string;
  /** Wall-clock time in the process that did it. */
  readonly seconds: number;
} & Outcome<Result>;

/** Twelve hexadecimal digits that follow from what is given, whatever the order of its properties. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

/** The runs in a file, each of which can be looked up by its job. */
export class RunLog {
  readonly #file: string;
  readonly #runs = new Map<string, Run>();

  /** @throws Error when a line of the file is no run */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // What ended in the middle of a line was cut off while it was written: that run is not known.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) writeFileSync(file, whole);
    for (const [index, line] of whole.split('\n').entries()) {
      if (line !== '') this.#remember(parseRun(line, `${file}:${index + 1}`));
    }
  }

  find(job: Job): Run | undefined {
    return this.#runs.get(fingerprintOf(job));
  }

  append(run: Run): void {
    appendFileSync(this.#file, `${JSON.stringify(run)}\n`);
    this.#remember(run);
  }

  #remember(run: Run): void {
    this.#runs.set(run.fingerprint, run);
  }
}

function parseRun(line: string, place: string): Run {
  try {
    const run = JSON.parse(line) as Run;
    if (typeof run.fingerprint === 'string' && ('result' in run || 'failure' in run)) return run;
  } catch {
    // Told below.
  }
  throw new Error(`${place} is not a run; mend or remove that line`);
}
