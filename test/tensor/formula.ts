/**
 * What the check rows say, computed: mathjs evaluates the formulas in float64, definitions run as they are. The result is
 * the truth that the reference backend is held to; no kernel takes part.
 */
import { type OpName, registry } from '@infograd/tensor';
import {
  type AlongAxisCheck,
  type Attrs,
  checks,
  type DefinitionCheck,
  type ElementwiseCheck,
  type ReductionCheck,
  type SampledInput,
} from '@infograd/tensor/testing';
import { all, create, type EvalFunction } from 'mathjs';
import ndarray, { type NdArray } from 'ndarray';
import { build } from '../../packages/tensor/src/testing/build.ts';

const math = create(all, { relTol: 1e-15, absTol: 1e-300 });

export interface Expected {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The true outputs of an operation. */
export function expectedOutputs(name: OpName, inputs: readonly SampledInput[], attrs: Attrs): Expected[] {
  const arrays = inputs.map(({ values, shape }) => ndarray(Float64Array.from(values), [...shape]) as NdArray);
  return define(name, arrays, attrs).map(({ shape, data }) => ({ shape, values: data as Float64Array }));
}

function define(name: OpName, inputs: NdArray[], attrs: Attrs): NdArray[] {
  switch (registry[name].family) {
    case 'elementwise':
      return [elementwise(checks[name] as ElementwiseCheck, registry[name].inputs, inputs, attrs)];
    case 'reduction':
      return [reduction(checks[name] as ReductionCheck, inputs[0], attrs as { axes: number[]; keepDims: boolean })];
    case 'alongAxis':
      return [alongAxis(checks[name] as AlongAxisCheck, inputs[0], attrs as { axis: number })];
    default:
      return (checks[name] as DefinitionCheck).define(inputs, attrs);
  }
}

function elementwise(check: ElementwiseCheck, names: readonly string[], inputs: NdArray[], attrs: Attrs): NdArray {
  const formula = compile(typeof check.formula === 'string' ? check.formula : check.formula(attrs));
  return build(broadcastShape(inputs), (index) => {
    const scope: Record<string, unknown> = { ...attrs };
    inputs.forEach((input, i) => {
      const own = index.slice(index.length - input.dimension);
      scope[names[i]] = input.get(...own.map((position, axis) => (input.shape[axis] === 1 ? 0 : position)));
    });
    return Number(formula.evaluate(scope));
  });
}

function reduction(
  { formula, empty }: ReductionCheck,
  x: NdArray,
  attrs: { axes: number[]; keepDims: boolean },
): NdArray {
  const folded = attrs.axes;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !folded.includes(axis));
  const shape = x.shape.map((length, axis) => (folded.includes(axis) ? 1 : length));
  const values = build(shape, (index) => {
    const slice: number[] = [];
    build(
      folded.map((axis) => x.shape[axis]),
      (inner) => {
        const at = [...index];
        folded.forEach((axis, i) => {
          at[axis] = inner[i];
        });
        return slice.push(x.get(...at));
      },
    );
    return slice.length === 0 ? (empty as number) : Number(ofSlice(formula, slice, attrs));
  });
  return attrs.keepDims
    ? values
    : (ndarray(
        values.data,
        kept.map((axis) => x.shape[axis]),
      ) as NdArray);
}

function alongAxis({ formula }: AlongAxisCheck, x: NdArray, { axis }: { axis: number }): NdArray {
  return build(x.shape, (index) => {
    const slice = Array.from({ length: x.shape[axis] }, (_, k) => x.get(...index.with(axis, k)));
    return (ofSlice(formula, slice, {}) as number[])[index[axis]];
  });
}

function ofSlice(
  formula: string | ((x: readonly number[], attrs: Attrs) => unknown),
  x: readonly number[],
  attrs: object,
): unknown {
  return typeof formula === 'string'
    ? compile(formula).evaluate({ ...attrs, x, n: x.length })
    : formula(x, attrs as Attrs);
}

const compiled = new Map<string, EvalFunction>();

function compile(formula: string): EvalFunction {
  const known = compiled.get(formula) ?? math.compile(formula);
  compiled.set(formula, known);
  return known;
}

/** NumPy's rule, written from the last axis backwards. */
export function broadcastShape(inputs: readonly { readonly shape: readonly number[] }[]): number[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = inputs.map(({ shape }) => shape[shape.length - rank + axis] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}
