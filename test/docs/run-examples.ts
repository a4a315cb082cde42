/**
 * Runs the TypeScript blocks of a Markdown page as one program. A statement followed by `// value` must have that
 * value; `// throws Name: text` must throw that error. Imports are replaced by the packages themselves.
 */
import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';

export interface Checked {
  readonly line: string;
  readonly expected: string;
  readonly actual: string;
}

/**
 * Runs a page.
 *
 * @param options.values whether comments behind statements are values to compare; prose otherwise
 * @returns the statements that state a value, with the value found
 */
export async function runExamples(file: URL, modules: readonly object[], { values = true } = {}): Promise<Checked[]> {
  const page = readFileSync(file, 'utf8');
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]);
  // Each block is nested in the one before: it sees the earlier names and may use them again for something else.
  const code = (blocks.join('\n{\n') + '\n}'.repeat(blocks.length - 1)).replace(/^import [\s\S]*?;\n/gm, '');
  const checked: Checked[] = [];
  const record = async (line: string, expected: string, run: () => unknown): Promise<void> => {
    const actual = await outcome(run);
    if (!matches(actual, expected))
      throw new Error(`${file.pathname}: \`${line}\` gave ${JSON.stringify(actual)}, the page says ${expected}`);
    checked.push({ line, expected, actual: JSON.stringify(actual) });
  };
  const instrumented = code
    .split('\n')
    .map((line) => {
      const stated = values && /^(?!\s*\/\/)(?!const |let |for |if )(\S.*?);?\s*\/\/ (.+)$/.exec(line);
      return stated
        ? `await record(${JSON.stringify(line)}, ${JSON.stringify(stated[2])}, () => (${stated[1].replace(/^await /, '')}));`
        : line;
    })
    .join('\n');
  const script = transformSync(`async function page() {\n${instrumented}\n}`, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    isModule: false,
  });
  const scope = Object.assign({}, ...modules) as Record<string, unknown>;
  const names = Object.keys(scope);
  const program = new Function('record', ...names, `${script.code}\nreturn page();`);
  await program(record, ...names.map((name) => scope[name]));
  return checked;
}

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    const value = await run();
    if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
    return value instanceof Object && 'toArray' in value ? (value.toArray as () => unknown)() : value;
  } catch (error) {
    return error;
  }
}

/** Whether a value is the one stated: numbers to six digits, errors by name and a part of the message. */
export function matches(actual: unknown, stated: string): boolean {
  const thrown = /^throws (\w+): (.*)$/.exec(stated);
  if (thrown) return actual instanceof Error && actual.name === thrown[1] && actual.message.includes(thrown[2]);
  if (actual instanceof Error) throw actual;
  return closeTo(actual, new Function(`return (${stated});`)());
}

function closeTo(actual: unknown, expected: unknown): boolean {
  if (typeof actual === 'number' && typeof expected === 'number') {
    return Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && actual.every((item, i) => closeTo(item, expected[i]));
  }
  return actual === expected;
}
