/**
 * `mine compare`: several estimators on the same rows, side by side: a table, JSON, and a picture of all values with their intervals. They run
 * one after another, so that their times can be compared. An estimator that fails has its reason in its row; the others go on.
 */
import { AbortedError } from '@infograd/mine';
import { InfogradError } from '@infograd/tensor';
import { type BackendOptions, type ChosenBackend, type Note, withBackend } from '../backend.ts';
import { type ComparisonReport, comparisonJson, comparisonPicture, comparisonText, type Row } from '../comparison.ts';
import { CliError } from '../errors.ts';
import { type AnyEstimator, isDiscrete, isMixed, isNetwork, runEstimator } from '../estimators.ts';
import { describeFailure } from '../failure.ts';
import { type Input, type RowOptions, readInput, type Side, sharedColumn } from '../input.ts';
import { interruptedExitCode } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { checkOutputs, type OutputOptions, plotFormat, writeOutput } from '../outputs.ts';
import { progressLine } from '../progress.ts';
import { drawPlot } from '../render.ts';
import { libraryOptions, type TrainingOptions } from '../training.ts';

export interface CompareOptions extends TrainingOptions, RowOptions, BackendOptions, OutputOptions {
  x: string;
  y: string;
  estimators?: AnyEstimator[];
  truth?: number;
}

/** Columns up to which nearest neighbours are worth a try without being asked for. */
const fewColumns = 10;

/** Runs the command and returns its exit code: 0, 2 when every estimator failed, or 130 after an interrupt. */
export async function compare(file: string, options: CompareOptions, io: Io): Promise<number> {
  checkOutputs(file, { '--json': options.json, '--plot': options.plot });
  const note = (text: string) => options.quiet || io.stderr.write(`mine: ${text}\n`);
  return withBackend(options, note, async (backend) => {
    const requests = { '--x': options.x, '--y': options.y };
    const input = await readInput(file, requests, options, io.signal, note);
    if (input === undefined) {
      io.stderr.write('mine: interrupted before the first estimate began\n');
      return interruptedExitCode;
    }
    const names = options.estimators ?? defaultEstimators(input, note);
    const rows = await runAll(names, input, backend, options, io);
    const interrupted = rows.length < names.length;
    const [x, y] = input.sides;
    const warnings = [...input.warnings, ...sharedColumn(x, y)];
    const { units: unit, truth, seed } = options;
    await write({ x, y, n: input.n, rows, unit, truth, seed, warnings, interrupted }, options, io, note);
    if (interrupted) return interruptedExitCode;
    return rows.every((row) => 'error' in row) ? 2 : 0;
  });
}

/** What suits the columns, without being asked: some of each kind. What is left out, and why, is said. */
function defaultEstimators({ sides: [x, y] }: Input, note: Note): AnyEstimator[] {
  const networks: AnyEstimator[] = ['auto', 'mine', 'info-nce', 'nwj', 'js'];
  if (x.discrete.length + y.discrete.length > 0) {
    note('ksg, gaussian and binned take numbers only and are left out');
    const areSingle = x.shape[1] === 1 && y.shape[1] === 1;
    if (isDiscrete(x) && isDiscrete(y)) return [...networks, ...(areSingle ? (['counts'] as const) : [])];
    return [...networks, isMixed(x, y) ? 'ross' : 'gao'];
  }
  const columns = x.shape[1] + y.shape[1];
  const baselines: AnyEstimator[] = ['gaussian'];
  if (columns <= fewColumns) baselines.unshift('ksg');
  else note(`ksg reads too low in ${columns} dimensions and is left out; --estimators takes it all the same`);
  if (columns === 2) baselines.push('binned');
  return [...networks, ...baselines];
}

/** A row for each estimator that was not interrupted. */
async function runAll(
  names: readonly AnyEstimator[],
  { sides: [x, y] }: Input,
  backend: ChosenBackend,
  options: CompareOptions,
  { stderr, signal }: Io,
): Promise<Row[]> {
  const { quiet, progress, units: unit } = options;
  const rows: Row[] = [];
  for (const [place, name] of names.entries()) {
    if (signal?.aborted) break;
    const line = progressLine(stderr, { unit, mode: quiet ? 'never' : progress ? 'always' : 'auto' });
    const prefix = `${name} (${place + 1} of ${names.length})`;
    const training = isNetwork(name)
      ? { backend, signal, onProgress: (state: Parameters<typeof line.update>[0]) => line.update({ ...state, prefix }) }
      : {};
    try {
      rows.push({ name, findings: await runEstimator(name, x, y, { ...libraryOptions(options), ...training }) });
    } catch (error) {
      if (error instanceof AbortedError) break;
      rows.push(failedRow(name, error, [x, y]));
    } finally {
      line.stop();
    }
    // Baselines compute without a pause, in which an interrupt could be heard.
    await new Promise(setImmediate);
  }
  return rows;
}

function failedRow(name: string, error: unknown, sides: readonly Side[]): Row {
  if (!(error instanceof CliError || error instanceof InfogradError)) throw error;
  return { name, error: describeFailure(error, sides) };
}

async function write(
  report: ComparisonReport,
  { json, plot = [] }: CompareOptions,
  { stdout }: Io,
  note: Note,
): Promise<void> {
  stdout.write(json === true ? comparisonJson(report) : comparisonText(report));
  if (typeof json === 'string') await writeOutput('--json', json, comparisonJson(report));
  const picture = plot.length > 0 ? comparisonPicture(report) : undefined;
  for (const path of plot) {
    if (picture === undefined) note(`${path} was not drawn: there is no value of mutual information to draw`);
    else await drawPlot(picture, path, plotFormat('--plot', path));
  }
}
