/**
 * The live line: step, current bound, best bound, time left. It is drawn on standard error, so that results can be piped,
 * and only on a terminal unless it is forced, in which case it prints plain lines now and then.
 */
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
  if (mode === 'never' || (mode === 'auto' && !stream.isTTY)) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    stream,
    noTTYOutput: !stream.isTTY,
    notTTYSchedule: 1000,
    // Interrupts belong to interrupt.ts, and the last line stays as a record.
    gracefulExit: false,
    clearOnComplete: false,
    hideCursor: true,
    barsize: 20,
    format: `{bar} step {value} of {total}  bound {bound} ${unit}  best {best}  {left} left`,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
  });
  let started = false;
  return {
    update({ step, steps, validation, best, secondsLeft }) {
      const payload = {
        bound: formatValue(validation * perNat(unit)),
        best: formatValue(best * perNat(unit)),
        left: formatSeconds(secondsLeft),
      };
      if (!started) bar.start(steps, step, payload);
      else bar.update(step, payload);
      started = true;
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
