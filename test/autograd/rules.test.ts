/** Every derivative rule of the registry, at both orders, against difference quotients: no line here names an op. */
import { grad, gradcheck, rules } from '@infograd/autograd';
import { type DifferentiableOpName, type OpName, random, reference, registry, type Tensor } from '@infograd/tensor';
import { applyOp, checks, type ElementwiseCheck, sampleInputs, toTensors } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';
import { create, all as mathjs } from 'mathjs';

const math = create(mathjs);
const differentiable = (Object.keys(registry) as OpName[]).filter(
  (name) => registry[name].differentiable,
) as DifferentiableOpName[];
const samples = 12;

test('every differentiable op has a rule, and no rule is without its op', () => {
  expect(Object.keys(rules).sort()).toEqual([...differentiable].sort());
});

describe.each(differentiable)('%s', (name) => {
  test('first and second derivatives agree with difference quotients', () => {
    const rng = random(7).fork(name);
    let checked = 0;
    for (let i = 0; i < samples; i++) {
      const sample = sampleInputs(name, rng, { dtype: 'float64', smooth: true });
      const inputs = toTensors(sample.inputs, reference());
      const free = sample.differentiable.filter((position) => inputs[position].size > 0);
      if (free.length === 0) continue;
      const fn = (...values: Tensor[]): Tensor => {
        const full = [...inputs];
        for (const [k, position] of free.entries()) full[position] = values[k];
        return applyOp(name, full, sample.attrs)[0];
      };
      expect(
        gradcheck(
          fn,
          free.map((position) => inputs[position]),
          { order: 2, seed: i, tolerance: 1e-5 },
        ),
      ).toBeLessThan(1e-5);
      checked++;
    }
    expect(checked).toBeGreaterThan(samples / 2);
  });
});

const symbolic = differentiable.filter(
  (name) => registry[name].family === 'elementwise' && (checks[name] as ElementwiseCheck).symbolic !== false,
);

describe('against symbolic derivatives of the formulas', () => {
  test.each(symbolic)('%s', (name) => {
    const { formula } = checks[name] as ElementwiseCheck;
    const op = registry[name];
    const rng = random(8).fork(name);
    for (let i = 0; i < samples; i++) {
      const {
        inputs: drawn,
        attrs,
        differentiable: free,
      } = sampleInputs(name, rng, { dtype: 'float64', smooth: true });
      const scalars = drawn.map((input) => ({ ...input, shape: [], values: input.values.slice(0, 1) }));
      const inputs = toTensors(scalars, reference());
      const expression = typeof formula === 'string' ? formula : formula(attrs as Record<string, unknown>);
      const values = Object.fromEntries(scalars.map((input) => [input.name, input.values[0]]));
      for (const position of free) {
        const variable = op.inputs[position];
        const derivative = differentiateBranch(expression, variable, { ...attrs, ...values });
        const found = gradientOf(name, inputs, attrs, position);
        expect(Math.abs(found - derivative)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(derivative)));
      }
    }
  });
});

/** The symbolic derivative of the branch of a conditional that holds at a point. */
function differentiateBranch(expression: string, variable: string, at: object): number {
  let node = math.parse(expression);
  for (;;) {
    if (math.isParenthesisNode(node)) node = node.content;
    else if (math.isConditionalNode(node)) node = node.condition.evaluate({ ...at }) ? node.trueExpr : node.falseExpr;
    else return math.derivative(node, variable).evaluate({ ...at }) as number;
  }
}

function gradientOf(name: OpName, inputs: readonly Tensor[], attrs: object, position: number): number {
  return grad((x: Tensor) => applyOp(name, inputs.with(position, x), attrs)[0])(inputs[position]).itemSync();
}
