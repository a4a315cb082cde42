/** Derivatives against PyTorch's, for every case stored with gradients. */
import { grad } from '@infograd/autograd';
import { mul, reference, registry, sum, type Tensor, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { callOp, type OracleCase, pytorchCases, restore, type StoredTensor } from './pytorch.ts';

const withGradients = pytorchCases.filter(({ grads }) => grads !== undefined && Object.keys(grads).length > 0);
const names = [...new Set(withGradients.map(({ op }) => op))];

test('the stored cases cover nearly every differentiable op', () => {
  const missing = Object.values(registry)
    .filter((op) => op.differentiable && !names.includes(op.name))
    .map((op) => op.name)
    .sort();
  // What PyTorch has no public function for; difference quotients and formulas check these.
  expect(missing).toEqual([
    'cast',
    'eluGrad',
    'embed',
    'leakyReluGrad',
    'reluGrad',
    'sigmoidGrad',
    'softplusGrad',
    'tanhGrad',
  ]);
});

describe.each(names)('%s', (name) => {
  const cases = withGradients.filter(({ op }) => op === name);

  test('vector-Jacobian products', () => {
    for (const stored of cases) {
      for (const [input, expected] of Object.entries(stored.grads ?? {})) {
        expectClose(gradientOf(stored, input), expected.flat());
      }
    }
  });

  const bent = cases.find(({ second }) => second);
  if (bent)
    test('second derivatives', () => {
      const x = restore(bent.inputs.x as StoredTensor, reference());
      const slope = grad((at: Tensor) => sum(grad((inner: Tensor) => sum(callOp(bent, [inner])))(at)));
      expectClose([...slope(x).dataSync()], bent.second as number[]);
    });
});

/** The cotangent of one input, given the stored cotangent of the output. */
function gradientOf(stored: OracleCase, wanted: string): number[] {
  const entries = Object.entries(stored.inputs);
  const inputs = entries.map(([, value]) =>
    Array.isArray(value) ? value.map((item) => restore(item, reference())) : restore(value, reference()),
  );
  const position = entries.findIndex(([name]) => name === wanted);
  const loss = (at: Tensor | Tensor[]): Tensor => {
    const output = callOp(stored, inputs.with(position, at));
    const weights = tensor(Float64Array.from(stored.cotangent as number[]), {
      shape: output.shape,
      backend: reference(),
    });
    return sum(mul(output, weights));
  };
  const gradient = grad(loss as (at: Tensor[]) => Tensor)(inputs[position] as Tensor[]);
  return [gradient].flat().flatMap((part) => [...(part as Tensor).dataSync()]);
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
}
