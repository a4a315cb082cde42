/**
 * Options that several commands take, group by group: which rows, how to train, where to compute, what to write. A command adds the groups
 * that it needs, so that an option means the same everywhere.
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
import { type Command, Option } from 'commander';
import { finiteNumber, oneOf, text, wholeNumber, widths } from './arguments.ts';
import { gpuModeChoices } from './gpu.ts';
import { type Unit, units } from './units.ts';

const preprocessings: readonly PreprocessName[] = ['copula', 'uniform', 'standardize', 'none'];

/** What the file argument may be. */
export const fileDescription =
  'CSV, TSV, JSON lines or Parquet, by extension (.csv .tsv .jsonl .json .parquet) or content';

/** An option that takes a whole number. */
export function whole(flags: string, description: string, name: string, least: number): Option {
  return new Option(flags, description).argParser(wholeNumber(name, least));
}

/** The sides. */
export function addColumns(command: Command): void {
  command
    .requiredOption(
      '--x <columns>',
      'columns of x: names, ranges x1..x20, expressions such as "log(price)", with commas between',
    )
    .requiredOption('--y <columns>', 'columns of y');
}

/** Which rows, and how their values are meant. */
export function addRows(command: Command): void {
  command
    .option('--discrete <columns>', 'columns of the estimate whose values, text or numbers, are names of categories')
    .option('--where <condition>', 'keep rows where this SQL condition holds')
    .addOption(whole('--sample <rows>', 'draw this many rows at random, by the seed', '--sample', 1))
    .option('--drop-missing', 'leave out rows with missing, NaN or infinite values, and say how many')
    .addOption(
      new Option(
        '--jitter <deviations>',
        'add normal noise of so many standard deviations to columns of numbers',
      ).argParser(finiteNumber('--jitter', '0.001')),
    )
    .addOption(whole('--seed <number>', 'everything random follows from it', '--seed', 0).default(0))
    .addOption(
      new Option('--units <unit>', 'nats or bits, for everything that is reported')
        .default('nats')
        .argParser(oneOf<Unit>('--units', units)),
    );
}

/** How networks are trained. Defaults depend on the estimator, so those of auto stand beside the others'. */
export function addTraining(command: Command): void {
  command
    .addOption(
      new Option(
        '--preprocess <name>',
        `scale of the columns: ${preprocessings.join(', ')} (default copula: normal scores of ranks)`,
      ).argParser(oneOf<PreprocessName>('--preprocess', preprocessings)),
    )
    .addOption(
      new Option('--evaluate <name>', 'read the value with another bound than the network is trained with').argParser(
        oneOf<EstimatorName>('--evaluate', estimatorNames),
      ),
    )
    .addOption(
      whole('--folds <number>', 'split so often that every row is tested once (default: 1, of auto 4)', '--folds', 1),
    )
    .addOption(
      whole(
        '--restarts <number>',
        'train so often, and keep what is best on validation rows (default: 1)',
        '--restarts',
        1,
      ),
    )
    .addOption(
      whole(
        '--permutations <number>',
        'compare with so many broken pairings, for a p-value (default: 0)',
        '--permutations',
        0,
      ),
    )
    .addOption(
      whole(
        '--steps <number>',
        `training steps at most (default: ${defaultSettings.steps}, of auto fewer)`,
        '--steps',
        1,
      ),
    )
    .addOption(
      whole('--batch <rows>', `rows in a training batch (default: ${defaultSettings.batchSize})`, '--batch', 2),
    )
    .addOption(
      new Option(
        '--hidden <widths>',
        `widths of the hidden layers (default: ${defaultSettings.hidden.join()}, of auto wider)`,
      ).argParser(widths('--hidden')),
    )
    .addOption(
      new Option(
        '--critic <name>',
        `form of the network: ${criticNames.join(', ')} (default: the estimator's)`,
      ).argParser(oneOf<CriticName>('--critic', criticNames)),
    )
    .option('--activation <name>', "between its layers, for example elu or leakyRelu (default: the estimator's)")
    .addOption(
      new Option(
        '--learning-rate <rate>',
        `of Adam, at the first step (default: ${defaultSettings.learningRate}, of auto smaller)`,
      ).argParser(finiteNumber('--learning-rate', '0.005')),
    )
    .addOption(
      new Option(
        '--weight-decay <rate>',
        `of Adam (default: ${defaultSettings.weightDecay}, of auto larger)`,
      ).argParser(finiteNumber('--weight-decay', '0.001')),
    );
}

/** Where to compute. */
export function addBackend(command: Command): void {
  command
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
    );
}

/** What to write. */
export function addOutputs(command: Command, picture: string): void {
  command
    .option('--json [file]', 'write the result as JSON, to standard output or to a file')
    .addOption(
      new Option('--plot <file>', `draw ${picture}, as .svg or .png; may be given twice`).argParser(
        (path: string, others: string[] = []) => [...others, path],
      ),
    )
    .option('--progress', 'show progress even where standard error is no terminal')
    .option('--quiet', 'no progress, no notes');
}

/** A known value. */
export function addTruth(command: Command): void {
  command.addOption(
    new Option('--truth <value>', 'a known true value in the chosen units, for report and plot').argParser(
      finiteNumber('--truth', '0.83'),
    ),
  );
}
