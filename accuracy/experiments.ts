/** The experiments, and what a process does for one of their jobs. */
import { divergences } from './divergences.ts';
import type { AnyExperiment } from './experiment.ts';
import { independence } from './independence.ts';
import { knownInformation } from './known-information.ts';
import type { Job } from './run-log.ts';
import { staircase } from './staircase.ts';

/** In the order in which docs/accuracy.md tells of them. */
export const experiments: readonly AnyExperiment[] = [
  knownInformation,
  independence,
  divergences,
  staircase,
] as readonly AnyExperiment[];

/** @throws Error when there is none of the name */
export function experimentNamed(name: string): AnyExperiment {
  const experiment = experiments.find((candidate) => candidate.name === name);
  if (experiment) return experiment;
  throw new Error(`no experiment is called ${name}`);
}

/** @throws Error when there is no such experiment, and whatever the job throws */
export async function perform({ experiment, settings }: Job): Promise<unknown> {
  return experimentNamed(experiment).perform(settings);
}
