/**
 * Turns for the event loop. A long computation awaits `pause()` between its pieces; most of the time that returns at
 * once, and when the event loop has waited long enough, it runs: signals, timers and pages stay alive.
 */

/** The longest that the event loop waits, in milliseconds, if no single piece takes longer. */
const longestTurn = 40;

/** A function that lets the event loop run when it has waited long enough. */
export function pauses(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < longestTurn) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
