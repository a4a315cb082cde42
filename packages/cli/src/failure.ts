/**
 * From an error to what the user reads and the exit code: 2 for what the user can repair (input, usage, a backend that
 * this machine lacks), 130 for an interrupt, 1 for a fault of this program. Only a fault shows a stack trace.
 */
import { AbortedError, DataError, OptionError } from '@infograd/mine';
import { BackendUnavailableError, ContextLostError, OutOfMemoryError } from '@infograd/tensor';
import { CliError } from './errors.ts';
import { interruptedExitCode } from './interrupt.ts';
import type { OutputStream } from './io.ts';

/** The library's options that have another name on the command line. */
const flags: Record<string, string> = {
  batchSize: '--batch',
  learningRate: '--learning-rate',
  weightDecay: '--weight-decay',
  surrogates: '--permutations',
  'history.source': '--history',
  'history.target': '--history',
};

/** The library's names of the sides, and their options. */
const sideNames: Record<string, number> = { x: 0, y: 1, z: 2, source: 0, target: 1 };

/** An error about a column of the library's, which counts them, with the column's name; other errors as they are. */
export function namingColumns(error: unknown, sides: readonly { readonly labels: readonly string[] }[]): unknown {
  if (!(error instanceof DataError) || error.column === undefined) return error;
  const { argument = '', column, message } = error;
  const label = sides[sideNames[argument]]?.labels[column];
  if (label === undefined || !message.includes(`column ${column}`)) return error;
  return new CliError(message.replace(`column ${column}`, `column ${label}`).replace(`${argument}: `, ''));
}

/** A message about too few rows with its remedy on a line of its own, in the words of the command line. */
function inFlags(message: string): string {
  const [what, remedy] = message.split('. Pass ');
  if (remedy === undefined) return message;
  return `${what}\n      keep ${remedy.replace(/,? or a larger split\.\w+/, '').replace('batchSize', '--batch')}`;
}

/** What an error says in one line, for a table in which other work goes on. */
export function describeFailure(error: Error, sides: readonly { readonly labels: readonly string[] }[]): string {
  const named = namingColumns(error, sides) as Error;
  return named instanceof CliError && named.remedy !== undefined ? `${named.message}; ${named.remedy}` : named.message;
}

/** Writes the message for `error` and returns the exit code. */
export function reportFailure(error: unknown, stderr: OutputStream): number {
  if (error instanceof CliError) {
    stderr.write(`mine: ${error.message}\n`);
    if (error.remedy) stderr.write(`      ${error.remedy}\n`);
    return 2;
  }
  if (error instanceof OptionError) {
    stderr.write(`mine: ${flags[error.option] ?? `--${error.option}`}: ${error.message}\n`);
    return 2;
  }
  if (error instanceof DataError) {
    stderr.write(`mine: ${error.code === 'too-few-rows' ? inFlags(error.message) : error.message}\n`);
    return 2;
  }
  if (error instanceof OutOfMemoryError) {
    stderr.write('mine: the network and its batches need more memory than there is\n');
    stderr.write('      give a smaller --hidden or --batch\n');
    return 2;
  }
  if (error instanceof BackendUnavailableError) {
    stderr.write(
      `mine: ${error.message}\n      --backend reference runs everywhere, slowly; mine doctor says what is here\n`,
    );
    return 2;
  }
  if (error instanceof ContextLostError) {
    stderr.write('mine: the graphics driver gave up during the work, and the estimate is lost\n');
    stderr.write(
      '      run it again, with a smaller --batch or --hidden if it happens often; --backend wasm does without\n',
    );
    return 2;
  }
  if (error instanceof AbortedError) {
    stderr.write('mine: interrupted before there was an estimate\n');
    return interruptedExitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `mine: this is a fault of the program, not of your input; please report it with these lines\n${trace}\n`,
  );
  return 1;
}
