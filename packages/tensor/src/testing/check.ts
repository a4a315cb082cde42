/**
 * What a check row says of an operation: a meaning that does not come from its own kernel, where to sample its inputs,
 * how near a fast kernel must come, and which misuse gives which error. Tests of values, gradients, memory and errors
 * are all generated from these rows, so an operation without one is not tested and does not compile.
 */
import type { NdArray } from 'ndarray';
import type { DType } from '../dtype.ts';
import type { InfogradError } from '../errors.ts';
import type { OpName, registry } from '../ops/registry.ts';
import type { Random } from '../random.ts';
import type { Domain, SampledInput, SampleOptions } from './samples.ts';
import type { Tolerance } from './tolerance.ts';

export interface Misuse {
  readonly call: () => unknown;
  readonly error: typeof InfogradError;
  /** Part of the message. */
  readonly message: string;
}

interface CheckBase {
  /** How near the results of other backends in float32 must come to those of the reference backend. */
  readonly tolerance: Tolerance;
  readonly misuse: readonly Misuse[];
}

/** Attributes as named constants of a formula. */
export type Attrs = Readonly<Record<string, unknown>>;

export interface ElementwiseCheck extends CheckBase {
  /**
   * The value of one element as a mathjs expression of the inputs' and attributes' names. A conditional stands outermost,
   * so that each of its branches can be differentiated.
   */
  readonly formula: string | ((attrs: Attrs) => string);
  /** Whether mathjs can differentiate the formula. */
  readonly symbolic?: boolean;
  readonly domain: Readonly<Record<string, Domain>>;
  /** Where derivatives are checked; the domain when left out. */
  readonly smooth?: Readonly<Record<string, Domain>>;
  readonly attrs?: readonly Attrs[];
  readonly smoothAttrs?: readonly Attrs[];
  /** The dtypes that the inputs may share besides the floats. */
  readonly dtypes?: readonly DType[];
  /** Exact facts: the inputs, then the output, sign of zero included. */
  readonly known?: readonly (readonly number[])[];
  /** How near the other backends must come at NaN, infinities, zeros, subnormal and huge numbers; `tolerance` when left out. */
  readonly specialTolerance?: Tolerance;
  /** What an input can be at all, where that is less than every number: an activation's output has a range. */
  readonly range?: Readonly<Record<string, readonly [low: number, high: number]>>;
}

/** The slice as a mathjs vector x and its length n; a function where mathjs has no word for it. */
export type SliceFormula<Result> = string | ((x: readonly number[], attrs: Attrs) => Result);

export interface ReductionCheck extends CheckBase {
  readonly formula: SliceFormula<number>;
  readonly domain: Domain;
  readonly smooth?: Domain;
  /** Attributes besides the axes. */
  readonly attrs?: readonly Attrs[];
  readonly dtypes?: readonly DType[];
  /** The value of a fold of no elements; left out where there is none. */
  readonly empty?: number;
  readonly known?: readonly { readonly x: readonly number[]; readonly value: number }[];
}

export interface AlongAxisCheck extends CheckBase {
  readonly formula: SliceFormula<readonly number[]>;
  readonly domain: Domain;
  readonly smooth?: Domain;
  readonly known?: readonly { readonly x: readonly number[]; readonly value: readonly number[] }[];
}

/** For movement, contraction, indexing and updates: a sampler, and a definition over ndarrays that shares no code with the kernels. */
export interface DefinitionCheck extends CheckBase {
  sample(rng: Random, options: SampleOptions): { inputs: SampledInput[]; attrs: object };
  // biome-ignore lint/suspicious/noExplicitAny: each row knows the attributes that its own sampler makes
  define(inputs: NdArray[], attrs: any): NdArray[];
  readonly dtypes?: readonly DType[];
}

export interface RandomCheck extends CheckBase {
  sample(rng: Random, options: SampleOptions): { inputs: SampledInput[]; attrs: object };
  /** The distribution function that the numbers must follow, with its mean and variance. */
  readonly distribution: { cdf(x: number): number; mean: number; variance: number };
}

export type Check = ElementwiseCheck | ReductionCheck | AlongAxisCheck | DefinitionCheck | RandomCheck;

/** The names of the ops of a family. */
export type OpNamesOf<Family extends string> = {
  [Name in OpName]: (typeof registry)[Name]['family'] extends Family ? Name : never;
}[OpName];

/** A misuse row in one line. */
export function misuse(call: () => unknown, error: typeof InfogradError, message: string): Misuse {
  return { call, error, message };
}
