/**
 * What an experiment is: the jobs that a plan asks for, what a process does for one of them, and what is said about all of their runs. Reports
 * are plain data, so that text and pictures can be made from saved ones.
 */
import type { MutualInformationOptions } from '@infograd/mine';
import type { Picture } from './outputs.ts';
import type { Job, Run } from './run-log.ts';

/** What the command line asks for; each experiment takes what concerns it. */
export interface Plan {
  readonly tasks: readonly string[];
  readonly estimators?: readonly string[];
  /** Each experiment has its own, unless they are given. */
  readonly seeds?: readonly number[];
  readonly rows: number;
  /** Of the estimators that train. */
  readonly options: MutualInformationOptions;
  /** Independent data sets of the experiment on independence. */
  readonly runs: number;
  /** Pairings of its tests. */
  readonly permutations: number;
  /** Of the staircase. */
  readonly stepsPerLevel: number;
  readonly objectives?: readonly string[];
  readonly critics?: readonly string[];
}

export interface Experiment<Settings, Result, Report> {
  /** Of its jobs and its files. */
  readonly name: string;
  readonly title: string;
  /** @throws Error when the plan names what does not exist */
  jobs(plan: Plan): Job<Settings>[];
  /** In a process of its own. */
  perform(settings: Settings): Promise<Result>;
  /** A run that has just ended, in a few words. */
  describe(settings: Settings, result: Result): string;
  /** Plain data: no NaN, no functions. */
  report(runs: readonly Run<Settings, Result>[]): Report;
  markdown(report: Report): string;
  pictures(report: Report): Picture[];
}

/** What the reported figures are of. */
export const usualSeeds: readonly number[] = [0, 1, 2, 3, 4];

/** An experiment whose types are its own affair. */
export type AnyExperiment = Experiment<unknown, unknown, unknown>;

/** The jobs of an experiment with the given settings. */
export function jobsOf<Settings>(experiment: string, settings: readonly Settings[]): Job<Settings>[] {
  return settings.map((each) => ({ experiment, settings: each }));
}
