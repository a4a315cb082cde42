/**
 * The reverse walk. Starting from the cotangent of one output, the tape is read backwards: each operation turns the
 * cotangent of its output into cotangents of its inputs by its rule, and what reaches a value over several paths adds
 * up. Rules are made of ordinary operations, so an outer tape can record this walk and differentiate it again.
 */
import { type Application, add, reshape, type Shape, sameShape, sum, type Tensor } from '@infograd/tensor';
import type { CustomVjpOp } from './custom-vjp.ts';
import { type AnyRule, rules } from './rules/index.ts';
import type { Tape } from './tape.ts';

/**
 * The cotangents of `variables`, given that of `output`.
 *
 * @returns one tensor for each variable, of its shape; undefined where the output does not depend on it
 */
export function backward(
  tape: Tape,
  output: Tensor,
  cotangent: Tensor,
  variables: readonly Tensor[],
): (Tensor | undefined)[] {
  const cotangents = new Map<Tensor, Tensor>([[output, cotangent]]);
  for (let i = tape.applications.length - 1; i >= 0; i--) {
    const application = tape.applications[i];
    const arriving = cotangents.get(application.outputs[0]);
    if (arriving === undefined) continue;
    const pull = pullback(application, arriving);
    const { inputs } = application;
    for (let position = 0; position < inputs.length; position++) {
      const input = inputs[position];
      if (!tape.tracks(input)) continue;
      const contribution = pull(position);
      if (contribution === undefined) continue;
      const fitted = sumTo(contribution, input.shape);
      const before = cotangents.get(input);
      cotangents.set(input, before === undefined ? fitted : add(before, fitted));
    }
  }
  return distinct(
    variables.map((variable) => cotangents.get(variable)),
    cotangent,
  );
}

/** Rules may hand one cotangent on to several inputs. Results that were one tensor would be disposed together. */
function distinct(found: readonly (Tensor | undefined)[], cotangent: Tensor): (Tensor | undefined)[] {
  const taken = new Set([cotangent]);
  return found.map((tensor) => {
    if (tensor === undefined) return undefined;
    const own = taken.has(tensor) ? reshape(tensor, tensor.shape) : tensor;
    taken.add(own);
    return own;
  });
}

/** The rule of one application, as a function from an input's position to its cotangent. */
function pullback({ op, inputs, attrs, outputs }: Application, g: Tensor): (position: number) => Tensor | undefined {
  if (op.family === 'custom') {
    const contributions = (op as CustomVjpOp).backward(g, { inputs, output: outputs[0] });
    return (position) => contributions[position];
  }
  const rule = rules[op.name as keyof typeof rules] as AnyRule;
  const context: Record<string, unknown> = { ...attrs, inputs, out: outputs[0] };
  for (let position = 0; position < op.inputs.length; position++) context[op.inputs[position]] = inputs[position];
  const through = rule.through?.(g, context) ?? g;
  return (position) => rule[op.inputs[Math.min(position, op.inputs.length - 1)]]?.(through, context, position);
}

/** A cotangent summed over the axes along which its value was broadcast. */
function sumTo(cotangent: Tensor, shape: Shape): Tensor {
  if (sameShape(cotangent.shape, shape)) return cotangent;
  const lead = cotangent.rank - shape.length;
  const axes = cotangent.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (shape[axis - lead] === 1 && cotangent.shape[axis] !== 1));
  return reshape(sum(cotangent, { axis: axes, keepDims: true }), shape);
}
