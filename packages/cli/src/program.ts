/**
 * The command line: commands, options, help with examples. It reads the arguments and hands them on; what a command does
 * is in `commands/`. Mistakes in usage end with exit code 2 and, where something is close, with a suggestion.
 */
import {
  type BackendName,
  backendNames,
  type CriticName,
  criticNames,
  defaultSettings,
  type EstimatorName,
  estimatorNames,
  type PreprocessName,
} from '@infograd/mine';
import { Command, CommanderError, Option } from 'commander';
import { finiteNumber, oneOf, text, wholeNumber, widths } from './arguments.ts';
import { type EstimateOptions, estimate } from './commands/estimate.ts';
import { reportFailure } from './failure.ts';
import { gpuModeChoices } from './gpu.ts';
import type { Io } from './io.ts';
import { type Unit, units } from './units.ts';
import { version } from './versions.ts';

const preprocessings: readonly PreprocessName[] = ['standardize', 'copula', 'none'];

/**
 * Runs the command line and returns the exit code: 0 done, 2 bad input or usage, 1 a fault of the program, 130 interrupted.
 *
 * @param args the arguments after the program's name
 * @example
 * const exitCode = await run(['estimate', 'weather.csv', '--x', 'temperature', '--y', 'wind'], process);
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = mineProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error, io.stderr);
  }
}

function mineProgram(io: Io, finish: (exitCode: number) => void): Command {
  const program = new Command('mine')
    .description('Mutual information of the columns of a table, estimated by a neural network (MINE).')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(mine --help lists commands, mine estimate --help options)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, print) => print(text.replace(/^error: /, 'mine: ')),
      getOutHelpWidth: () => 110,
      getErrHelpWidth: () => 110,
    })
    .exitOverride()
    .addHelpText('after', overviewExamples);
  addEstimate(program, io, finish);
  addDemo(program, io, finish);
  program
    .command('doctor')
    .description('print the backends found, graphics adapters, threads and versions')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor(options, io));
    });
  return program;
}

function addEstimate(program: Command, io: Io, finish: (exitCode: number) => void): void {
  const whole = (flags: string, description: string, name: string, least: number) =>
    new Option(flags, description).argParser(wholeNumber(name, least));
  program
    .command('estimate')
    .description('estimate the mutual information of columns of a table')
    .argument('<file>', 'CSV, TSV, JSON lines or Parquet, by extension (.csv .tsv .jsonl .json .parquet) or content')
    .requiredOption(
      '--x <columns>',
      'columns of x: names, ranges x1..x20, expressions such as "log(price)", with commas between',
    )
    .requiredOption('--y <columns>', 'columns of y')
    .addOption(
      new Option('--estimator <name>', `bound to train: ${estimatorNames.join(', ')}`)
        .default('mine')
        .argParser(oneOf<EstimatorName>('--estimator', estimatorNames)),
    )
    .addOption(
      new Option('--units <unit>', 'nats or bits, for everything that is reported')
        .default('nats')
        .argParser(oneOf<Unit>('--units', units)),
    )
    .addOption(whole('--seed <number>', 'everything random follows from it', '--seed', 0).default(0))
    .addOption(whole('--steps <number>', `training steps at most (default: ${defaultSettings.steps})`, '--steps', 1))
    .addOption(
      whole('--batch <rows>', `rows in a training batch (default: ${defaultSettings.batchSize})`, '--batch', 2),
    )
    .addOption(
      new Option(
        '--hidden <widths>',
        `widths of the hidden layers (default: ${defaultSettings.hidden.join()})`,
      ).argParser(widths('--hidden')),
    )
    .addOption(
      new Option(
        '--critic <name>',
        `form of the network: ${criticNames.join(' or ')} (default: "${defaultSettings.critic}")`,
      ).argParser(oneOf<CriticName>('--critic', criticNames)),
    )
    .option(
      '--activation <name>',
      `between its layers, for example elu or leakyRelu (default: "${defaultSettings.activation}")`,
    )
    .addOption(
      new Option(
        '--learning-rate <rate>',
        `of Adam, at the first step (default: ${defaultSettings.learningRate})`,
      ).argParser(finiteNumber('--learning-rate', '0.005')),
    )
    .addOption(
      new Option('--preprocess <name>', `${preprocessings.join(', ')}; copula (ranks) suits heavy tails`)
        .default('standardize')
        .argParser(oneOf<PreprocessName>('--preprocess', preprocessings)),
    )
    .option('--where <condition>', 'keep rows where this SQL condition holds')
    .addOption(whole('--sample <rows>', 'draw this many rows at random, by the seed', '--sample', 1))
    .option('--drop-missing', 'leave out rows with missing, NaN or infinite values, and say how many')
    .addOption(
      new Option('--backend <name>', `${backendNames.join(', ')}`)
        .default('wasm')
        .argParser(oneOf<BackendName>('--backend', backendNames)),
    )
    .addOption(
      new Option(
        '--gpu-mode <mode>',
        `how the gpu backend computes: ${gpuModeChoices.join(', ')} (default: "auto")`,
      ).argParser(oneOf('--gpu-mode', gpuModeChoices)),
    )
    .addOption(
      whole(
        '--threads <number>',
        "threads of the wasm backend; results are the same for any number (default: the machine's processors)",
        '--threads',
        1,
      ),
    )
    .addOption(
      new Option(
        '--blas <library>',
        'a BLAS library for large products of the wasm backend: auto, off or its file (default: "off")',
      ).argParser(text('--blas', 'auto, off, or the file of a BLAS library')),
    )
    .option('--json [file]', 'write the result as JSON, to standard output or to a file')
    .addOption(
      new Option('--plot <file>', 'draw the curves and the estimate, as .svg or .png; may be given twice').argParser(
        (path: string, others: string[] = []) => [...others, path],
      ),
    )
    .addOption(
      new Option('--truth <value>', 'a known true value in the chosen units, for report and plot').argParser(
        finiteNumber('--truth', '0.83'),
      ),
    )
    .option('--save <file>', 'save the trained estimator as safetensors')
    .option('--progress', 'show progress even where standard error is no terminal')
    .option('--quiet', 'no progress, no notes')
    .addHelpText('after', estimateExamples)
    .action(async (file: string, options: EstimateOptions) => finish(await estimate(file, options, io)));
}

function addDemo(program: Command, io: Io, finish: (exitCode: number) => void): void {
  program
    .command('demo')
    .description('two experiments with plots: noise of known information, and weather data (under a minute)')
    .option('--out <folder>', 'where the plots and numbers go', 'mine-demo')
    .option('--quiet', 'no progress')
    .action(async (options) => {
      const { demo } = await import('./commands/demo.ts');
      finish(await demo(options, io));
    });
}

const overviewExamples = `
Examples:
  $ mine demo
  $ mine estimate weather.csv --x temperature --y wind
  $ mine estimate --help

Exit codes: 0 done, 2 bad input or usage, 1 a fault of the program, 130 interrupted.
`;

const estimateExamples = `
Examples:
  $ mine estimate weather.csv --x temperature --y wind --plot weather.svg
  $ mine estimate houses.parquet --x "log(price)" --y rooms,area --where "year >= 2000" --units bits
  $ mine estimate embeddings.jsonl --x x1..x20 --y y1..y20 --sample 50000 --seed 7 --json result.json
  $ mine estimate pixels.parquet --x a1..a64 --y b1..b64 --backend gpu
  $ mine estimate penguins.tsv --x '"Body Mass (g)"' --y '"Beak Depth (mm)"' --drop-missing

Columns: a name that is a column always means that column. Other texts are ranges or expressions; inside an
expression, put names with special characters in double quotes. Ctrl-C prints the best estimate so far.
`;
