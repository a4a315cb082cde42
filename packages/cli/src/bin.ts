#!/usr/bin/env node
/** The process around the command: arguments in, interrupts to a signal, exit code out. */
import { interruptSignal } from './interrupt.ts';
import { run } from './program.ts';

// A reader such as `head` that closes the pipe has what it wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { signal, release } = interruptSignal();
process.exitCode = await run(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, signal });
release();
