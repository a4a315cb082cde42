/**
 * The movement family: elements change place and are never computed. An op of this family is a plan, a list of boxes
 * to copy with strides on both sides, so one strided copy serves transpose, slice, flip, broadcast, pad and concat.
 */
import type { Copy, MovementOp } from '../op.ts';
import { type Shape, stridesOf, type TensorSpec } from '../shape.ts';

export function movement<
  const Flag extends boolean,
  const Inputs extends readonly string[],
  Attrs extends object,
>(definition: {
  name: string;
  inputs: Inputs;
  differentiable: Flag;
  infer: (inputs: readonly TensorSpec[], attrs: Attrs) => readonly TensorSpec[];
  plan: MovementOp<Inputs, Attrs>['plan'];
}): MovementOp<Inputs, Attrs> & { readonly differentiable: Flag } {
  return { ...definition, family: 'movement' };
}

/** A plan of one copy: the whole output, read from a strided view of the one input. */
export function readView(output: Shape, sourceOffset: number, sourceStrides: readonly number[]): { copies: Copy[] } {
  return {
    copies: [
      { input: 0, shape: output, sourceOffset, sourceStrides, targetOffset: 0, targetStrides: stridesOf(output) },
    ],
  };
}
