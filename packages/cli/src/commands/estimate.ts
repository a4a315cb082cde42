/**
 * `mine estimate`: the mutual information of columns of a table. Checks everything that can be checked before it trains,
 * in the order in which a user would repair it: options, outputs, file, columns, values. Then it trains, reports and writes.
 */
import type { EstimatorName } from '@infograd/mine';
import { type BackendOptions, type ChosenBackend, type Note, withBackend } from '../backend.ts';
import { CliError } from '../errors.ts';
import { namingColumns } from '../failure.ts';
import { type Input, type RowOptions, readInput, sharedColumn } from '../input.ts';
import { interruptedExitCode } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { checkMeasure, type MeasureOptions, measure, type Outcome, runsOf } from '../measures.ts';
import { checkOutputs, type OutputOptions, plotFormat, writeOutput } from '../outputs.ts';
import { progressLine, progressOfRuns } from '../progress.ts';
import { drawPlot } from '../render.ts';
import { headingOf, type Report, reportJson, reportSpec, reportText } from '../report.ts';
import { libraryOptions, type TrainingOptions } from '../training.ts';

export interface EstimateOptions extends TrainingOptions, RowOptions, BackendOptions, MeasureOptions, OutputOptions {
  x: string;
  y: string;
  estimator: EstimatorName | 'auto';
  truth?: number;
}

/** Runs the command and returns its exit code: 0, or 130 after an interrupt. */
export async function estimate(file: string, options: EstimateOptions, io: Io): Promise<number> {
  checkMeasure(options);
  checkTime(options);
  const { json, plot, save } = options;
  checkOutputs(file, { '--json': json, '--plot': plot, '--save': save });
  const note = (text: string) => options.quiet || io.stderr.write(`mine: ${text}\n`);
  return withBackend(options, note, (backend) => estimateOn(backend, file, options, io, note));
}

/** A series has a row for each step of time. */
function checkTime({ lag, transfer, sample }: EstimateOptions): void {
  if ((lag === undefined && !transfer) || sample === undefined) return;
  const option = transfer ? '--transfer' : '--lag';
  throw new CliError(
    `--sample is not for ${option}, which takes rows as steps of time`,
    'leave --sample out, or choose a stretch of time with --where',
  );
}

async function estimateOn(
  backend: ChosenBackend,
  file: string,
  options: EstimateOptions,
  io: Io,
  note: Note,
): Promise<number> {
  const { x, y, conditional } = options;
  const requests = { '--x': x, '--y': y, ...(conditional === undefined ? {} : { '--conditional': conditional }) };
  const input = await readInput(file, requests, options, io.signal, note);
  if (input === undefined) {
    io.stderr.write('mine: interrupted before training began\n');
    return interruptedExitCode;
  }
  requireNoGaps(input, options);
  const outcome = await train(input, backend, options, io);
  const { units: unit, truth } = options;
  const warnings = [...input.warnings, ...sharedColumn(input.sides[0], input.sides[1])];
  const heading = headingOf(outcome.findings, input.sides, options);
  await write({ ...outcome, heading, unit, truth, warnings }, outcome.weights, options, io, note);
  return outcome.interrupted ? interruptedExitCode : 0;
}

/** Rows on both sides of one that was left out would count as neighbours in time. */
function requireNoGaps({ warnings }: Input, { lag, transfer }: EstimateOptions): void {
  if (lag === undefined && !transfer) return;
  const dropped = warnings.find(({ code }) => code === 'dropped-rows');
  if (dropped === undefined) return;
  throw new CliError(
    `--drop-missing ${dropped.message}, which tears holes into a time series`,
    'fill the values in, or choose a stretch of time without gaps with --where',
  );
}

async function train(input: Input, backend: ChosenBackend, options: EstimateOptions, io: Io): Promise<Outcome> {
  const { units: unit, quiet, progress, estimator } = options;
  const line = progressLine(io.stderr, { unit, mode: quiet ? 'never' : progress ? 'always' : 'auto' });
  const onProgress = progressOfRuns(line, runsOf(options));
  const training = { ...libraryOptions(options), estimator, backend, signal: io.signal, onProgress };
  try {
    return await measure(input.sides, options, training);
  } catch (error) {
    throw namingColumns(error, input.sides);
  } finally {
    line.stop();
  }
}

async function write(
  report: Report,
  weights: Uint8Array | undefined,
  { json, plot = [], save }: EstimateOptions,
  { stdout }: Io,
  note: Note,
): Promise<void> {
  if (json === true) stdout.write(reportJson(report));
  else stdout.write(reportText(report));
  if (typeof json === 'string') await writeOutput('--json', json, reportJson(report));
  for (const path of plot) await drawPlot(reportSpec(report), path, plotFormat('--plot', path));
  if (save === undefined) return;
  if (weights === undefined) note(`${save} was not written: an interrupted estimator is not kept`);
  else await writeOutput('--save', save, weights);
}
