/**
 * The live line: step, current bound, best bound, time left. It is drawn on standard error, so that results can be piped,
 * and only on a terminal unless it is forced, in which case it prints plain lines now and then.
 */
import type { Progress } from '@infograd/mine';
import { SingleBar } from 'cli-progress';
import type { OutputStream } from './io.ts';
import { formatSeconds, formatValue } from './numbers.ts';
import { perNat, type Unit } from './units.ts';

/** What a line shows; bounds in nats. */
export interface ProgressState {
  readonly step: number;
  readonly steps: number;
  readonly validation: number;
  readonly best: number;
  readonly secondsLeft: number;
  /** What stands before the bar, such as the name of the estimator. */
  readonly prefix?: string;
}

export interface ProgressLine {
  update(state: ProgressState): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly unit: Unit;
  /** `auto` draws on terminals only. */
  readonly mode: 'auto' | 'always' | 'never';
}

/** A progress line on `stream`; it appears with the first update. */
export function progressLine(stream: OutputStream, { unit, mode }: ProgressOptions): ProgressLine {
  const format = `{prefix}{bar} step {value} of {total}  bound {bound} ${unit}  best {best}  {left} left`;
  const bar = barOn(stream, mode, format);
  if (bar === undefined) return { update: () => {}, stop: () => {} };
  let started = false;
  return {
    update({ step, steps, validation, best, secondsLeft, prefix = '' }) {
      const payload = {
        bound: formatValue(validation * perNat(unit)),
        best: formatValue(best * perNat(unit)),
        left: formatSeconds(secondsLeft),
        prefix: prefix === '' ? '' : `${prefix}  `,
      };
      bar.setTotal(steps);
      if (!started) bar.start(steps, step, payload);
      else bar.update(step, payload);
      started = true;
    },
    stop() {
      if (started) bar.stop();
    },
  };
}

/** A bar on `stream`, if it is to be drawn. */
function barOn(stream: OutputStream, mode: ProgressOptions['mode'], format: string): SingleBar | undefined {
  if (mode === 'never' || (mode === 'auto' && !stream.isTTY)) return undefined;
  return new SingleBar({
    stream,
    noTTYOutput: !stream.isTTY,
    notTTYSchedule: 1000,
    // Interrupts belong to interrupt.ts, and the last line stays as a record.
    gracefulExit: false,
    clearOnComplete: false,
    hideCursor: true,
    barsize: 20,
    format,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
  });
}

export interface PairsLineOptions {
  readonly mode: ProgressOptions['mode'];
  readonly total: number;
  /** Pairs that were there before. */
  readonly finished: number;
}

/** A line for many estimates side by side: how many are finished, the last of them, the time left by the pace so far. */
export function pairsLine(stream: OutputStream, { mode, total, finished }: PairsLineOptions) {
  const bar = barOn(stream, mode, '{bar} {value} of {total} pairs  last {last}  {left} left');
  const began = performance.now();
  const left = (count: number) => ((performance.now() - began) / 1000 / (count - finished)) * (total - count);
  bar?.start(total, finished, { last: 'none', left: 'some time' });
  return {
    update: (count: number, last: string) => bar?.update(count, { last, left: formatSeconds(left(count)) }),
    stop: () => bar?.stop(),
  };
}

/**
 * Progress of several estimates, one after another, on one line: which it is stands in front, and the time left is that of all,
 * by the pace of the present one. An estimate has begun when its steps start anew.
 */
export function progressOfRuns(line: ProgressLine, runs: number): (progress: Progress) => void {
  let run = 1;
  let lastStep = 0;
  return (progress) => {
    const { step, steps, seconds, secondsLeft } = progress;
    if (step <= lastStep) run++;
    lastStep = step;
    if (runs === 1) return line.update(progress);
    const later = Math.max(0, runs - run) * steps * (seconds / step);
    line.update({ ...progress, secondsLeft: secondsLeft + later, prefix: `estimate ${run} of ${runs}` });
  };
}
