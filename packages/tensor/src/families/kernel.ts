/**
 * The families of whole-tensor kernels: contraction, indexing, random and update. Their ops share no loop, so each
 * gives its reference kernel in full; this factory only fixes the family and the types.
 */
import type { HostTensor, KernelOp } from '../op.ts';
import type { TensorSpec } from '../shape.ts';

export function kernelOp<
  const Family extends string,
  const Flag extends boolean,
  const Inputs extends readonly string[],
  Attrs extends object,
>(definition: {
  family: Family;
  name: string;
  inputs: Inputs;
  differentiable: Flag;
  infer: (inputs: readonly TensorSpec[], attrs: Attrs) => readonly TensorSpec[];
  reference: (inputs: readonly HostTensor[], attrs: Attrs, outputs: readonly HostTensor[]) => void;
  wasm?: string;
}): KernelOp<Family, Inputs, Attrs> & { readonly differentiable: Flag } {
  return definition;
}
