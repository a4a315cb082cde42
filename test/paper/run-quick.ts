/** A quick run of an experiment in a folder of its own, as `npm run paper -- NAME --quick` does it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Experiment } from '../../examples/paper/experiment.ts';
import { silent } from '../../examples/paper/runner/progress.ts';
import { type Outcome, runExperiment } from '../../examples/paper/runner/run-experiment.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'infograd-paper-')));
  return folders.at(-1)!;
}

export async function runQuick<Settings extends object, Result>(
  experiment: Experiment<Settings, Result>,
  out = temporaryFolder(),
  signal = new AbortController().signal,
): Promise<Outcome<Result>> {
  const outcome = await runExperiment(experiment, {
    size: 'quick',
    seed: 0,
    out,
    signal,
    progress: silent,
    backend: 'wasm',
  });
  return outcome as Outcome<Result>;
}
