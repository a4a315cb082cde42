/**
 * From an operation's name to a fit set of inputs and attributes, and from those to tensors and results: what generated
 * tests do with every operation alike. The check rows say where to sample; the family says which shapes go together.
 */
import { applyAll } from '../apply.ts';
import type { Backend } from '../backends/backend.ts';
import { isFloat } from '../dtype.ts';
import type { AnyOp } from '../op.ts';
import { type OpName, registry } from '../ops/registry.ts';
import type { Random } from '../random.ts';
import { fromHost, type Tensor } from '../tensor.ts';
import type { AlongAxisCheck, DefinitionCheck, ElementwiseCheck, ReductionCheck } from './check.ts';
import { checks } from './checks.ts';
import {
  broadcastableShape,
  chance,
  pick,
  type SampledInput,
  type SampleOptions,
  sampleInput,
  sampleShape,
  shuffled,
  wholeNumber,
} from './samples.ts';

export interface Sample {
  readonly inputs: readonly SampledInput[];
  readonly attrs: object;
  /** Positions of the inputs that a derivative can be taken of. */
  readonly differentiable: readonly number[];
}

/**
 * Inputs and attributes for an operation.
 *
 * @param name its name in the registry
 * @param rng where the choices come from
 * @param options.dtype of the inputs, where they have a choice; float32 when left out
 * @param options.smooth small inputs away from kinks and ties, fit for derivative checks
 * @example sampleInputs('add', random(1), { dtype: 'float64', smooth: true }).inputs.length // 2
 */
export function sampleInputs(name: OpName, rng: Random, options: SampleOptions = {}): Sample {
  const op: AnyOp = registry[name];
  const { inputs, attrs } = draw(op, name, rng, options);
  const differentiable = inputs.flatMap((input, i) => (op.differentiable && isFloat(input.dtype) ? [i] : []));
  return { inputs, attrs, differentiable };
}

/** Sampled inputs as tensors of a backend. */
export function toTensors(inputs: readonly SampledInput[], backend: Backend): Tensor[] {
  return inputs.map(({ values, shape, dtype }) => fromHost(values, shape, dtype, backend));
}

/** All outputs of an operation, by its name. */
export function applyOp(name: OpName, inputs: readonly Tensor[], attrs: object, backend?: Backend): Tensor[] {
  return applyAll(registry[name], inputs, attrs, backend);
}

function draw(op: AnyOp, name: OpName, rng: Random, options: SampleOptions): { inputs: SampledInput[]; attrs: object } {
  switch (op.family) {
    case 'elementwise': {
      const { domain, smooth, attrs = [{}], smoothAttrs = attrs } = checks[name] as ElementwiseCheck;
      const target = sampleShape(rng, options);
      const domains = options.smooth ? (smooth ?? domain) : domain;
      const inputs = op.inputs.map((input) => {
        const shape = op.inputs.length === 1 ? target : broadcastableShape(rng, target);
        return sampleInput(rng, input, shape, domains[input], options);
      });
      return { inputs, attrs: pick(rng, options.smooth ? smoothAttrs : attrs) };
    }
    case 'reduction': {
      const { domain, smooth, attrs = [{}], empty } = checks[name] as ReductionCheck;
      const drawn = sampleShape(rng, options);
      const shape = empty === undefined ? drawn.map((length) => length || 2) : drawn;
      const axes = shuffled(rng, [...shape.keys()])
        .slice(0, wholeNumber(rng, 0, shape.length))
        .sort((a, b) => a - b);
      const input = sampleInput(rng, 'x', shape, options.smooth ? (smooth ?? domain) : domain, options);
      return { inputs: [input], attrs: { axes, keepDims: chance(rng, 0.5), ...pick(rng, attrs) } };
    }
    case 'alongAxis': {
      const { domain, smooth } = checks[name] as AlongAxisCheck;
      const shape = sampleShape(rng, options, 1);
      const input = sampleInput(rng, 'x', shape, options.smooth ? (smooth ?? domain) : domain, options);
      return { inputs: [input], attrs: { axis: wholeNumber(rng, 0, shape.length - 1) } };
    }
    default:
      return (checks[name] as DefinitionCheck).sample(rng, options);
  }
}
