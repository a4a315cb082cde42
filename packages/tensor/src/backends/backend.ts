/**
 * The small interface that a backend implements: move values in and out, and run one operation. Buffers are the
 * backend's own business. Reading is asynchronous for everyone; `downloadSync` exists where the memory is at hand.
 */
import type { DType, TypedArray } from '../dtype.ts';
import type { AnyOp } from '../op.ts';
import type { TensorSpec } from '../shape.ts';

/** A tensor as a backend sees it: what it is, and the buffer that holds it. */
export interface Operand extends TensorSpec {
  readonly size: number;
  readonly rank: number;
  readonly storage: { readonly buffer: unknown };
}

export interface Backend {
  readonly name: string;
  /** The dtypes that its memory can hold. */
  readonly dtypes: readonly DType[];
  /** Whether `downloadSync` works; if not, only `await tensor.data()` does. */
  readonly canReadSync: boolean;
  upload(values: TypedArray): unknown;
  download(buffer: unknown, dtype: DType, length: number): Promise<TypedArray>;
  /** @throws AsyncReadError where the backend cannot */
  downloadSync(buffer: unknown, dtype: DType, length: number): TypedArray;
  free(buffer: unknown, bytes: number): void;
  /** Runs one operation on checked inputs and returns one new buffer per output. */
  run(op: AnyOp, inputs: readonly Operand[], attrs: object, outputs: readonly TensorSpec[]): unknown[];
}
