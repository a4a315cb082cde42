/**
 * The command line: commands, options, help with examples. It reads the arguments and hands them on; what a command does
 * is in `commands/`. Mistakes in usage end with exit code 2 and, where something is close, with a suggestion.
 */
import { Command, CommanderError, Option } from 'commander';
import { oneOf } from './arguments.ts';
import type { CompareOptions } from './commands/compare.ts';
import { type EstimateOptions, estimate } from './commands/estimate.ts';
import type { MatrixOptions } from './commands/matrix.ts';
import { allEstimatorNames, describeEstimators, estimatorList, networkName, networkNames } from './estimators.ts';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { MatrixEstimator } from './matrix/pair.ts';
import {
  addBackend,
  addColumns,
  addOutputs,
  addRows,
  addTraining,
  addTruth,
  fileDescription,
  whole,
} from './options.ts';
import { version } from './versions.ts';

const matrixEstimatorNames: readonly MatrixEstimator[] = ['quick', ...allEstimatorNames];

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
  addCompare(program, io, finish);
  addMatrix(program, io, finish);
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
  const command = program
    .command('estimate')
    .description('estimate the mutual information of columns of a table')
    .argument('<file>', fileDescription);
  addColumns(command);
  command
    .addOption(
      new Option('--estimator <name>', 'auto, or one of those listed below')
        .default('auto')
        .argParser(networkName('--estimator')),
    )
    .option('--conditional <columns>', 'columns of z: the information of x and y when z is known')
    .addOption(whole('--lag <rows>', 'rows are steps of time: pair y with the x of so many rows before', '--lag', 0))
    .option('--transfer', 'transfer entropy from x to y: what the past of x tells of y beyond the past of y')
    .addOption(whole('--history <rows>', 'past values that a transfer looks at (default: 1)', '--history', 1))
    .addOption(
      new Option(
        '--form <name>',
        'of --conditional and --transfer: difference of two estimates, or direct (default: "difference")',
      ).argParser(oneOf('--form', ['difference', 'direct'] as const)),
    );
  addRows(command);
  addTraining(command);
  addBackend(command);
  addOutputs(command, 'the curves and the estimate');
  addTruth(command);
  command
    .option('--save <file>', 'save the trained estimator as safetensors')
    .addHelpText('after', `\nEstimators:\n${describeEstimators(networkNames)}\n${estimateExamples}`)
    .action(async (file: string, options: EstimateOptions) => finish(await estimate(file, options, io)));
}

function addCompare(program: Command, io: Io, finish: (exitCode: number) => void): void {
  const command = program
    .command('compare')
    .description('several estimators side by side: a table and a picture')
    .argument('<file>', fileDescription);
  addColumns(command);
  command.addOption(
    new Option(
      '--estimators <names>',
      'names from the list below, with commas between (default: auto, mine, info-nce, nwj, js and the baselines that suit the columns)',
    ).argParser(estimatorList('--estimators')),
  );
  addRows(command);
  addTraining(command);
  addBackend(command);
  addOutputs(command, 'the values with their intervals');
  addTruth(command);
  command
    .addHelpText('after', `\nEstimators:\n${describeEstimators(allEstimatorNames)}\n${compareExamples}`)
    .action(async (file: string, options: CompareOptions) => {
      const { compare } = await import('./commands/compare.ts');
      finish(await compare(file, options, io));
    });
}

function addMatrix(program: Command, io: Io, finish: (exitCode: number) => void): void {
  const command = program
    .command('matrix')
    .description('the mutual information of every pair of columns: table, CSV and heat map')
    .argument('<file>', fileDescription)
    .option('--columns <columns>', 'names, ranges and expressions (default: all columns of numbers)')
    .addOption(
      new Option(
        '--estimator <name>',
        'quick, or one of those listed below; quick is ksg for numbers, binned for numbers that repeat, ross for categories and numbers, counts for categories. auto is more accurate, and takes a hundred times as long',
      )
        .default('quick')
        .argParser(oneOf('--estimator', matrixEstimatorNames)),
    )
    .addOption(whole('--jobs <number>', "pairs at a time (default: the machine's processors)", '--jobs', 1))
    .option('--resume <file>', 'keep finished pairs in this file, and go on from those that are in it')
    .option('--csv <file>', 'write the matrix as CSV');
  addRows(command);
  addTraining(command);
  addOutputs(command, 'the heat map');
  command
    .addHelpText('after', `\nEstimators:\n${describeEstimators(allEstimatorNames)}\n${matrixExamples}`)
    .action(async (file: string, options: MatrixOptions) => {
      const { matrix } = await import('./commands/matrix.ts');
      finish(await matrix(file, options, io));
    });
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
  $ mine compare weather.csv --x temperature --y wind --plot compare.svg
  $ mine matrix weather.csv --plot matrix.svg
  $ mine estimate --help

Exit codes: 0 done, 2 bad input or usage, 1 a fault of the program, 130 interrupted.
`;

const compareExamples = `
Examples:
  $ mine compare weather.csv --x temperature --y wind --plot compare.svg
  $ mine compare pairs.csv --x a --y b --estimators auto,ksg,gaussian --truth 0.83 --json

Estimators run one after another. One that fails has its reason in its row; the others go on. Options of training hold
for all networks; baselines take --preprocess, --jitter and --seed.
`;

const matrixExamples = `
Examples:
  $ mine matrix weather.csv --plot weather-matrix.svg --csv weather-matrix.csv
  $ mine matrix genes.parquet --columns g1..g40 --estimator auto --resume genes.jsonl

Each pair is estimated once, on the rows on which all columns have values. The diagonal is the entropy of a column of
categories, and blank for numbers. After Ctrl-C, the same command with the same --resume goes on where it stopped.
`;

const estimateExamples = `
Examples:
  $ mine estimate weather.csv --x temperature --y wind --plot weather.svg
  $ mine estimate houses.parquet --x "log(price)" --y rooms,area --where "year >= 2000" --units bits
  $ mine estimate embeddings.jsonl --x x1..x20 --y y1..y20 --sample 50000 --seed 7 --json result.json
  $ mine estimate pixels.parquet --x a1..a64 --y b1..b64 --backend gpu
  $ mine estimate weather.csv --x temperature --y wind --conditional pressure --permutations 19
  $ mine estimate weather.csv --x pressure --y wind --transfer --lag 3
  $ mine estimate penguins.tsv --x '"Body Mass (g)"' --y '"Beak Depth (mm)"' --drop-missing

Columns: a name that is a column always means that column. Other texts are ranges or expressions; inside an
expression, put names with special characters in double quotes. Text is taken as categories where --discrete names it.
With --lag, --transfer and --conditional, each of the --permutations is an estimate of its own; 19 can show 5 %.
Ctrl-C prints the best estimate so far.
`;
