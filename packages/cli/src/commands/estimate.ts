/**
 * `mine estimate`: the mutual information of columns of a table. Checks everything that can be checked before it trains,
 * in the order in which a user would repair it: outputs, file, columns, values. Then it trains, reports and writes.
 */
import { writeFile } from 'node:fs/promises';
import {
  AbortedError,
  type BackendName,
  type CriticName,
  type EstimatorName,
  MutualInformationEstimator,
  type MutualInformationOptions,
  type MutualInformationResult,
  type PreprocessName,
} from '@infograd/mine';
import type { WasmBackend, WasmOptions } from '@infograd/tensor';
import type { GpuBackend } from '@infograd/tensor/gpu';
import { CliError } from '../errors.ts';
import { announceRun, type GpuModeChoice, openGpu } from '../gpu.ts';
import { interruptedExitCode } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { formatMany } from '../numbers.ts';
import { checkDistinct, checkWritable, plotFormat } from '../outputs.ts';
import { plotSpec } from '../plot.ts';
import { progressLine } from '../progress.ts';
import { drawPlot } from '../render.ts';
import { type Report, reportJson, reportPlot, reportText, type Warning } from '../report.ts';
import { parseColumns, type Term } from '../table/columns.ts';
import { openTable } from '../table/open.ts';
import { readSamples, type Samples } from '../table/read.ts';
import type { Unit } from '../units.ts';
import { openWasm } from '../wasm.ts';

export interface EstimateOptions {
  x: string;
  y: string;
  estimator: EstimatorName;
  units: Unit;
  seed: number;
  steps?: number;
  batch?: number;
  hidden?: number[];
  critic?: CriticName;
  activation?: MutualInformationOptions['activation'];
  learningRate?: number;
  preprocess: PreprocessName;
  backend: BackendName;
  gpuMode?: GpuModeChoice;
  threads?: number;
  /** `auto`, `off` or a file. */
  blas?: string;
  where?: string;
  sample?: number;
  dropMissing?: boolean;
  /** A file, or true for standard output. */
  json?: string | true;
  /** Files to draw, each .svg or .png. */
  plot?: string[];
  truth?: number;
  save?: string;
  progress?: boolean;
  quiet?: boolean;
}

/** Runs the command and returns its exit code: 0, or 130 after an interrupt. */
export async function estimate(file: string, options: EstimateOptions, io: Io): Promise<number> {
  checkOutputs(file, options);
  const note = (text: string) => options.quiet || io.stderr.write(`mine: ${text}\n`);
  const backend = await chooseBackend(options, note);
  try {
    return await estimateOn(backend, file, options, io, note);
  } finally {
    if (typeof backend === 'object' && 'close' in backend) backend.close();
  }
}

type Note = (text: string) => void;

async function estimateOn(
  backend: ChosenBackend,
  file: string,
  options: EstimateOptions,
  io: Io,
  note: Note,
): Promise<number> {
  const input = await readInput(file, options, io, note);
  if (input === undefined) {
    io.stderr.write('mine: interrupted before training began\n');
    return interruptedExitCode;
  }
  const { x, y, samples } = input;
  const warnings = inputWarnings(x, y, samples, options);

  const outcome = await train(samples, backend, options, io);
  const { units: unit, truth } = options;
  const labels = { xLabels: x.map((term) => term.label), yLabels: y.map((term) => term.label) };
  await write({ ...outcome, ...labels, unit, truth, warnings }, outcome.weights, options, io, note);
  return outcome.interrupted ? interruptedExitCode : 0;
}

function checkOutputs(file: string, { json, plot = [], save }: EstimateOptions): void {
  if (typeof json === 'string') checkWritable('--json', json, file);
  for (const path of plot) {
    plotFormat('--plot', path);
    checkWritable('--plot', path, file);
  }
  if (save !== undefined) checkWritable('--save', save, file);
  checkDistinct([
    ...(typeof json === 'string' ? [{ option: '--json', path: json }] : []),
    ...plot.map((path) => ({ option: '--plot', path })),
    ...(save === undefined ? [] : [{ option: '--save', path: save }]),
  ]);
}

/** A name, or a backend that was opened with options of its own. */
type ChosenBackend = BackendName | GpuBackend | WasmBackend;

