/** Checks of the closed forms' arguments; each names the function, the argument and what is allowed. */
import { ValueError } from '@infograd/tensor';

/** @throws ValueError unless every value is a finite number above zero */
export function requirePositive(name: string, values: Readonly<Record<string, number>>): void {
  for (const [argument, value] of Object.entries(values)) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new ValueError(`${name}: ${argument} ${value} must be a finite number above 0`);
    }
  }
}

/** @throws ValueError unless the value is a whole number of 1 or more */
export function requireCount(name: string, argument: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new ValueError(`${name}: ${argument} ${value} must be a whole number of 1 or more`);
  }
}

/** @throws ValueError unless the values are probabilities that sum to one */
export function requireProbabilities(name: string, probabilities: readonly number[]): void {
  const bad = probabilities.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad >= 0) throw new ValueError(`${name}: probability ${bad} is ${probabilities[bad]}; it must lie from 0 to 1`);
  const total = probabilities.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total - 1) < 1e-9))
    throw new ValueError(`${name}: the probabilities sum to ${total}; divide by it so that they sum to 1`);
}

/** @throws ValueError unless both are probabilities that sum to one, of as many values */
export function requireProbabilityPair(name: string, p: readonly number[], q: readonly number[]): void {
  requireProbabilities(name, p);
  requireProbabilities(name, q);
  if (p.length !== q.length)
    throw new ValueError(`${name}: p has ${p.length} probabilities and q ${q.length}; both need one for each value`);
}
