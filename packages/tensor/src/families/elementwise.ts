/**
 * The elementwise family: every output element depends on the input elements at the same place, after NumPy
 * broadcasting. An op of this family is one scalar function; the factories below add the shape and dtype rule.
 */
import type { DType, DTypeClass } from '../dtype.ts';
import { requireDType } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import type { ElementwiseOp } from '../op.ts';
import { broadcastShapes, type Shape, type TensorSpec } from '../shape.ts';

interface Definition<Attrs extends object> {
  name: string;
  /** Dtypes of the inputs; `float` unless said otherwise. */
  accepts?: DTypeClass;
  /** Dtype of the output: that of the inputs, or always bool. */
  returns?: 'same' | 'bool';
  gpu: string | ((attrs: Attrs) => string);
  gpuAttributes?: (attrs: Attrs) => Record<string, number>;
  wasm?: string;
  wasmArguments?: (attrs: Attrs) => number[];
}

type Differentiable<Flag extends boolean> = { readonly differentiable: Flag };

/** An op of one input. */
export function unary<const Flag extends boolean, Attrs extends object = object>(
  definition: Definition<Attrs> & { differentiable: Flag; reference: (x: number, attrs: Attrs) => number },
): ElementwiseOp<readonly ['x'], Attrs> & Differentiable<Flag> {
  const { name, accepts = 'float', returns = 'same', reference } = definition;
  return {
    ...definition,
    family: 'elementwise',
    inputs: ['x'],
    infer: ([x]) => {
      requireDType(name, 'x', x.dtype, accepts);
      return returns === 'same' ? [x] : [{ shape: x.shape, dtype: 'bool' }];
    },
    reference: (attrs) => (x) => reference(x, attrs),
  };
}

/** An op of two inputs that broadcast against each other. */
export function binary<
  const Flag extends boolean,
  const Inputs extends readonly [string, string] = readonly ['a', 'b'],
  Attrs extends object = object,
>(
  definition: Definition<Attrs> & {
    inputs?: Inputs;
    differentiable: Flag;
    reference: (a: number, b: number, attrs: Attrs) => number;
    integer?: (a: number, b: number) => number;
  },
): ElementwiseOp<Inputs, Attrs> & Differentiable<Flag> {
  const { name, accepts = 'float', returns = 'same', reference } = definition;
  const inputs = definition.inputs ?? (['a', 'b'] as unknown as Inputs);
  return {
    ...definition,
    family: 'elementwise',
    inputs,
    infer: ([a, b]) => {
      requireDType(name, inputs[0], a.dtype, accepts);
      requireSameDType(name, inputs, a, b);
      const shape = broadcastShapes(name, a.shape, b.shape);
      return [{ shape, dtype: returns === 'same' ? a.dtype : 'bool' }];
    },
    reference: (attrs) => (a, b) => reference(a, b, attrs),
  };
}

/** The shape of three inputs broadcast together. */
export function broadcastThree(name: string, a: Shape, b: Shape, c: Shape): Shape {
  return broadcastShapes(name, broadcastShapes(name, a, b), c);
}

export function requireSameDType(
  name: string,
  [left, right]: readonly [string, string],
  a: TensorSpec,
  b: TensorSpec,
): void {
  if (a.dtype === b.dtype) return;
  throw new DTypeError(
    `${name}: ${left} is ${a.dtype} and ${right} is ${b.dtype}; dtypes are never converted in silence, use cast(${right}, '${a.dtype satisfies DType}')`,
  );
}
