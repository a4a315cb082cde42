/** The checks of numeric options, with errors that name the function, the option and what it accepts. */
import { ValueError } from '@infograd/tensor';

/** A finite number of at least `least`. */
export function requireFrom(owner: string, option: string, value: number, least: number): void {
  if (!(Number.isFinite(value) && value >= least)) fail(owner, option, value, `a finite number of ${least} or more`);
}

/** A finite number above `bound`. */
export function requireAbove(owner: string, option: string, value: number, bound: number): void {
  if (!(Number.isFinite(value) && value > bound)) fail(owner, option, value, `a finite number above ${bound}`);
}

/** A decay rate of a moving average, a share to drop or to smooth: 0 or more, below 1. */
export function requireFraction(owner: string, option: string, value: number): void {
  if (!(value >= 0 && value < 1)) fail(owner, option, value, 'a number from 0 up to, but not including, 1');
}

/** A whole number of 1 or more. */
export function requireWhole(owner: string, option: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) fail(owner, option, value, 'a whole number of 1 or more');
}

function fail(owner: string, option: string, value: unknown, accepted: string): never {
  throw new ValueError(`${owner}: ${option} is ${value}; ${accepted} is needed`);
}
