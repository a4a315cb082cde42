/**
 * The four element types and the typed arrays that hold them. float32 is the working type of every backend; float64
 * exists for checking and lives on the reference backend; int32 holds indices; bool holds conditions, one byte each.
 */
import { DTypeError } from './errors.ts';

export type DType = 'float32' | 'float64' | 'int32' | 'bool';

export interface ArrayOf {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  bool: Uint8Array;
}

export type TypedArray = ArrayOf[DType];

const constructors = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/** A zero-filled typed array for `length` elements. */
export function hostArray<D extends DType>(dtype: D, length: number): ArrayOf[D] {
  return new constructors[dtype](length) as ArrayOf[D];
}

/** A typed array that looks at existing memory. */
export function hostView<D extends DType>(
  dtype: D,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): ArrayOf[D] {
  return new constructors[dtype](buffer as ArrayBuffer, offset, length) as ArrayOf[D];
}

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/** The dtype that a typed array holds; arrays of other kinds have none and must be converted first. */
export function dtypeOfArray(values: ArrayBufferView): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Int32Array) return 'int32';
  if (values instanceof Uint8Array) return 'bool';
  throw new DTypeError(
    `${values.constructor.name} has no tensor dtype; convert it to Float32Array, Float64Array, Int32Array or Uint8Array (bool) first`,
  );
}

/** Whether a dtype can hold a number as it is. Floats round, and hold every number. */
export function holds(dtype: DType, value: number): boolean {
  if (dtype === 'bool') return value === 0 || value === 1;
  return dtype === 'int32' ? (value | 0) === value : typeof value === 'number';
}

export function requireFit(op: string, value: number, dtype: DType): void {
  if (holds(dtype, value)) return;
  throw new DTypeError(`${op}: the value ${value} does not fit ${dtype}; use another value or dtype`);
}

/** What an operation accepts, as the words used in its documentation. */
export type DTypeClass = 'float' | 'number' | 'bool' | 'int32' | 'any';

const members: Record<DTypeClass, readonly DType[]> = {
  float: ['float32', 'float64'],
  number: ['float32', 'float64', 'int32'],
  bool: ['bool'],
  int32: ['int32'],
  any: ['float32', 'float64', 'int32', 'bool'],
};

export function requireDType(op: string, input: string, dtype: DType, accepted: DTypeClass): void {
  if (members[accepted].includes(dtype)) return;
  throw new DTypeError(
    `${op}: ${input} is ${dtype}, but ${members[accepted].join(' or ')} is needed; convert it with cast(${input}, '${members[accepted][0]}')`,
  );
}
