/** What table and pictures read off the result: for each pair of dimension and correlation, the values over seeds of each estimator and reading. */
import { gaussianMutualInformation } from '@infograd/mine';
import type { Result, Task } from './experiment.ts';

/** Dimensions in which information is too high for the rows that there are, so that the running mean of the paper is what a target is for. */
export const many = 20;

export type Setting = Omit<Task, 'seed'>;

/** Running means are of mini-batches, as in the paper; held-out values are of the finished critic on new rows. */
export const readings = ['MINE', 'MINE, held out', 'MINE-f', 'MINE-f, held out', 'KSG', 'Jensen-Shannon'] as const;
export type ReadingName = (typeof readings)[number];

export function truthOf({ dimensions, correlation }: Setting): number {
  return gaussianMutualInformation({ rho: correlation, dimension: dimensions });
}

/** The settings that occur, in the order of the run. */
export function settingsOf({ counted }: Result): Setting[] {
  const found = new Map<string, Setting>();
  for (const { dimensions, correlation } of counted) {
    found.set(`${dimensions} ${correlation}`, { dimensions, correlation });
  }
  return [...found.values()];
}

/** The values of a reading, one a seed; none where that estimator was not run. */
export function valuesOf({ trained, counted }: Result, { dimensions, correlation }: Setting, name: ReadingName) {
  const isOfSetting = (task: Task) => task.dimensions === dimensions && task.correlation === correlation;
  if (name === 'KSG') return counted.filter(isOfSetting).map(({ value }) => value);
  const [objective, heldOut] = name.split(', ');
  const runs = trained.filter((run) => isOfSetting(run) && run.objective === objective);
  // The running mean of a Jensen-Shannon critic is E_P[T] too, of batches that are as new as held-out rows, but not of the finished critic.
  return runs.map((run) => (heldOut || objective === 'Jensen-Shannon' ? run.heldOut : run.running));
}
