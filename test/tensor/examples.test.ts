// Every `@example expression // value` in the documentation of the tensor package is run, on both backends.
import { readdirSync, readFileSync } from 'node:fs';
import * as library from '@infograd/tensor';
import { reference, scope, Tensor, wasm, withBackend } from '@infograd/tensor';
import * as testing from '@infograd/tensor/testing';
import ndarray from 'ndarray';

const source = new URL('../../packages/tensor/src/', import.meta.url);
const scopeOfExamples = { ...testing, ...library, ndarray };

interface Example {
  readonly file: string;
  readonly expression: string;
  readonly value: string;
}

const examples = filesBelow().flatMap((file): Example[] =>
  [...readFileSync(new URL(file, source), 'utf8').matchAll(/@example (.+) \/\/ (.+)$/gm)].map(
    ([, expression, value]) => ({ file, expression, value }),
  ),
);

describe.each([reference(), wasm()])('on $name', (backend) => {
  test.each(examples)('$file: $expression', ({ expression, value }) => {
    scope(() => {
      const actual = withBackend(backend, () => evaluate(expression));
      const plain =
        actual instanceof Tensor ? actual.toArray() : Array.isArray(actual) ? actual.map(unwrapped) : actual;
      expectNear(plain, evaluate(value));
    });
  });
});

test('there are examples to run', () => {
  expect(examples.length).toBeGreaterThan(90);
});

function filesBelow(): string[] {
  const files = readdirSync(source, { recursive: true }) as string[];
  return files.filter((file) => file.endsWith('.ts') && !file.startsWith('backends/wasm/kernels'));
}

function unwrapped(value: unknown): unknown {
  return value instanceof Tensor ? value.toArray() : value;
}

function evaluate(expression: string): unknown {
  return new Function(...Object.keys(scopeOfExamples), `return (${expression});`)(...Object.values(scopeOfExamples));
}

/** Equal up to the seven digits that examples print. */
function expectNear(actual: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((item, i) => void expectNear((actual as unknown[])[i], item));
  } else if (typeof expected === 'number' && Number.isFinite(expected)) {
    expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
  } else expect(actual).toEqual(expected);
}
