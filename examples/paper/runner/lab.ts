/**
 * What a recipe has of the world around it: its seeds, a folder that remembers, and someone to report to. Work is cut into parts, which are done
 * once: a run that is started again takes the finished ones from the folder, and goes on with an unfinished training from its last checkpoint. For
 * that, a step must draw its random numbers from a generator of its own, such as `rng.fork(step)`, and keep everything else in its state.
 */
import { advance, disposeTree, type Tree } from '@infograd/autograd';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { loadState, saveState } from './saved-state.ts';

export interface Training<State> {
  /** Of its checkpoint; needed where a part trains more than once. */
  readonly name?: string;
  readonly steps: number;
  /** The state before the first step: plain objects and arrays that hold tensors, numbers and text. */
  start(): State;
  /** The state after a step, as `advance` takes it: synchronous, and free to leave tensors lying about. `step` counts from 0. */
  step(state: State, step: number): State;
  /** What the line of progress is to say; asked now and then. */
  describe?(state: State): string;
}

/** One part of an experiment, while it is being done. */
export interface Part {
  /**
   * The state after all steps, which the caller may read until the part ends. Saved every minute, and when the run is interrupted.
   *
   * @throws Interrupted when the run is to stop
   */
  train<State extends object>(training: Training<State>): Promise<State>;
  /** Says how far work is that is not a training. Await it: interrupts are noticed here. */
  report(done: number, total: number, message?: string): Promise<void>;
}

/** The run was asked to stop; what it had reached is in its folder. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted; the same command goes on from here');
    this.name = 'Interrupted';
  }
}

export interface LabOptions {
  readonly seed: number;
  readonly folder: RunFolder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Milliseconds between checkpoints; a minute when left out. */
  readonly checkpointEvery?: number;
}

interface SavedPart<Result> {
  readonly seconds: number;
  readonly result: Result;
}

/** How long the event loop may stand still: an interrupt is noticed as late as that. */
const patience = 100;

export class Lab {
  readonly seed: number;
  /** The signal that fires when the run is to stop, for functions of the library that take one. */
  readonly signal: AbortSignal;
  /** Seconds of work that the parts so far have taken, in this process or in earlier ones. */
  seconds = 0;
  private readonly options: LabOptions;

  constructor(options: LabOptions) {
    this.seed = options.seed;
    this.signal = options.signal;
    this.options = options;
  }

  /** As many seeds as asked for, from the run's own upwards. */
  seeds(count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.seed + index);
  }

  /**
   * The result of a part: from the folder if it was finished before, done now otherwise.
   *
   * @param name of the part, unique in the experiment and fit for a file's name
   * @param work its result is plain data that JSON can hold
   */
  async part<Result>(name: string, work: (part: Part) => Result | Promise<Result>): Promise<Result> {
    const file = `parts/${name}.json`;
    const there = this.options.folder.read(file);
    if (there) return this.taken(JSON.parse(there.toString()) as SavedPart<Result>);
    const { result, seconds } = await this.work(name, work);
    this.options.folder.write(file, `${JSON.stringify({ seconds, result } satisfies SavedPart<Result>)}\n`);
    this.options.folder.removeCheckpoints(name);
    return this.taken({ seconds, result });
  }

  /** As {@link part}, for work that makes a tree of tensors, such as the parameters of a trained network; the caller owns it. */
  async model<Params extends Tree>(name: string, work: (part: Part) => Params | Promise<Params>): Promise<Params> {
    const file = `parts/${name}.safetensors`;
    const there = this.options.folder.read(file);
    if (!there) {
      const { result, seconds } = await this.work(name, work, (model, seconds) =>
        saveState({ seconds, result: model }),
      );
      this.options.folder.write(file, result);
      this.options.folder.removeCheckpoints(name);
      return this.taken({ ...loadState<SavedPart<Params>>(result), seconds });
    }
    return this.taken(loadState<SavedPart<Params>>(there));
  }

  private taken<Result>({ seconds, result }: SavedPart<Result>): Result {
    this.seconds += seconds;
    return result;
  }

  /** Does the work, tells how long it took over all its processes, and disposes the states of its trainings. */
  private async work<Result, Kept = Result>(
    name: string,
    work: (part: Part) => Result | Promise<Result>,
    keep: (result: Result, seconds: number) => Kept = (result) => result as unknown as Kept,
  ): Promise<{ result: Kept; seconds: number }> {
    const { progress } = this.options;
    const clock = new Clock();
    const states: object[] = [];
    progress.start(name);
    try {
      const part: Part = {
        report: async (done, total, message) => {
          progress.update(done, total, message);
          if (await this.isToStop()) throw new Interrupted();
        },
        train: async (training) => {
          const state = await this.train(name, training, clock);
          states.push(state);
          return state;
        },
      };
      const result = await work(part);
      const seconds = clock.seconds();
      return { result: keep(result, seconds), seconds };
    } finally {
      progress.stop();
      for (const state of states) disposeTree(state);
    }
  }

  private async train<State extends object>(part: string, training: Training<State>, clock: Clock): Promise<State> {
    const { folder, progress, checkpointEvery = 60_000 } = this.options;
    const file = `parts/${part}.${training.name ?? 'training'}.checkpoint`;
    const there = folder.read(file);
    let { state, step } = there ? loadCheckpoint<State>(there, clock) : { state: training.start(), step: 0 };
    let paused = performance.now();
    let saved = paused;
    while (step < training.steps) {
      const current = step;
      state = advance(state, (before) => training.step(before, current));
      step++;
      const now = performance.now();
      if (now - paused < patience && step < training.steps) continue;
      paused = now;
      progress.update(step, training.steps, training.describe?.(state));
      const stops = await this.isToStop();
      if (stops || step === training.steps || now - saved > checkpointEvery) {
        folder.write(file, saveState({ state, step, seconds: clock.seconds() }));
        saved = now;
      }
      if (stops) throw new Interrupted();
    }
    return state;
  }

  /** Lets the process notice what happened meanwhile, and says whether it was an interrupt. */
  private async isToStop(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.signal.aborted;
  }
}

/** The time of a part, over several processes if it was interrupted. */
class Clock {
  private before = 0;
  private readonly began = performance.now();

  seconds(): number {
    return this.before + (performance.now() - this.began) / 1000;
  }

  /** Goes on from a time that was saved. */
  resume(seconds: number): void {
    if (seconds > this.before) this.before = seconds;
  }
}

function loadCheckpoint<State>(file: Uint8Array, clock: Clock): { state: State; step: number } {
  const { state, step, seconds } = loadState<{ state: State; step: number; seconds: number }>(file);
  clock.resume(seconds);
  return { state, step };
}
