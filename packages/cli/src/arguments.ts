/**
 * Readers for option values: each turns a text into what it means or throws a `CliError` that names the option, shows
 * what was given and says what fits. They check form; what an estimator makes of a value is for the library to say.
 */
import { CliError } from './errors.ts';
import { didYouMean } from './suggest.ts';

/** A whole number of at least `least`. */
export function wholeNumber(option: string, least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new CliError(`${option} is ${quoted(text)}`, `give a whole number of ${least} or more`);
  };
}

/** Any finite number; `example` is one that makes sense. */
export function finiteNumber(option: string, example: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new CliError(`${option} is ${quoted(text)}`, `give a number, for example ${example}`);
  };
}

/** One of a few words. */
export function oneOf<Choice extends string>(option: string, choices: readonly Choice[]) {
  return (text: string): Choice => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new CliError(`${option} is ${quoted(text)}`, didYouMean(text, choices, 'choices'));
  };
}

/** Any text but an empty one; `examples` says what it may be. */
export function text(option: string, examples: string) {
  return (value: string): string => {
    if (value.trim() !== '') return value;
    throw new CliError(`${option} is ${quoted(value)}`, `give ${examples}`);
  };
}

/** Layer widths: `128` or `64,64`. */
export function widths(option: string) {
  return (text: string): number[] => {
    const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (values.every((width) => Number.isSafeInteger(width) && width >= 1)) return values;
    throw new CliError(`${option} is ${quoted(text)}`, 'give the widths of the hidden layers, for example 64,64');
  };
}

function quoted(text: string): string {
  return text === '' ? 'empty' : `'${text}'`;
}
