/**
 * Ctrl-C. The first one asks the work to stop and lets the command print what it has; a second one ends the process at
 * once. Either way the exit code is 130, as shells expect of an interrupted command.
 */

export const interruptedExitCode = 130;

/** An `AbortSignal` that fires at the first interrupt of this process; call `release` when the work is done. */
export function interruptSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const release = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  };
  return { signal: controller.signal, release };
}