/** Backends are opened before anything is read, because whether they are here does not depend on the data. */
async function chooseBackend({ backend, gpuMode, threads, blas }: EstimateOptions, note: Note): Promise<ChosenBackend> {
  if (backend !== 'gpu' && gpuMode !== undefined) {
    throw new CliError(`--gpu-mode ${gpuMode} is not for --backend ${backend}`, 'give --backend gpu with it');
  }
  if (threads !== undefined || blas !== undefined) return chooseWasm(backend, { threads, blas }, note);
  if (backend !== 'gpu') return backend;
  const opened = await openGpu(gpuMode ?? 'auto');
  note(announceRun(gpuMode ?? 'auto', opened.info));
  return opened;
}

function chooseWasm(backend: BackendName, options: WasmOptions, note: Note): WasmBackend {
  if (backend !== 'wasm') {
    const flag = options.threads === undefined ? '--blas' : '--threads';
    throw new CliError(`${flag} is not for --backend ${backend}`, 'give --backend wasm with it');
  }
  const opened = openWasm(options);
  const { blasReason } = opened.info;
  if (blasReason !== undefined) note(`no BLAS library is used: ${blasReason}`);
  return opened;
}

interface Input {
  readonly x: Term[];
  readonly y: Term[];
  readonly samples: Samples;
}

/** The samples, or undefined when the user interrupted the reading. */
async function readInput(
  file: string,
  options: EstimateOptions,
  { signal }: Io,
  note: Note,
): Promise<Input | undefined> {
  const table = await openTable(file);
  const interrupt = () => table.connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    for (const text of table.notes) note(text);
    const names = table.columns.map(({ name }) => name);
    const x = await parseColumns(options.x, names, '--x');
    const y = await parseColumns(options.y, names, '--y');
    const { where, sample, seed, dropMissing } = options;
    const samples = await readSamples(table, x, y, { where, sample, seed, dropMissing });
    return signal?.aborted ? undefined : { x, y, samples };
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    table.close();
  }
}

function inputWarnings(x: Term[], y: Term[], { dropped, n }: Samples, { dropMissing }: EstimateOptions): Warning[] {
  const warnings: Warning[] = [];
  if (dropMissing && dropped > 0) {
    const message = `dropped ${formatMany(dropped, 'row')} with missing, NaN or infinite values; ${formatMany(n, 'row')} left`;
    warnings.push({ code: 'dropped-rows', message });
  }
  const shared = x.flatMap((term) => term.columns).find((name) => y.some((term) => term.columns.includes(name)));
  if (shared !== undefined) {
    const message = `${shared} is in both x and y, so part of the information is that of a column with itself`;
    warnings.push({ code: 'shared-column', message });
  }
  return warnings;
}

interface Outcome {
  readonly result: MutualInformationResult;
  readonly interrupted: boolean;
  /** The fitted estimator as a file, if it is to be saved. */
  readonly weights?: Uint8Array;
}

async function train(
  { n, x, y, dimX, dimY }: Samples,
  backend: ChosenBackend,
  options: EstimateOptions,
  io: Io,
): Promise<Outcome> {
  const { units: unit, quiet, progress } = options;
  const line = progressLine(io.stderr, { unit, mode: quiet ? 'never' : progress ? 'always' : 'auto' });
  const estimator = new MutualInformationEstimator({
    estimator: options.estimator,
    critic: options.critic,
    hidden: options.hidden,
    activation: options.activation,
    learningRate: options.learningRate,
    preprocess: options.preprocess,
    steps: options.steps,
    batchSize: options.batch,
    seed: options.seed,
    backend,
    signal: io.signal,
    onProgress: line.update,
  });
  try {
    const result = await estimator.fit({ data: x, shape: [n, dimX] }, { data: y, shape: [n, dimY] });
    return { result, interrupted: false, weights: options.save === undefined ? undefined : await estimator.save() };
  } catch (error) {
    if (error instanceof AbortedError && error.partial) return { result: error.partial, interrupted: true };
    throw error;
  } finally {
    line.stop();
    estimator.dispose();
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
  for (const path of plot) await drawPlot(plotSpec(reportPlot(report)), path, plotFormat('--plot', path));
  if (save === undefined) return;
  if (weights === undefined) note(`${save} was not written: an interrupted estimator is not kept`);
  else await writeOutput('--save', save, weights);
}

async function writeOutput(option: string, path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new CliError(`${option}: ${path} could no longer be written (${(error as Error).message})`);
  }
}
