/**
 * Conformance cases as jest tests, one for each, under a heading for each group. At the end one line counts them. Where
 * a backend cannot be opened, its cases are listed as skipped, and the line gives the reason.
 */
import type { Case } from './case.ts';

/** Every case as a test; `timeout` in milliseconds, jest's own when left out. */
export function declareCases(label: string, cases: readonly Case[], timeout?: number): void {
  const ended = { passed: 0, failed: 0 };
  inGroups(cases, ({ name, run }) => {
    test(
      name,
      async () => {
        ended.failed++; // unless the next lines say otherwise, a timeout included
        await run();
        ended.failed--;
        ended.passed++;
      },
      timeout,
    );
  });
  afterAll(() => {
    const skipped = cases.length - ended.passed - ended.failed;
    printLine(`${label}: ${ended.passed} passed, ${ended.failed} failed, ${skipped} skipped`);
  });
}

/** Every case as a skipped test. */
export function declareSkipped(label: string, cases: readonly Pick<Case, 'group' | 'name'>[], reason: string): void {
  inGroups(cases, ({ name }) => test.skip(name, () => {}));
  printLine(`${label}: 0 passed, 0 failed, ${cases.length} skipped: ${reason}`);
}

function inGroups<Each extends Pick<Case, 'group'>>(cases: readonly Each[], declare: (each: Each) => void): void {
  for (const group of new Set(cases.map((each) => each.group))) {
    describe(group, () => {
      for (const each of cases) if (each.group === group) declare(each);
    });
  }
}

/** Past jest's console, which would add a stack trace to every line. */
function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
