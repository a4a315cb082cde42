/**
 * The progress of several trainings as one: steps are counted over all of them, so that it runs once from nothing to its end, and a
 * training that stopped early counts as whole. The other figures are those of the training that reports.
 */
import type { Progress } from '../result.ts';

export class CombinedProgress {
  readonly #trainings: number;
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  readonly #started = performance.now();
  /** Share of each training that is done. */
  readonly #shares: number[];

  constructor(trainings: number, onProgress: ((progress: Progress) => void) | undefined) {
    this.#trainings = trainings;
    this.#onProgress = onProgress;
    this.#shares = new Array(trainings).fill(0);
  }

  /** What the training at a place is to call. */
  of(place: number): ((progress: Progress) => void) | undefined {
    const onProgress = this.#onProgress;
    if (onProgress === undefined || this.#trainings === 1) return onProgress;
    return (progress) => {
      this.#shares[place] = progress.step / progress.steps;
      const done = this.#shares.reduce((sum, share) => sum + share, 0);
      const seconds = (performance.now() - this.#started) / 1000;
      onProgress({
        ...progress,
        step: Math.round(done * progress.steps),
        steps: this.#trainings * progress.steps,
        seconds,
        secondsLeft: (seconds * (this.#trainings - done)) / done,
      });
    };
  }

  finish(place: number): void {
    this.#shares[place] = 1;
  }
}
