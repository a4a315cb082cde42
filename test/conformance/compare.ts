/**
 * A backend beside the reference: the same operation on the same host values, element by element. Results are read with
 * `await`, which every backend has. A device that flushes subnormal numbers is compared with the reference on inputs
 * that were flushed, or not, each input by itself, since a kernel may do either, and what is that small is zero to it.
 */
import { type DType, type OpName, reference, type Shape, scope, type Tensor } from '@infograd/tensor';
import {
  applyOp,
  flushedAway,
  isClose,
  mismatch,
  type SampledInput,
  type Tolerance,
  toTensors,
} from '@infograd/tensor/testing';
import type { Subject, Traits } from './case.ts';

/** A tensor's values and kind, on the host. */
export interface HostResult {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: ArrayLike<number>;
}

export interface Comparison {
  readonly tolerance: Tolerance;
  /** Whether zeros must have the sign that the reference gives them. */
  readonly zeroSigns?: boolean;
}

const smallestNormal = 2 ** -126;

/** The values of the tensors that `make` returns; they and all that was made on the way are disposed. */
export async function read(make: () => readonly Tensor[]): Promise<HostResult[]> {
  const tensors = scope(make);
  try {
    const values = await Promise.all(tensors.map((tensor) => tensor.data()));
    return tensors.map(({ shape, dtype }, i) => ({ shape, dtype, values: values[i] }));
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}

/** The values of one tensor. */
export async function readOne(make: () => Tensor): Promise<HostResult> {
  return (await read(() => [make()]))[0];
}

/** @throws Error naming the operation, its inputs and the first element that differs from the reference */
export async function compareOp(
  { backend, traits }: Subject,
  name: OpName,
  inputs: readonly SampledInput[],
  attrs: object,
  comparison: Comparison,
): Promise<void> {
  const outputs = await read(() => applyOp(name, toTensors(inputs, backend), attrs, backend));
  const flushings = traits.flushesSubnormals ? flushedVariants(inputs) : [inputs];
  const truths = await Promise.all(
    flushings.map((variant) => read(() => applyOp(name, toTensors(variant, reference()), attrs, reference()))),
  );
  const tolerance = widened(name, comparison.tolerance, traits);
  outputs.forEach((output, i) => {
    const expected = truths.map((truth) => truth[i]);
    const difference = differenceBetween(output, expected, { ...comparison, tolerance }, traits);
    if (difference !== undefined) {
      throw new Error(
        `${name} ${JSON.stringify(attrs)} of ${describeInputs(inputs)}: ${difference}${at(inputs, difference)}`,
      );
    }
  });
}

/** How two results differ, the expected one given in all its allowed variants; undefined when they agree. */
export function differenceBetween(
  actual: HostResult,
  [expected, ...variants]: readonly HostResult[],
  { tolerance, zeroSigns = false }: Comparison,
  { flushesSubnormals }: Traits,
): string | undefined {
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) {
    return `${actual.dtype} [${actual.shape.join(', ')}] instead of ${expected.dtype} [${expected.shape.join(', ')}]`;
  }
  if (actual.values.length !== expected.values.length) return mismatch(actual.values, expected.values);
  const limit = actual.dtype === 'float32' ? tolerance : { ulp: 0 };
  const isNear = (value: number, truth: number) =>
    isClose(value, truth, limit) || (flushesSubnormals && Math.abs(value - truth) <= flushedAway);
  for (let i = 0; i < expected.values.length; i++) {
    const [value, truth] = [actual.values[i], expected.values[i]];
    const wrongZero = zeroSigns && value === 0 && truth === 0 && !Object.is(value, truth);
    if (isNear(value, truth) && !wrongZero) continue;
    if (variants.some((variant) => isNear(value, variant.values[i]))) continue;
    if (wrongZero) return `element ${i} is a zero of the wrong sign`;
    return mismatch([value], [truth], limit)?.replace('element 0', `element ${i}`);
  }
  return undefined;
}

/**
 * The tolerance of a check row, as far as a backend needs more. Functions have 4 ulp where the traits say so. WGSL and
 * GLSL promise 2.5 ulp for division, and a square root that inherits from 1 / inverseSqrt; no other exact row is widened.
 */
export function widened(name: OpName, tolerance: Tolerance, { functionUlp, roundsDivision }: Traits): Tolerance {
  if (!('ulp' in tolerance)) return tolerance;
  if (tolerance.ulp > 0) return { ulp: Math.max(tolerance.ulp, functionUlp) };
  const divides = ['div', 'reciprocal', 'sqrt'].includes(name);
  return divides && !roundsDivision ? { ulp: 3 } : tolerance;
}

/** The inputs as they are, and with the subnormal numbers of each set of inputs put to zero. */
function flushedVariants(inputs: readonly SampledInput[]): SampledInput[][] {
  let variants: SampledInput[][] = [[]];
  for (const input of inputs) {
    const choices = input.dtype === 'float32' && input.values.some(isSubnormal) ? [input, flushed(input)] : [input];
    variants = variants.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return variants;
}

function flushed(input: SampledInput): SampledInput {
  return { ...input, values: Float32Array.from(input.values, (value) => (isSubnormal(value) ? 0 * value : value)) };
}

function isSubnormal(value: number): boolean {
  return value !== 0 && Math.abs(value) < smallestNormal;
}

function describeInputs(inputs: readonly SampledInput[]): string {
  return inputs.map(({ name, shape, dtype }) => `${dtype} ${name} [${shape.join(', ')}]`).join(', ');
}

/** For inputs of one shape, the values at the place that a message speaks of. */
function at(inputs: readonly SampledInput[], message: string): string {
  const place = Number(/element (\d+)/.exec(message)?.[1]);
  return inputs.every(({ values }) => values.length > place)
    ? ` at ${inputs.map(({ values }) => values[place]).join(', ')}`
    : '';
}
