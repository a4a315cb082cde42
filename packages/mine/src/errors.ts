/**
 * The mistakes that estimating can meet, each with the place it happened: data that cannot be used, options that make
 * no sense, and an estimate that the caller stopped. They extend the engine's `InfogradError`.
 */
import { InfogradError } from '@infograd/tensor';
import type { MutualInformationResult } from './result.ts';

/** What is wrong with the data, for programs that react to it. */
export type DataErrorCode =
  | 'empty'
  | 'shape'
  | 'dtype'
  | 'ragged'
  | 'not-a-number'
  | 'not-finite'
  | 'constant'
  | 'length-mismatch'
  | 'too-few-rows'
  | 'ties'
  | 'collinear'
  | 'dimension-mismatch'
  | 'unknown-level';

/** Where the data is wrong; rows and columns count from zero. */
export interface DataErrorPlace {
  readonly code: DataErrorCode;
  /** The argument that holds the data, for example `x`. */
  readonly argument?: string;
  readonly row?: number;
  readonly column?: number;
  /** How many values are affected. */
  readonly count?: number;
}

/** Data that cannot be used as it is. */
export class DataError extends InfogradError {
  override name = 'DataError';
  readonly code: DataErrorCode;
  readonly argument: string | undefined;
  readonly row: number | undefined;
  readonly column: number | undefined;
  readonly count: number | undefined;

  constructor(message: string, place: DataErrorPlace) {
    super(message);
    this.code = place.code;
    this.argument = place.argument;
    this.row = place.row;
    this.column = place.column;
    this.count = place.count;
  }
}

/** An option whose value makes no sense; `option` names it. */
export class OptionError extends InfogradError {
  override name = 'OptionError';
  readonly option: string;

  constructor(message: string, option: string) {
    super(message);
    this.option = option;
  }
}

/**
 * The caller's `AbortSignal` fired. `partial` is the best estimate so far, if training had reached a first one, in the form that the function
 * gives back: `divergence` throws an `AbortedError<DivergenceResult>`.
 */
export class AbortedError<Result = MutualInformationResult> extends InfogradError {
  override name = 'AbortedError';
  readonly partial: Result | undefined;

  constructor(message: string, partial: Result | undefined, cause: unknown) {
    super(message, { cause });
    this.partial = partial;
  }
}

/** The error of an estimate that was stopped, with what it has of a value. */
export function abortedError<Result extends { readonly steps: number }>(
  signal: AbortSignal,
  partial: Result | undefined,
): AbortedError<Result> {
  const progress =
    partial === undefined
      ? 'before training'
      : `after ${partial.steps} steps; error.partial holds the best estimate so far`;
  return new AbortedError(`the estimate was aborted ${progress}`, partial, signal.reason);
}
