/** The stored PyTorch cases, and how each op's public function is called with the attributes of a case. */
import { readFileSync } from 'node:fs';
import * as engine from '@infograd/tensor';
import { type Backend, type DType, type NestedArray, type Tensor, tensor } from '@infograd/tensor';

export interface StoredTensor {
  readonly shape: number[];
  readonly dtype: DType;
  readonly data: (number | null)[];
}

export interface OracleCase {
  readonly op: string;
  readonly inputs: Record<string, StoredTensor | StoredTensor[]>;
  readonly attrs: Record<string, unknown>;
  readonly output: StoredTensor;
  readonly cotangent?: number[];
  readonly grads?: Record<string, number[] | number[][]>;
  readonly second?: number[];
}

/** A layer or loss with its derivatives; the last three belong to batch normalization. */
export interface LayerCase {
  readonly layer: string;
  readonly settings: Record<string, never>;
  readonly inputs: Record<string, StoredTensor>;
  readonly cotangent: number[];
  readonly output: StoredTensor;
  readonly grads: Record<string, number[]>;
  readonly state?: { readonly mean: StoredTensor; readonly variance: StoredTensor };
  readonly after?: { readonly mean: number[]; readonly variance: number[] };
  readonly evaluated?: number[];
}

const oracles = JSON.parse(readFileSync(new URL('./pytorch.json', import.meta.url), 'utf8'));

export const pytorchCases: OracleCase[] = oracles.ops;
export const pytorchMineStep = oracles.mineStep;
export const pytorchLayers: LayerCase[] = oracles.layers;

export function restore({ shape, dtype, data }: StoredTensor, backend: Backend): Tensor {
  const stored = backend.dtypes.includes(dtype) ? dtype : 'float32';
  return tensor(data.map(Number) as NestedArray, { shape, dtype: stored, backend });
}

type Call = (...args: unknown[]) => Tensor;

/** Attributes that the public functions take in place, not among the options. */
const positional: Record<string, (attrs: Record<string, unknown>) => unknown[]> = {
  cast: ({ dtype }) => [dtype],
  lerp: ({ weight }) => [weight],
  reshape: ({ shape }) => [shape],
  broadcastTo: ({ shape }) => [shape],
  expandDims: ({ axis }) => [axis],
  squeeze: ({ axis }) => [axis],
  flip: ({ axis }) => [axis],
  tile: ({ reps }) => [reps],
  concat: ({ axis }) => [axis],
  stack: ({ axis }) => [axis],
};

/** Functions of x, w and an optional b. */
const layers = ['linear', 'conv2d', 'convTranspose2d'];

/** Calls the public function of a case on its inputs, in their stored order. */
export function callOp({ op, attrs }: OracleCase, inputs: readonly (Tensor | Tensor[])[]): Tensor {
  const fn = (engine as unknown as Record<string, Call>)[op];
  const clean = Object.fromEntries(
    Object.entries(attrs).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((item) => item ?? undefined) : value,
    ]),
  );
  const withoutBias = layers.includes(op) && inputs.length === 2 ? [undefined] : [];
  return fn(...inputs, ...withoutBias, ...(positional[op]?.(clean) ?? [clean]));
}
