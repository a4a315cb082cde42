// The reference backend is the specification, so it is held to the formulas of the check rows, in float64.
import { type OpName, random, reference, registry, scope, type Tensor, tensor } from '@infograd/tensor';
import {
  type AlongAxisCheck,
  applyOp,
  checks,
  type ElementwiseCheck,
  mismatch,
  type ReductionCheck,
  sampleInputs,
  toTensors,
} from '@infograd/tensor/testing';
import fc from 'fast-check';
import { expectedOutputs } from './formula.ts';
import { namesOf, opNames } from './op-names.ts';

const tolerance = { relative: 1e-10, absolute: 1e-12 };
const generatedFromNothing = namesOf('random');

function agrees(name: OpName, seed: number, dtype: 'float64' | 'int32' | 'bool'): void {
  const { inputs, attrs } = sampleInputs(name, random(seed), { dtype });
  const expected = expectedOutputs(name, inputs, attrs as Record<string, unknown>);
  scope(() => {
    const outputs = applyOp(name, toTensors(inputs, reference()), attrs, reference());
    expect(outputs.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    outputs.forEach((output, i) => {
      const difference = mismatch(
        output.dataSync(),
        expected[i].values,
        output.dtype === 'float64' ? tolerance : { ulp: 0 },
      );
      if (difference !== undefined)
        throw new Error(`${name} ${JSON.stringify(attrs)} of ${describeInputs(inputs)}: ${difference}`);
    });
  });
}

function describeInputs(inputs: readonly { name: string; shape: readonly number[] }[]): string {
  return inputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
}

describe('the reference backend equals the formula', () => {
  test.each(opNames.filter((name) => !generatedFromNothing.includes(name)))('%s in float64', (name) => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => agrees(name, seed, 'float64')),
      { seed: 1, numRuns: 10 },
    );
  });

  const others = opNames.flatMap((name) => {
    const { dtypes = [] } = checks[name] as ElementwiseCheck;
    return dtypes.map((dtype) => [name, dtype as 'int32' | 'bool'] as const);
  });
  test.each(others)('%s in %s', (name, dtype) => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => agrees(name, seed, dtype)),
      { seed: 2, numRuns: 6 },
    );
  });
});

describe('exact facts', () => {
  test.each(namesOf('elementwise'))('%s at special points', (name) => {
    const { known = [], attrs = [{}], domain } = checks[name] as ElementwiseCheck;
    for (const fact of known) {
      const inputs = registry[name].inputs.map((input, i) => scalar(fact[i], domain[input].dtype));
      const [output] = applyOp(name, inputs, attrs[0]);
      const expected = output.dtype === 'float32' ? Math.fround(fact[fact.length - 1]) : fact[fact.length - 1] + 0;
      expect([...fact.slice(0, -1), output.itemSync()]).toEqual([...fact.slice(0, -1), expected]);
    }
  });

  test.each(namesOf('reduction'))('%s of special slices', (name) => {
    const { known = [], attrs = [{}], empty } = checks[name] as ReductionCheck;
    const facts = empty === undefined ? known : [...known, { x: [], value: empty }];
    for (const { x, value } of facts) {
      const [output] = applyOp(name, [tensor([...x], { backend: reference() })], {
        axes: [0],
        keepDims: false,
        ...attrs[0],
      });
      expect([x, output.itemSync()]).toEqual([x, Math.fround(value)]);
    }
  });

  test.each(namesOf('alongAxis'))('%s of special slices', (name) => {
    const { known = [] } = checks[name] as AlongAxisCheck;
    for (const { x, value } of known) {
      const [output] = applyOp(name, [tensor([...x], { backend: reference() })], { axis: 0 });
      expect([x, output.toArray()]).toEqual([x, value.map(Math.fround)]);
    }
  });
});

function scalar(value: number, dtype: 'float32' | 'float64' | 'int32' | 'bool' = 'float32'): Tensor {
  return tensor(value, { dtype, backend: reference() });
}
