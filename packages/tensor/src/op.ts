/**
 * What an operation is: a name, named inputs, a rule for shape and dtype, and a meaning. The meaning is the reference
 * kernel, plain TypeScript over numbers; every faster kernel is proved equal to it. Operations of a kind form a family
 * and share everything but their meaning (see families/); a backend knows families, and runs any operation of them.
 */
import type { DType, TypedArray } from './dtype.ts';
import type { Shape, TensorSpec } from './shape.ts';

/** The attributes of an op that is known only as a member of its family; its own definition types them. */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` would make no op a member of its family
type AnyAttrs = any;

interface OpBase<Inputs extends readonly string[], Attrs extends object> {
  readonly name: string;
  /** The names of the inputs, in order; one name ending in `s` stands for a list of any length. */
  readonly inputs: Inputs;
  readonly differentiable: boolean;
  /** The shape and dtype of each output. Throws the typed errors of bad input. */
  infer(inputs: readonly TensorSpec[], attrs: Attrs): readonly TensorSpec[];
  /** Name of the WebAssembly kernel, where there is one; the reference kernel serves otherwise. */
  readonly wasm?: string;
}

/** Each output element from the input elements at the same place, after broadcasting. */
export interface ElementwiseOp<Inputs extends readonly string[] = readonly string[], Attrs extends object = AnyAttrs>
  extends OpBase<Inputs, Attrs> {
  readonly family: 'elementwise';
  /** The value for one element, in double precision. */
  reference(attrs: Attrs): (a: number, b: number, c: number) => number;
  /**
   * The value for one element as an expression over the inputs' and attributes' names, in the kernel language of
   * backends/gpu/language: what gpu.js kernels are generated from.
   */
  readonly gpu: string | ((attrs: Attrs) => string);
  /** The numbers that the expression may name; the op's own numeric attributes when left out. */
  readonly gpuAttributes?: (attrs: Attrs) => Record<string, number>;
  /** What replaces the reference on int32, where double precision would lose bits. */
  readonly integer?: (a: number, b: number) => number;
  /** Attributes in the order in which the WebAssembly kernel takes them. */
  readonly wasmArguments?: (attrs: Attrs) => number[];
}

export interface ReductionAttrs {
  /** Normalized axes, in increasing order. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/**
 * Numbers gathered into one, written in the kernel language of backends/gpu/language. It must be associative and
 * commutative up to rounding: long slices are folded in parts, and the totals of the parts folded again.
 */
export interface Fold {
  /** The total of nothing. */
  readonly start: string;
  /** `total` with one more `x`. */
  readonly fold: string;
}

/** A fold of one slice, with what happens to each element before and to the total after. */
export interface SliceFold extends Fold {
  /** What the formulas after this one call its result. */
  readonly as?: string;
  /** What an element `x` at `position` (from 0) of `count` brings into the fold; x itself when left out. */
  readonly each?: string;
  /** The result from `total` and `count`; the total itself when left out. */
  readonly finish?: string;
}

/** Some axes folded to one value. */
export interface ReductionOp<Attrs extends ReductionAttrs = AnyAttrs> extends OpBase<readonly ['x'], Attrs> {
  readonly family: 'reduction';
  /** The value of one slice. */
  reference(slice: Float64Array, attrs: Attrs): number;
  /** Folds to be done in order, each over the whole slice. Formulas may name earlier results and numeric attributes. */
  readonly gpu: readonly SliceFold[];
  readonly wasmArguments?: (attrs: Attrs) => number[];
}

/** What becomes of each element of a slice on a gpu.js device. */
export type AlongAxisKernel =
  /** A formula over the element `x` and the results of folds of its slice. */
  | { readonly kind: 'formula'; readonly folds: readonly SliceFold[]; readonly formula: string }
  /** The fold of the elements up to and including this one. */
  | { readonly kind: 'running'; readonly fold: Fold }
  /** The fold of all other elements. */
  | { readonly kind: 'others'; readonly fold: Fold };

/** One axis rewritten, slice by slice. */
export interface AlongAxisOp<Attrs extends object = AnyAttrs> extends OpBase<readonly ['x'], Attrs> {
  readonly family: 'alongAxis';
  /** Turns one slice into its result, of the same length. */
  reference(slice: Float64Array): Float64Array;
  readonly gpu: AlongAxisKernel;
}

/** One box of elements copied from an input to the output, each side with its own start and strides. */
export interface Copy {
  readonly input: number;
  readonly shape: Shape;
  readonly sourceOffset: number;
  readonly sourceStrides: readonly number[];
  readonly targetOffset: number;
  readonly targetStrides: readonly number[];
}

/** Elements moved, never computed: an optional fill, then boxes copied. */
export interface MovementOp<Inputs extends readonly string[] = readonly string[], Attrs extends object = AnyAttrs>
  extends OpBase<Inputs, Attrs> {
  readonly family: 'movement';
  plan(inputs: readonly TensorSpec[], attrs: Attrs, output: TensorSpec): { fill?: number; copies: readonly Copy[] };
}

/** The same elements under another shape: no kernel, shared storage. */
export interface AliasOp<Attrs extends object = AnyAttrs> extends OpBase<readonly ['x'], Attrs> {
  readonly family: 'alias';
}

/** Host memory of one tensor, as reference kernels see it. */
export interface HostTensor extends TensorSpec {
  readonly data: TypedArray;
}

/** Whole-tensor kernels: contractions, indexing, random numbers, optimizer updates. */
export interface KernelOp<
  Family extends string = string,
  Inputs extends readonly string[] = readonly string[],
  Attrs extends object = AnyAttrs,
> extends OpBase<Inputs, Attrs> {
  readonly family: Family;
  reference(inputs: readonly HostTensor[], attrs: Attrs, outputs: readonly HostTensor[]): void;
}

export type ContractionOp = KernelOp<'contraction'>;
export type IndexingOp = KernelOp<'indexing'>;
export type RandomOp = KernelOp<'random', readonly []>;

/**
 * An op of several float outputs of one shape, each a formula over inputs and earlier outputs at the same place. It takes any number of
 * sets of its inputs, one set after the other, and gives as many sets of outputs.
 */
export interface UpdateOp<Attrs extends object = AnyAttrs> extends KernelOp<'update', readonly string[], Attrs> {
  /** Outputs of a set. */
  readonly outputs: number;
  /** In the order of computation: the output's number, its name for later formulas, and its formula as in ElementwiseOp. */
  readonly gpu: readonly {
    readonly output: number;
    readonly name: string;
    readonly reads: readonly string[];
    readonly formula: string;
  }[];
  /** Numbers that the formulas name. */
  readonly gpuAttributes: (attrs: Attrs) => Record<string, number>;
}

export type AnyOp =
  | ElementwiseOp
  | ReductionOp
  | AlongAxisOp
  | MovementOp
  | AliasOp
  | ContractionOp
  | IndexingOp
  | RandomOp
  | UpdateOp;

export type { DType, Shape, TensorSpec };
