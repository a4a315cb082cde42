import { applyAll } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import type { HostTensor, UpdateOp } from '../op.ts';
import { formatShape, sameShape, type TensorSpec } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface AdamAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta1ᵗ and 1 - beta2ᵗ at step t, which undo the moments' start at zero. */
  readonly correction1: number;
  readonly correction2: number;
  /** Decoupled weight decay; 0 for plain Adam. */
  readonly weightDecay: number;
}

export const adamStepOp = {
  family: 'update',
  name: 'adamStep',
  inputs: ['parameter', 'gradient', 'moment1', 'moment2'],
  differentiable: false,
  outputs: 3,
  infer: (inputs: readonly TensorSpec[]) =>
    inRuns(inputs, 4).flatMap((four) => {
      const [parameter] = four;
      requireDType('adamStep', 'parameter', parameter.dtype, 'float');
      for (const { shape, dtype } of four) {
        if (!sameShape(shape, parameter.shape) || dtype !== parameter.dtype) {
          throw new ShapeError(
            `adamStep: parameter ${formatShape(parameter.shape)} ${parameter.dtype} stands beside ${formatShape(shape)} ${dtype}; all four must be alike`,
          );
        }
      }
      return [parameter, parameter, parameter];
    }),
  reference: (inputs: readonly HostTensor[], attrs: AdamAttrs, outputs: readonly HostTensor[]) => {
    for (const [i, results] of inRuns(outputs, 3).entries()) update(inputs.slice(4 * i, 4 * i + 4), attrs, results);
  },
  wasm: 'adamStep',
  gpu: [
    {
      output: 1,
      name: 'newMoment1',
      reads: ['moment1', 'gradient'],
      formula: 'beta1 * moment1 + rest1 * gradient',
    },
    {
      output: 2,
      name: 'newMoment2',
      reads: ['moment2', 'gradient'],
      formula: 'beta2 * moment2 + rest2 * gradient * gradient',
    },
    {
      output: 0,
      name: 'newParameter',
      reads: ['parameter', 'newMoment1', 'newMoment2'],
      formula:
        'parameter - learningRate * (newMoment1 / correction1 / (sqrt(newMoment2 / correction2) + epsilon) + weightDecay * parameter)',
    },
  ],
  // 1 - beta loses digits in float32, so it is worked out here.
  gpuAttributes: (attrs: AdamAttrs) => ({ ...attrs, rest1: 1 - attrs.beta1, rest2: 1 - attrs.beta2 }),
} as const satisfies UpdateOp<AdamAttrs>;

function update(
  [parameter, gradient, moment1, moment2]: readonly HostTensor[],
  { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay }: AdamAttrs,
  [newParameter, newMoment1, newMoment2]: readonly HostTensor[],
): void {
  for (let i = 0; i < parameter.data.length; i++) {
    const p = parameter.data[i];
    const g = gradient.data[i];
    const m = beta1 * moment1.data[i] + (1 - beta1) * g;
    const v = beta2 * moment2.data[i] + (1 - beta2) * g * g;
    newMoment1.data[i] = m;
    newMoment2.data[i] = v;
    newParameter.data[i] =
      p - learningRate * (m / correction1 / (Math.sqrt(v / correction2) + epsilon) + weightDecay * p);
  }
}

/** A list cut into runs of a length that divides its own. */
function inRuns<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: items.length / length }, (_, i) => items.slice(i * length, (i + 1) * length));
}

/** A parameter, its gradient, and the moments of its gradient: float tensors of one shape. */
export type AdamInputs = readonly [parameter: Tensor, gradient: Tensor, moment1: Tensor, moment2: Tensor];
export type AdamResults = [parameter: Tensor, moment1: Tensor, moment2: Tensor];

/**
 * One Adam update in one pass over memory (Kingma & Ba, 2015, algorithm 1; decoupled decay: Loshchilov & Hutter, 2019).
 *
 * @param parameter, gradient, moment1, moment2 float tensors of one shape
 * @returns the new parameter and the new moments
 * @throws ShapeError when the four are not alike; DTypeError when they are not float
 * @example adamStep(tensor([1]), tensor([2]), zeros([1]), zeros([1]), { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0, correction1: 0.1, correction2: 0.001, weightDecay: 0 })[0] // [0.9]
 */
export function adamStep(
  parameter: Tensor,
  gradient: Tensor,
  moment1: Tensor,
  moment2: Tensor,
  attrs: AdamAttrs,
): AdamResults {
  return adamSteps([[parameter, gradient, moment1, moment2]], attrs)[0];
}

/**
 * The Adam update of many parameters in one pass: `adamStep` of each.
 *
 * @returns the new parameter and the new moments of each
 * @throws as adamStep does
 * @example adamSteps([], { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0, correction1: 0.1, correction2: 0.001, weightDecay: 0 }) // []
 */
export function adamSteps(parameters: readonly AdamInputs[], attrs: AdamAttrs): AdamResults[] {
  if (parameters.length === 0) return [];
  return inRuns(applyAll(adamStepOp, parameters.flat(), attrs), 3) as AdamResults[];
}
