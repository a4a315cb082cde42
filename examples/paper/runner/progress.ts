/** The live line of a run on standard error: which part, how far, what it says of itself, the time left. Without a terminal, a line now and then. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** A part begins. */
  start(part: string): void;
  update(done: number, total: number, message?: string): void;
  /** It has ended, one way or another. */
  stop(): void;
}

export const silent: Progress = { start() {}, update() {}, stop() {} };

/** Milliseconds between lines where there is no terminal. */
const lineEvery = 30_000;

export function progressLine(experiment: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  let bar: SingleBar | undefined;
  return {
    start(part) {
      bar = new SingleBar({
        stream,
        format: `${experiment}  ${part} {bar} {value} of {total}  {message}  {eta_formatted} left`,
        noTTYOutput: !stream.isTTY,
        notTTYSchedule: lineEvery,
        gracefulExit: false,
        hideCursor: true,
        barsize: 20,
        barCompleteChar: '\u2588',
        barIncompleteChar: '\u2591',
        etaBuffer: 100,
      });
      bar.start(1, 0, { message: '' });
    },
    update(done, total, message = '') {
      bar?.setTotal(total);
      bar?.update(done, { message });
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}
