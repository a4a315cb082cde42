/**
 * `mine matrix`: the information of every pair of columns, each pair once, side by side on all processors. Finished pairs are kept in the file
 * of `--resume`, from which the same command goes on after an interrupt.
 */
import os from 'node:os';
import type { Note } from '../backend.ts';
import { CliError } from '../errors.ts';
import { type RowOptions, readInput } from '../input.ts';
import { interruptedExitCode } from '../interrupt.ts';
import type { Io } from '../io.ts';
import {
  type MatrixReport,
  matrixCsv,
  matrixJson,
  matrixPicture,
  matrixText,
  pairCount,
} from '../matrix/matrix-report.ts';
import type { MatrixEstimator, MatrixJob, Pair, PairResult } from '../matrix/pair.ts';
import { openResumeFile } from '../matrix/resume-file.ts';
import { runPairs } from '../matrix/run-pairs.ts';
import { checkOutputs, type OutputOptions, plotFormat, writeOutput } from '../outputs.ts';
import { pairsLine } from '../progress.ts';
import { drawPlot } from '../render.ts';
import { parseColumns } from '../table/columns.ts';
import type { Column } from '../table/open.ts';
import { isNumber } from '../table/selection.ts';
import { libraryOptions, type TrainingOptions } from '../training.ts';

export interface MatrixOptions extends TrainingOptions, RowOptions, OutputOptions {
  columns?: string;
  estimator: MatrixEstimator;
  jobs?: number;
  resume?: string;
  csv?: string;
}

/** Runs the command and returns its exit code: 0, 2 when every pair failed, or 130 after an interrupt. */
export async function matrix(file: string, options: MatrixOptions, io: Io): Promise<number> {
  const { json, csv, plot, resume } = options;
  checkOutputs(file, { '--json': json, '--csv': csv, '--plot': plot, '--resume': resume });
  const note = (text: string) => options.quiet || io.stderr.write(`mine: ${text}\n`);
  const columns = options.columns ?? ((known: readonly Column[]) => allColumns(known, options.discrete, note));
  const input = await readInput(file, { '--columns': columns }, options, io.signal, note);
  if (input === undefined) {
    io.stderr.write('mine: interrupted before the first pair began\n');
    return interruptedExitCode;
  }
  const [{ data, labels, discrete }] = input.sides;
  const isDiscrete = labels.map((_, column) => discrete.includes(column));
  const values = columnAfterColumn(data, input.n, labels.length);
  const job = {
    labels,
    n: input.n,
    values,
    isDiscrete,
    estimator: options.estimator,
    options: libraryOptions(options),
  };
  const results = await runAll(job, options, io, note);
  const interrupted = results.length < pairCount(labels.length);
  const { units: unit, seed } = options;
  await write({ job, results, unit, seed, warnings: input.warnings, interrupted }, options, io);
  if (!interrupted) return results.every(({ error }) => error !== undefined) ? 2 : 0;
  const kept =
    resume === undefined
      ? 'with --resume FILE a later run goes on from there'
      : `they are in ${resume}; the same command goes on from there`;
  io.stderr.write(`mine: interrupted with ${results.length} of ${pairCount(labels.length)} pairs; ${kept}\n`);
  return interruptedExitCode;
}

/** The columns of numbers, and those that `--discrete` names; the others are said. */
async function allColumns(columns: readonly Column[], discrete: string | undefined, note: Note): Promise<string[]> {
  const known = columns.map(({ name }) => name);
  const named =
    discrete === undefined ? [] : (await parseColumns(discrete, known, '--discrete')).map(({ label }) => label);
  const isTaken = ({ name, type }: Column) => isNumber(type) || named.includes(name);
  const left = columns.filter((column) => !isTaken(column)).map(({ name }) => name);
  if (left.length > 0)
    note(`left out, because they hold no numbers: ${left.join(', ')}; --discrete takes them as categories`);
  const taken = columns.filter(isTaken).map(({ name }) => name);
  if (taken.length >= 2) return taken;
  throw new CliError(
    `a matrix needs two columns, and the file has ${taken.length === 1 ? 'one' : 'none'} of numbers`,
    'name columns of text in --discrete to take them as categories',
  );
}

function columnAfterColumn(data: Float64Array, n: number, width: number): Float64Array {
  return Float64Array.from({ length: data.length }, (_, place) => data[(place % n) * width + Math.floor(place / n)]);
}

async function runAll(job: MatrixJob, options: MatrixOptions, io: Io, note: Note): Promise<PairResult[]> {
  const { labels } = job;
  if (labels.length < 2) {
    throw new CliError(`--columns: ${labels[0]} is a single column`, 'a matrix needs two columns or more');
  }
  const { resume, jobs = os.availableParallelism(), quiet, progress } = options;
  const state = resume === undefined ? undefined : openResumeFile(resume, job);
  const results = [...(state?.finished ?? [])];
  const isFinished = new Set(results.map(({ pair }) => pair.join()));
  const pairs = labels
    .flatMap((_, y) => labels.slice(0, y).map((_, x): Pair => [x, y]))
    .filter((pair) => !isFinished.has(pair.join()));
  if (results.length > 0) note(`${results.length} of ${pairCount(labels.length)} pairs are in ${resume} already`);
  const mode = quiet ? 'never' : progress ? 'always' : 'auto';
  const line = pairsLine(io.stderr, { mode, total: pairCount(labels.length), finished: results.length });
  try {
    await runPairs(job, pairs, {
      jobs,
      signal: io.signal,
      onResult(result) {
        state?.append(result);
        results.push(result);
        line.update(results.length, result.pair.map((column) => labels[column]).join(' and '));
      },
    });
  } finally {
    line.stop();
  }
  return results;
}

async function write(report: MatrixReport, { json, csv, plot = [] }: MatrixOptions, { stdout }: Io): Promise<void> {
  stdout.write(json === true ? matrixJson(report) : matrixText(report));
  if (typeof json === 'string') await writeOutput('--json', json, matrixJson(report));
  if (csv !== undefined) await writeOutput('--csv', csv, matrixCsv(report));
  for (const path of plot) await drawPlot(matrixPicture(report), path, plotFormat('--plot', path));
}
