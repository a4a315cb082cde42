/**
 * What an experiment of the paper is: settings in three sizes, a recipe that turns them into plain data, and what is to be said and drawn of that
 * data. The recipe sees nothing of files and terminals; what it needs of them, a `Lab` gives it.
 */
import type { Lab } from './runner/lab.ts';

/**
 * `quick` takes seconds and shows that everything runs; `small` is what a machine with two cores does in minutes, or over night; `full` is the
 * paper's own size.
 */
export type Size = 'quick' | 'small' | 'full';

export const sizes: readonly Size[] = ['quick', 'small', 'full'];

/** One line of what came out: a number of ours beside a truth, or beside what the paper has printed. */
export interface Finding {
  /** What is measured: `modes of 25, GAN + MINE`. */
  readonly what: string;
  /** With its spread over seeds where there are several: `24.8 ± 0.4`. */
  readonly measured: string;
  /** What it stands beside, and whose it is: `truth 0.8304`, `paper 1000.0 ± 0.0`. */
  readonly beside: string;
  /** What is asked of it, where something is, and whether that holds. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export interface Picture {
  /** Of its files, without the experiment's name and without what they end in. */
  readonly name: string;
  /** What it shows, in a sentence that stands below it. */
  readonly caption: string;
  /** A Vega-Lite specification. */
  readonly spec: object;
}

export interface Experiment<Settings extends object, Result> {
  /** What to type, and the name of its folder: `gan-spiral`. */
  readonly name: string;
  readonly title: string;
  readonly settings: Readonly<Record<Size, Settings>>;
  /** Everything that takes time. The result is plain data (no NaN, no tensors), so that text and pictures can be made of a saved one. */
  run(settings: Settings, lab: Lab): Promise<Result>;
  findings(result: Result): Finding[];
  pictures(result: Result): Picture[];
}

/** An experiment whose types are its own affair. */
// biome-ignore lint/suspicious/noExplicitAny: settings and results go from one member of an experiment to another, and nowhere else.
export type AnyExperiment = Experiment<any, any>;
