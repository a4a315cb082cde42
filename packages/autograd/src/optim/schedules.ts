/**
 * Learning rates that change over time. A schedule is a function from the number of updates already made to the rate of
 * the next one, so the first update asks for step 0. Schedules keep no state, and any function of that kind is one.
 */
import { ValueError } from '@infograd/tensor';
import { requireAbove, requireFrom, requireWhole } from '../options.ts';

export type Schedule = (step: number) => number;

/**
 * The same rate at every step.
 *
 * @throws ValueError when the rate is negative or not finite
 * @example constant(0.1)(1000) // 0.1
 */
export function constant(rate: number): Schedule {
  requireFrom('constant', 'rate', rate, 0);
  return () => rate;
}

/**
 * From one rate to another along half a cosine, and constant after that (Loshchilov & Hutter, "SGDR", 2017, equation 5).
 *
 * @param options.from the rate at step 0
 * @param options.to the rate at step `steps` and later; 0 when left out
 * @throws ValueError when a rate is negative or not finite, or steps is not a whole number of 1 or more
 * @example cosine({ from: 0.1, steps: 100 })(50) // 0.05
 */
export function cosine({ from, to = 0, steps }: { from: number; to?: number; steps: number }): Schedule {
  requireFrom('cosine', 'from', from, 0);
  requireFrom('cosine', 'to', to, 0);
  requireWhole('cosine', 'steps', steps);
  return (step) => to + ((from - to) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) / 2;
}

/**
 * A linear rise over `steps` steps to the first rate of another schedule, which then runs from its own beginning. No
 * step is lost to a rate of zero: step k of the rise has (k + 1) / (steps + 1) of that rate.
 *
 * @throws ValueError when steps is not a whole number of 1 or more
 * @example warmup(constant(0.1), 4)(0) // 0.02
 */
export function warmup(schedule: Schedule, steps: number): Schedule {
  requireWhole('warmup', 'steps', steps);
  return (step) => (step < steps ? (schedule(0) * (step + 1)) / (steps + 1) : schedule(step - steps));
}

/**
 * A rate multiplied by `factor` after every `every` steps.
 *
 * @throws ValueError when `from` is negative or not finite, factor is not above 0, or every is not a whole number of 1
 * or more
 * @example stepDecay({ from: 0.1, factor: 0.5, every: 30 })(60) // 0.025
 */
export function stepDecay({ from, factor, every }: { from: number; factor: number; every: number }): Schedule {
  requireFrom('stepDecay', 'from', from, 0);
  requireAbove('stepDecay', 'factor', factor, 0);
  requireWhole('stepDecay', 'every', every);
  return (step) => from * factor ** Math.floor(step / every);
}

/**
 * The schedule that an optimizer's `learningRate` stands for.
 *
 * @returns a schedule that throws a ValueError when the rate that it is given is negative or not finite
 */
export function toSchedule(optimizer: string, learningRate: number | Schedule): Schedule {
  if (typeof learningRate !== 'function') {
    requireFrom(optimizer, 'learningRate', learningRate, 0);
    return () => learningRate;
  }
  return (step) => {
    const rate = learningRate(step);
    if (Number.isFinite(rate) && rate >= 0) return rate;
    throw new ValueError(
      `${optimizer}: the learning rate schedule gives ${rate} at step ${step}; it must be finite and 0 or more`,
    );
  };
}
