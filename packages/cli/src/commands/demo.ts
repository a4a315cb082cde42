/**
 * `mine demo`: two experiments that show what the package does. Noise of known information, where the curve must meet the
 * true line; and weather data, where a correlation of -0.12 hides most of what temperature says about wind. Each leaves
 * its plot and its numbers in a folder, which is printed.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AdditiveNoiseResult, additiveNoise } from '../demo/additive-noise.ts';
import { CliError } from '../errors.ts';
import { interruptedExitCode } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { formatSeconds, formatValue } from '../numbers.ts';
import { type PlotContent, plotSpec } from '../plot.ts';
import { progressLine } from '../progress.ts';
import { drawPlot } from '../render.ts';
import { perNat } from '../units.ts';
import { estimate } from './estimate.ts';

const weather = fileURLToPath(new URL('../../data/seattle-weather.csv', import.meta.url));
const bits = perNat('bits');

/** Wind is strong and steady in the cold and in the heat, weak and varied between: a bend that correlation does not see. */
const weatherOptions = {
  x: 'temperature',
  y: 'wind',
  units: 'nats',
  estimator: 'mine',
  preprocess: 'standardize',
  backend: 'wasm',
  seed: 0,
} as const;

export interface DemoOptions {
  out: string;
  quiet?: boolean;
}

/** Runs the demo and returns its exit code: 0, or 130 after an interrupt. */
export async function demo({ out, quiet }: DemoOptions, io: Io): Promise<number> {
  const folder = resolve(out);
  makeFolder(folder);
  const { stdout } = io;

  stdout.write('1. Noise of known information: x ~ N(0, 3 I), y = x + N(0, 0.2 I), 2 bits a dimension\n');
  for (const dimension of [1, 3]) {
    const result = await runNoise(dimension, quiet, io);
    if (result === undefined) {
      stdout.write(`interrupted; what was finished is in ${folder}\n`);
      return interruptedExitCode;
    }
    stdout.write(
      `   d = ${dimension}: ${formatValue(result.estimate * bits)} of ${formatValue(result.truth * bits)} bits ` +
        `after ${result.history.length} steps, ${formatSeconds(result.seconds)}\n`,
    );
    await writeNoise(dimension, result, join(folder, `additive-noise-${dimension}d`));
  }

  stdout.write('\n2. Weather in Seattle, hour by hour: what the temperature tells about the wind\n');
  stdout.write('   their correlation is -0.12; two normal variables with that correlation share 0.0068 nats\n');
  const files = {
    plot: ['svg', 'png'].map((format) => join(folder, `weather.${format}`)),
    json: join(folder, 'weather.json'),
  };
  const exitCode = await estimate(weather, { ...weatherOptions, ...files, quiet }, io);
  stdout.write(`\nplots and numbers: ${folder}\n`);
  return exitCode;
}

function makeFolder(folder: string): void {
  try {
    for (const missing of missingFolders(folder)) mkdirSync(missing);
    accessSync(`${folder}/.`, constants.W_OK);
  } catch (error) {
    throw new CliError(
      `--out: ${folder} cannot be written (${(error as Error).message})`,
      'name a folder that you may write',
    );
  }
}

/**
 * The folders to make, outermost first. They are made one by one because Node's recursive mkdir never returns where the
 * system answers ENOENT to an attempt, as it does in /proc.
 */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

/** The experiment with a live line; undefined when the user interrupted it. */
async function runNoise(
  dimension: number,
  quiet: boolean | undefined,
  io: Io,
): Promise<AdditiveNoiseResult | undefined> {
  const line = progressLine(io.stderr, { unit: 'bits', mode: quiet ? 'never' : 'auto' });
  const started = performance.now();
  const steps = 500;
  let best = Number.NEGATIVE_INFINITY;
  try {
    return await additiveNoise({
      dimension,
      steps,
      abort: io.signal,
      onStep(step, bound) {
        best = Math.max(best, bound);
        const secondsLeft = ((performance.now() - started) / 1000 / step) * (steps - step);
        line.update({ step, steps, validation: bound, best, secondsLeft });
      },
    });
  } catch (error) {
    if (io.signal?.aborted) return undefined;
    throw error;
  } finally {
    line.stop();
  }
}

async function writeNoise(dimension: number, result: AdditiveNoiseResult, path: string): Promise<void> {
  const { history, estimate, truth, seconds } = result;
  const inBits = history.map(({ step, value }) => ({ step, value: value * bits }));
  const content: PlotContent = {
    title: `Additive noise in ${dimension === 1 ? 'one dimension' : `${dimension} dimensions`}`,
    subtitle: `${formatValue(estimate * bits)} of ${formatValue(truth * bits)} bits: the mean of the last 50 of ${history.length} steps`,
    axis: 'mutual information (bits)',
    curves: [{ name: 'bound on fresh samples', points: inBits }],
    estimate: { value: estimate * bits },
    truth: truth * bits,
  };
  const numbers = { units: 'bits', estimate: estimate * bits, truth: truth * bits, seconds, history: inBits };
  await writeFile(`${path}.json`, `${JSON.stringify(numbers, null, 2)}\n`);
  await drawPlot(plotSpec(content), `${path}.svg`, 'svg');
  await drawPlot(plotSpec(content), `${path}.png`, 'png');
}
