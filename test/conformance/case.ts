/**
 * What a conformance case is, and what may differ between backends that both conform. A case is a name and a function
 * that throws when the backend fails it; it knows no test runner, so that it runs under jest and in a web page alike.
 * Which cases there are does not depend on the backend: names can be listed where the backend cannot be opened.
 */
import type { Backend } from '@infograd/tensor';

export interface Case {
  readonly group: string;
  readonly name: string;
  run(): Promise<void>;
}

/** How a conforming backend may differ from the reference. */
export interface Traits {
  /** Numbers below 1.18e-38 in magnitude may become zero, as inputs and as results. */
  readonly flushesSubnormals: boolean;
  /** Division and square root are rounded correctly, as IEEE 754 has it; where not, 3 ulp are allowed. */
  readonly roundsDivision: boolean;
  /** Ulp allowed to functions that are not exact, where the check row allows less. */
  readonly functionUlp: number;
  /** The longest tensor; a longer one must be a typed error or a right result. */
  readonly elements: number;
  /** Bytes that the backend holds beside what `memory()` counts: the heap, or the arrays on a device. */
  readonly backendBytes: () => number;
}

/** One backend under test. */
export interface Subject {
  readonly backend: Backend;
  readonly traits: Traits;
}

/** Makes the cases of one group. */
export function casesOf<Row>(
  group: string,
  rows: readonly Row[],
  name: (row: Row) => string,
  run: (row: Row) => Promise<void>,
): Case[] {
  return rows.map((row) => ({ group, name: name(row), run: () => run(row) }));
}

/** One case that stands alone. */
export function oneCase(group: string, name: string, run: () => Promise<void>): Case {
  return { group, name, run };
}

/** @throws Error with the message, when the condition does not hold */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** @throws Error that shows both, when two values differ as JSON */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  assert(found === wanted, `${what}: ${found} instead of ${wanted}`);
}
