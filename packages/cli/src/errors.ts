/**
 * The one error of this package that is the user's to repair. It says what is wrong and what to do about it, and it ends
 * the command with exit code 2. Errors of the libraries beneath keep their own types; `failure.ts` maps them.
 */

/**
 * Bad input or usage: a message that names the file, column, row or argument, and the remedy.
 *
 * @example
 * throw new CliError('--steps is 0', 'give a whole number of at least 1, for example --steps 2000');
 */
export class CliError extends Error {
  override name = 'CliError';
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}
