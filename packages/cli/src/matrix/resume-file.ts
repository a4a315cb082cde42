/**
 * The file in which `mine matrix` keeps finished pairs: JSON lines, the first of which says what the run was of. A pair is appended as soon
 * as it is finished, so that whatever ends the run, no more than the pairs in work are lost. A file of another run is refused,
 * never overwritten.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { CliError } from '../errors.ts';
import type { MatrixJob, PairResult } from './pair.ts';

const format = 'mine matrix 1';
const option = '--resume';

/** What a run must have in common with the one that is resumed. */
type Fingerprint = Readonly<Record<string, unknown>>;

export interface ResumeFile {
  /** Of earlier runs. */
  readonly finished: readonly PairResult[];
  append(result: PairResult): void;
}

/**
 * Opens the file at `path`, or begins it.
 *
 * @throws CliError when it belongs to another run or is something else
 */
export function openResumeFile(path: string, job: MatrixJob): ResumeFile {
  const fingerprint = fingerprintOf(job);
  const append = (result: PairResult) => appendFileSync(path, `${JSON.stringify(result)}\n`);
  const content = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (content === '') {
    writeFileSync(path, `${JSON.stringify(fingerprint)}\n`);
    return { finished: [], append };
  }
  // What follows the last line break was cut off while it was written.
  const whole = content.slice(0, content.lastIndexOf('\n') + 1);
  const [first, ...results] = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseLine(path, line));
  requireSame(path, first as Fingerprint | undefined, fingerprint);
  if (whole.length < content.length) truncateSync(path, Buffer.byteLength(whole));
  return { finished: results as PairResult[], append };
}

function fingerprintOf({ labels, n, values, isDiscrete, estimator, options }: MatrixJob): Fingerprint {
  const data = createHash('sha256').update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const discrete = labels.filter((_, column) => isDiscrete[column]);
  return { format, columns: labels, discrete, rows: n, data: data.digest('hex'), estimator, ...options };
}

function parseLine(path: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw foreign(path);
  }
}

function requireSame(path: string, found: Fingerprint | undefined, wanted: Fingerprint): void {
  if (found?.format !== format) throw foreign(path);
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
    const [before, now] = [found[name], wanted[name]].map((value) => JSON.stringify(value));
    if (before === now) continue;
    const difference =
      name === 'data' ? 'the values differ' : `${name} was ${before ?? 'left out'} and is ${now ?? 'left out'}`;
    throw new CliError(
      `${option}: ${path} is of another run: ${difference}`,
      'give the same file, columns and options again, or name a new file',
    );
  }
}

function foreign(path: string): CliError {
  return new CliError(`${option}: ${path} holds no pairs of mine matrix`, 'name a new file, or one of an earlier run');
}
