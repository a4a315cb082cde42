/**
 * Tensors made from host values: nested arrays, typed arrays, ndarrays and simple sequences. Values are checked against
 * the dtype and copied once; afterwards the tensor is independent of where it came from.
 */
import type { NdArray } from 'ndarray';
import { defaultBackend } from './default-backend.ts';
import { bytesPerElement, type DType, dtypeOfArray, hostArray, type TypedArray } from './dtype.ts';
import { DTypeError, ShapeError, ValueError } from './errors.ts';
import type { CreationOptions } from './ops/full.ts';
import { checkShape, formatShape, type Shape, sizeOf } from './shape.ts';
import { convertValues, fromHost, type NestedArray, type Tensor } from './tensor.ts';

export interface TensorOptions extends CreationOptions {
  /** The shape; that of the nesting, or one axis for a typed array, when left out. */
  shape?: Shape;
}

/**
 * A tensor from a number, nested arrays or a typed array.
 *
 * @param values the values, row-major; the dtype is float32 unless they are booleans (bool) or a typed array (its own)
 * @param options.shape, options.dtype, options.backend override what the values suggest
 * @returns a new tensor that holds a copy
 * @throws ShapeError when nesting is ragged or the shape does not fit; DTypeError when a value does not fit the dtype
 * @example tensor([[1, 2], [3, 4]]) // [[1, 2], [3, 4]]
 */
export function tensor(values: NestedArray | TypedArray, options: TensorOptions = {}): Tensor {
  const backend = options.backend ?? defaultBackend();
  if (ArrayBuffer.isView(values)) {
    const dtype = options.dtype ?? dtypeOfArray(values);
    const shape = options.shape ?? [values.length];
    checkFit(values.length, shape);
    const fits = dtype === dtypeOfArray(values) && dtype !== 'bool';
    return fromHost(fits ? values : fitted(values, dtype), shape, dtype, backend);
  }
  const nestedShape = shapeOfNesting(values);
  const flat = flatten(values);
  checkFit(flat.length, nestedShape, values);
  const dtype = options.dtype ?? (typeof flat[0] === 'boolean' ? 'bool' : 'float32');
  const shape = options.shape ?? nestedShape;
  checkFit(flat.length, shape);
  return fromHost(fitted(flat.map(Number), dtype), shape, dtype, backend);
}

/**
 * A tensor from an ndarray, strided views included.
 *
 * @param array an ndarray of numbers
 * @returns a tensor of its shape; dtype as its data suggests (plain arrays: float32)
 * @throws DTypeError when its data type has no tensor dtype; ShapeError when its rank is above 6
 * @example fromNdarray(ndarray(new Float32Array([1, 2, 3, 4]), [2, 2]).transpose(1, 0)) // [[1, 3], [2, 4]]
 */
export function fromNdarray(array: NdArray<TypedArray | number[]>, options: CreationOptions = {}): Tensor {
  const dtype = options.dtype ?? (Array.isArray(array.data) ? 'float32' : dtypeOfArray(array.data));
  const { shape, stride, offset } = array;
  checkShape('fromNdarray', shape);
  const values: number[] = [];
  const walk = (axis: number, position: number): void => {
    if (axis === shape.length) values.push(array.data[position]);
    else for (let i = 0; i < shape[axis]; i++) walk(axis + 1, position + i * stride[axis]);
  };
  walk(0, offset);
  return fromHost(fitted(values, dtype), [...shape], dtype, options.backend ?? defaultBackend());
}

/**
 * start, start + step, … before stop.
 *
 * @returns a tensor of rank 1
 * @throws ValueError when step is 0 or an end is not finite
 * @example arange(0, 6, 2) // [0, 2, 4]
 */
export function arange(
  start: number,
  stop: number,
  step = 1,
  { dtype = 'float32', backend }: CreationOptions = {},
): Tensor {
  if (!(Number.isFinite(start) && Number.isFinite(stop) && Number.isFinite(step)) || step === 0) {
    throw new ValueError(
      `arange: ${start} to ${stop} by ${step} is not a sequence; finite ends and a step other than 0 are needed`,
    );
  }
  const length = Math.max(0, Math.ceil((stop - start) / step));
  const values = Array.from({ length }, (_, i) => start + i * step);
  return fromHost(fitted(values, dtype), [length], dtype, backend ?? defaultBackend());
}

/**
 * `count` numbers spaced evenly from start to stop, both included.
 *
 * @returns a tensor [count]
 * @throws ValueError when count is not a whole number of 1 or more
 * @example linspace(0, 1, 3) // [0, 0.5, 1]
 */
export function linspace(
  start: number,
  stop: number,
  count: number,
  { dtype = 'float32', backend }: CreationOptions = {},
): Tensor {
  if (!Number.isInteger(count) || count < 1)
    throw new ValueError(`linspace: count ${count} must be a whole number of 1 or more`);
  const values = Array.from({ length: count }, (_, i) =>
    i === count - 1 && count > 1 ? stop : start + ((stop - start) * i) / Math.max(count - 1, 1),
  );
  return fromHost(fitted(values, dtype), [count], dtype, backend ?? defaultBackend());
}

/**
 * The identity matrix.
 *
 * @param size rows and columns
 * @returns a tensor [size, size]
 * @throws ShapeError when size is not a whole number of 0 or more
 * @example eye(2) // [[1, 0], [0, 1]]
 */
export function eye(size: number, { dtype = 'float32', backend }: CreationOptions = {}): Tensor {
  checkShape('eye', [size, size]);
  const values = hostArray(dtype, size * size);
  for (let i = 0; i < size; i++) values[i * size + i] = 1;
  return fromHost(values, [size, size], dtype, backend ?? defaultBackend());
}

function flatten(values: NestedArray): (number | boolean)[] {
  if (Array.isArray(values)) return values.flatMap(flatten);
  if (typeof values === 'number' || typeof values === 'boolean') return [values];
  throw new DTypeError(
    `tensor: ${typeof values} ${String(values)} is neither a number nor a boolean; convert the values first`,
  );
}

function shapeOfNesting(values: NestedArray): number[] {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level); level = level[0] as NestedArray) shape.push(level.length);
  return shape;
}

function checkFit(count: number, shape: Shape, nesting?: NestedArray): void {
  checkShape('tensor', shape);
  if (sizeOf(shape) !== count || (nesting !== undefined && !isEven(nesting, shape))) {
    throw new ShapeError(
      nesting === undefined
        ? `tensor: ${count} values do not fill the shape ${formatShape(shape)} (${sizeOf(shape)} elements)`
        : `tensor: the nested arrays are ragged; every row must be as long as the first, here ${formatShape(shape)}`,
    );
  }
}

function isEven(values: NestedArray, shape: Shape): boolean {
  if (!Array.isArray(values)) return shape.length === 0;
  return values.length === shape[0] && values.every((row) => isEven(row, shape.slice(1)));
}

/** Values in the dtype's array; a value that the dtype cannot hold is an error. */
function fitted(values: ArrayLike<number>, dtype: DType): TypedArray {
  if (!(dtype in bytesPerElement)) {
    throw new DTypeError(`tensor: there is no dtype ${dtype}; use ${Object.keys(bytesPerElement).join(', ')}`);
  }
  const converted = convertValues(values, dtype);
  if (dtype === 'float32' || dtype === 'float64') return converted;
  for (let i = 0; i < values.length; i++) {
    if (converted[i] !== values[i]) {
      throw new DTypeError(
        `tensor: value ${values[i]} at position ${i} does not fit ${dtype}; use another dtype, or cast a float tensor`,
      );
    }
  }
  return converted;
}
