/**
 * The tensor: an immutable value made of storage, shape and dtype. It is contiguous and row-major. A tensor computes
 * nothing; operations are functions (ops/), and lifetimes are scopes (scope.ts).
 */
import ndarray from 'ndarray';
import type { Backend } from './backends/backend.ts';
import type { ArrayOf, DType, TypedArray } from './dtype.ts';
import { bytesPerElement, hostArray } from './dtype.ts';
import { AsyncReadError, DisposedError, DTypeError, ShapeError, ValueError } from './errors.ts';
import { adopt, forget } from './scope.ts';
import { formatShape, type Shape, sizeOf, type TensorSpec } from './shape.ts';
import { Storage } from './storage.ts';
import { activeTracer } from './tracer.ts';

export type NestedArray = number | boolean | NestedArray[];

export class Tensor implements TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** Whether `keep` has let it outlive its scope, and whether the finalizer owns it: the notes of scope.ts. */
  isKept = false;
  isWatched = false;
  #storage: Storage | undefined;

  /** Tensors are made by {@link tensor}, by operations and by backends; this constructor is theirs. */
  constructor(storage: Storage, shape: Shape, dtype: DType) {
    this.#storage = storage.retain();
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
    adopt(this);
  }

  get rank(): number {
    return this.shape.length;
  }

  /** @throws DisposedError once the tensor is disposed */
  get storage(): Storage {
    if (this.#storage === undefined) {
      throw new DisposedError(
        `this ${this.dtype} tensor of shape ${formatShape(this.shape)} was disposed; return it from its scope, or keep() it, to use it later`,
      );
    }
    return this.#storage;
  }

  get backend(): Backend {
    return this.storage.backend;
  }

  get isDisposed(): boolean {
    return this.#storage === undefined;
  }

  /** A copy of the values, row-major, whatever the backend. */
  async data(): Promise<TypedArray> {
    activeTracer()?.reads('data()');
    const { backend, buffer } = this.storage;
    return await backend.download(buffer, this.dtype, this.size);
  }

  /**
   * A copy of the values, row-major, at once.
   * @throws AsyncReadError on a backend that can only be read asynchronously
   */
  dataSync(): TypedArray {
    activeTracer()?.reads('dataSync()');
    const { backend, buffer } = this.storage;
    if (!backend.canReadSync) {
      throw new AsyncReadError(`the ${backend.name} backend cannot be read synchronously; use await tensor.data()`);
    }
    return backend.downloadSync(buffer, this.dtype, this.size);
  }

  /** The value of a tensor with one element. */
  async item(): Promise<number> {
    this.#requireOne();
    return (await this.data())[0];
  }

  /** The value of a tensor with one element, at once. */
  itemSync(): number {
    this.#requireOne();
    return this.dataSync()[0];
  }

  /** The values as an ndarray of the same shape, over a copy. */
  toNdarray(): ndarray.NdArray<TypedArray> {
    return ndarray(this.dataSync(), [...this.shape]);
  }

  /** The values as nested arrays; a scalar as a number, bool as booleans. */
  toArray(): NestedArray {
    const values = this.dataSync();
    const convert = this.dtype === 'bool' ? (value: number) => value !== 0 : (value: number) => value;
    let position = 0;
    const build = (axis: number): NestedArray =>
      axis === this.rank
        ? convert(values[position++])
        : Array.from({ length: this.shape[axis] }, () => build(axis + 1));
    return build(0);
  }

  /**
   * The same value on another backend; this tensor itself when it is already there.
   * @throws AsyncReadError when this backend can only be read asynchronously: then `await t.transfer(backend)`
   */
  to(backend: Backend): Tensor {
    if (backend === this.backend) return this;
    if (!this.backend.canReadSync) {
      throw new AsyncReadError(
        `the ${this.backend.name} backend cannot be read synchronously; use await tensor.transfer(backend)`,
      );
    }
    return fromHost(this.dataSync(), this.shape, this.dtype, backend);
  }

  /** The same value on another backend, whatever this one is; this tensor itself when it is already there. */
  async transfer(backend: Backend): Promise<Tensor> {
    return backend === this.backend ? this : fromHost(await this.data(), this.shape, this.dtype, backend);
  }

  /** Gives the memory back. Further use throws; disposing twice is harmless. */
  dispose(): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    forget(this);
    this.#storage = undefined;
    storage.release();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    if (this.isDisposed) return `Tensor(disposed ${this.dtype} ${formatShape(this.shape)})`;
    const values = this.size <= 64 && this.backend.canReadSync ? ` ${JSON.stringify(this.toArray())}` : '';
    return `Tensor(${this.dtype} ${formatShape(this.shape)} on ${this.backend.name}${values})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  #requireOne(): void {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: shape ${formatShape(this.shape)} has ${this.size} elements; item() needs exactly one`,
      );
    }
  }
}

/**
 * A tensor that holds a copy of host values.
 *
 * @param produce gives the values of further runs of a compiled function, where each run needs its own
 */
export function fromHost(
  values: TypedArray,
  shape: Shape,
  dtype: DType,
  backend: Backend,
  produce?: () => TypedArray,
): Tensor {
  if (typeof backend?.run !== 'function') {
    throw new ValueError(
      `the backend is ${JSON.stringify(backend)}; pass a backend itself, such as wasm() or reference()`,
    );
  }
  if (!backend.dtypes.includes(dtype)) {
    throw new DTypeError(
      `the ${backend.name} backend has no ${dtype} (it has ${backend.dtypes.join(', ')}); use the reference backend for ${dtype}, or cast`,
    );
  }
  const buffer = backend.upload(values);
  const tensor = new Tensor(new Storage(backend, buffer, values.length * bytesPerElement[dtype]), shape, dtype);
  activeTracer()?.made(tensor, values, produce);
  return tensor;
}

/** Values of one array converted to another dtype's array; the caller has checked that they fit. */
export function convertValues<D extends DType>(values: ArrayLike<number>, dtype: D): ArrayOf[D] {
  const out = hostArray(dtype, values.length);
  if (dtype === 'bool') for (let i = 0; i < values.length; i++) out[i] = values[i] ? 1 : 0;
  else out.set(values);
  return out;
}
