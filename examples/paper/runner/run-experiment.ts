/** One run of one experiment: its folder, its parts, and what is left there when it is done: `result.json` and pictures as SVG and PNG. */
import { rmSync } from 'node:fs';
import { render } from '../../../benchmarks/chart.ts';
import { machine } from '../../../benchmarks/report.ts';
import { renderPng } from '../../../packages/cli/src/render.ts';
import type { AnyExperiment, Finding, Size } from '../experiment.ts';
import { Lab } from './lab.ts';
import type { Progress } from './progress.ts';
import { RunFolder } from './run-folder.ts';

export interface RunOptions {
  readonly size: Size;
  readonly seed: number;
  /** The folder of this run. */
  readonly out: string;
  /** Whether to throw away what the folder holds. */
  readonly fresh?: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** What computes, in words. */
  readonly backend: string;
}

/** What `result.json` holds. */
export interface Outcome<Result = unknown> {
  readonly experiment: string;
  readonly size: Size;
  readonly seed: number;
  /** When it ended, as a day. */
  readonly date: string;
  readonly machine: string;
  readonly backend: string;
  /** Of work, over all its parts. */
  readonly seconds: number;
  readonly settings: object;
  readonly findings: readonly Finding[];
  readonly result: Result;
}

/**
 * Runs an experiment, or what is left of it.
 *
 * @throws Interrupted when the signal fires; Error when the folder holds another run
 */
export async function runExperiment(experiment: AnyExperiment, options: RunOptions): Promise<Outcome> {
  const { size, seed, out, progress, signal, backend } = options;
  if (options.fresh) rmSync(out, { recursive: true, force: true });
  const settings = experiment.settings[size];
  const folder = new RunFolder(out, { experiment: experiment.name, size, seed, settings });
  const lab = new Lab({ seed, folder, progress, signal });
  const result = await experiment.run(settings, lab);
  const outcome: Outcome = {
    experiment: experiment.name,
    size,
    seed,
    date: new Date().toISOString().slice(0, 10),
    machine: machine().replace(/, load .*$/, ''),
    backend,
    seconds: lab.seconds,
    settings,
    // Targets are asked of the other sizes: a quick run shows that an experiment runs, not what it can do.
    findings: experiment
      .findings(result)
      .map(({ target, ...finding }) => (size === 'quick' ? finding : { ...finding, target })),
    result,
  };
  await drawPictures(experiment, outcome, folder);
  folder.write('result.json', `${JSON.stringify(outcome, undefined, 2)}\n`);
  return outcome;
}

async function drawPictures(experiment: AnyExperiment, { result }: Outcome, folder: RunFolder): Promise<void> {
  for (const { name, spec } of experiment.pictures(result)) {
    const svg = await render(spec);
    folder.write(`${name}.svg`, svg);
    folder.write(`${name}.png`, await renderPng(svg));
  }
}
