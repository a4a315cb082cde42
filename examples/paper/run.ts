/**
 * `npm run paper`: the experiments of Belghazi et al., "Mutual information neural estimation" (ICML 2018), and of the texts that teach it, each by
 * one command. This file reads the command and prints; the recipes are in the folders beside it.
 */
import { join } from 'node:path';
import { setDefaultBackend, wasm } from '@infograd/tensor';
import { interruptedExitCode, interruptSignal } from '../../packages/cli/src/interrupt.ts';
import { experiments } from './experiments.ts';
import { type Command, readArguments, usage } from './runner/arguments.ts';
import { duration, findingsTable, record } from './runner/document.ts';
import { Interrupted } from './runner/lab.ts';
import { progressLine } from './runner/progress.ts';
import { runExperiment } from './runner/run-experiment.ts';

const names = experiments.map(({ name }) => name);

async function main(): Promise<void> {
  const command = readArguments(process.argv.slice(2), names);
  if (command.help) return console.log(usage(names));
  const backend = wasm({ threads: command.threads, blas: command.blas ? 'auto' : 'off' });
  setDefaultBackend(backend);
  if (command.blas && backend.info.blasReason) console.error(`without a BLAS library: ${backend.info.blasReason}`);
  const { signal, release } = interruptSignal();
  try {
    for (const name of command.names) await carryOut(name, command, signal, describe(backend.info));
  } finally {
    release();
  }
}

async function carryOut(name: string, command: Command, signal: AbortSignal, backend: string): Promise<void> {
  const experiment = experiments.find((each) => each.name === name)!;
  const { size, seed, fresh } = command;
  const out = join(command.out, `${name}-${size}-${seed}`);
  const outcome = await runExperiment(experiment, {
    size,
    seed,
    out,
    fresh,
    signal,
    backend,
    progress: progressLine(name),
  });
  console.log(`\n${experiment.title} (${duration(outcome.seconds)})\n\n${findingsTable(outcome)}\n\nwrote ${out}`);
  if (command.record) record(experiment, outcome, out);
}

function describe({ threads, blas }: { threads: number; blas: string | undefined }): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}${blas === undefined ? '' : `, ${blas}`}`;
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof Interrupted ? interruptedExitCode : 1;
});
