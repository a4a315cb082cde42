// Every `@example` in the documentation of the autograd package is run; a statement followed by `// value` must have that value.
import { readdirSync, readFileSync } from 'node:fs';
import * as autograd from '@infograd/autograd';
import * as library from '@infograd/tensor';
import { Tensor } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';

const source = new URL('../../packages/autograd/src/', import.meta.url);
const names = { ...library, ...autograd };

interface Example {
  readonly file: string;
  readonly lines: readonly string[];
}

const files = (readdirSync(source, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const examples = files.flatMap((file): Example[] => {
  const text = readFileSync(new URL(file, source), 'utf8');
  return [...text.matchAll(/@example([\s\S]*?)(?=@example|\*\/)/g)].map(([, example]) => ({
    file,
    lines: example.split('\n').map((line) => line.replace(/^ *\* ?/, '').trimEnd()),
  }));
});

let compared = 0;

test.each(examples.map((example) => [`${example.file}: ${example.lines.join(' ').trim()}`, example] as const))(
  '%s',
  async (_, { file, lines }) => {
    const check = (actual: unknown, stated: string): void => {
      const expected = statedValue(stated);
      if (expected === undefined) return;
      expectNear(plain(actual), expected);
      compared++;
    };
    const program = lines.map((line) => {
      const stated = /^ *(?!const |let |for |if |\/\/)(\S.*?);? \/\/ (.+)$/.exec(line);
      return stated ? `check(${stated[1]}, ${JSON.stringify(stated[2])});` : line;
    });
    const { code } = transformSync(`async function example() {\n${program.join('\n')}\n}`, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      isModule: false,
    });
    // An initializer has the name of an operation.
    const known = file.endsWith('initializers.ts') ? { ...names, ...autograd.initializers } : names;
    await new Function('check', ...Object.keys(known), `${code}\nreturn example();`)(check, ...Object.values(known));
  },
);

test('most examples state a value', () => {
  expect(examples.length).toBeGreaterThan(40);
  expect(compared).toBeGreaterThan(40);
});

/** The value that a comment states; undefined for prose. */
function statedValue(stated: string): unknown {
  try {
    return new Function(`return (${stated});`)();
  } catch {
    return undefined;
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Tensor) return value.toArray();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Equal up to the seven digits that examples print. */
function expectNear(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
    for (const [key, item] of Object.entries(expected)) expectNear((actual as Record<string, unknown>)[key], item);
  } else expect(actual).toEqual(expected);
}
