/** @infograd/cli: the `mine` command as a function, for programs that call it without a process. */
export { CliError } from './errors.ts';
export type { Io, OutputStream } from './io.ts';
export { run } from './program.ts';
