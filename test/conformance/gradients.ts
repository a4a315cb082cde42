/**
 * Gradients through autograd: of a weighted sum of each operation's output, on the backend in float32 and on the
 * reference backend in float64, from the same float32 values. The rules are proved elsewhere; here it is the backend
 * that must run all that the rules call, gradients of broadcasts and of gradients included.
 */
import { grad } from '@infograd/autograd';
import {
  type Backend,
  type DType,
  mul,
  type OpName,
  random,
  reference,
  registry,
  sum,
  type Tensor,
  tensor,
} from '@infograd/tensor';
import { applyOp, mismatch, type Sample, type SampledInput, sampleInputs, toTensors } from '@infograd/tensor/testing';
import { assert, type Case, casesOf, type Subject } from './case.ts';
import { read } from './compare.ts';
import { opNames } from './ops.ts';

const samples = 6;

export function gradientCases({ backend }: Subject): Case[] {
  return casesOf(
    'gradients',
    opNames.filter((name) => registry[name].differentiable),
    String,
    async (name) => {
      const rng = random(12).fork(name);
      for (let i = 0; i < samples; i++) {
        const sample = sampleInputs(name, rng, { smooth: true });
        if (sample.differentiable.length === 0) continue;
        for (const order of [1, 2]) {
          const actual = await read(() => derivatives(name, sample, order, 'float32', backend));
          const expected = await read(() => derivatives(name, sample, order, 'float64', reference()));
          for (const [k, { values }] of expected.entries()) {
            const largest = Math.max(1, ...Array.from(values, Math.abs));
            const difference = mismatch(actual[k].values, values, { relative: 1e-4, absolute: 2e-5 * largest });
            const input = registry[name].inputs[sample.differentiable[k]];
            assert(difference === undefined, `order ${order}, ${input} of ${describe(sample)}: ${difference}`);
          }
        }
      }
    },
  );
}

/** With respect to every differentiable input: the gradient, or the gradient of a weighted sum of the gradient. */
function derivatives(name: OpName, sample: Sample, order: number, dtype: DType, backend: Backend): Tensor[] {
  const inputs = toTensors(
    sample.inputs.map((input) => withDType(input, dtype)),
    backend,
  );
  const attrs = name === 'cast' ? { dtype } : sample.attrs;
  const weighted = (x: Tensor): Tensor => {
    const weights = Array.from({ length: x.size }, (_, i) => Math.sin(1 + 2 * i));
    return sum(mul(x, tensor(weights, { shape: x.shape, dtype: x.dtype, backend })));
  };
  const value = (free: Tensor[]): Tensor => {
    const operands = [...inputs];
    for (const [k, position] of sample.differentiable.entries()) operands[position] = free[k];
    return weighted(applyOp(name, operands, attrs, backend)[0]);
  };
  const gradient = grad(value);
  const second = grad((free: Tensor[]) =>
    gradient(free)
      .map(weighted)
      .reduce((a, b) => addScalars(a, b)),
  );
  return (order === 1 ? gradient : second)(sample.differentiable.map((position) => inputs[position]));
}

function addScalars(a: Tensor, b: Tensor): Tensor {
  return applyOp('add', [a, b], {})[0];
}

function withDType(input: SampledInput, dtype: DType): SampledInput {
  if (input.dtype !== 'float32' || dtype === 'float32') return input;
  return { ...input, dtype, values: Float64Array.from(input.values) };
}

function describe({ inputs, attrs }: Sample): string {
  return `${inputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')} ${JSON.stringify(attrs)}`;
}
