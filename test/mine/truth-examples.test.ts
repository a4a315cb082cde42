// Every one-line `@example expression // value` in the folders truth, distributions and baselines is run.
import { readdirSync, readFileSync } from 'node:fs';
import * as library from '@infograd/mine';
import * as distributions from '@infograd/mine/distributions';
import { expect, test } from '@jest/globals';
import { digammaTable } from '../../packages/mine/src/baselines/digamma-table.ts';
import { autoregressiveCovariances } from '../../packages/mine/src/truth/autoregressive.ts';
import { choleskyFactor, solveLower } from '../../packages/mine/src/truth/cholesky.ts';
import { logDeterminant } from '../../packages/mine/src/truth/covariance.ts';
import { digamma } from '../../packages/mine/src/truth/digamma.ts';
import * as quadrature from '../../packages/mine/src/truth/quadrature.ts';

const source = new URL('../../packages/mine/src/', import.meta.url);
const insides = {
  autoregressiveCovariances,
  digammaTable,
  choleskyFactor,
  solveLower,
  logDeterminant,
  digamma,
  ...quadrature,
};
const scope: Record<string, unknown> = { ...library, ...distributions, ...insides };

const examples = ['truth', 'distributions', 'baselines'].flatMap((folder) =>
  readdirSync(new URL(folder, source)).flatMap((file) => {
    const text = readFileSync(new URL(`${folder}/${file}`, source), 'utf8');
    const blocks = text.match(/@example \S/g)?.length ?? 0;
    const found = [...text.matchAll(/@example (.+) \/\/ (\[.*\]|-?[\d.]+)(?:[,:] .*)?$/gm)];
    return found.map(([, expression, value]) => ({
      file: `${folder}/${file}`,
      blocks,
      found: found.length,
      expression,
      value,
    }));
  }),
);

test.each(examples)('$file: $expression', async ({ expression, value, blocks, found }) => {
  expect(found).toBe(blocks);
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (...values: unknown[]) => Promise<unknown>;
  const run = new AsyncFunction(...Object.keys(scope), `return ${expression};`);
  expectNear(await run(...Object.values(scope)), new Function(`return ${value};`)());
});

test('there are examples to run', () => {
  expect(examples.length).toBeGreaterThan(60);
});

/** Equal to the seven digits that examples print. */
function expectNear(actual: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    const items = Array.from(actual as ArrayLike<unknown>);
    expect(items).toHaveLength(expected.length);
    items.forEach((item, i) => void expectNear(item, expected[i]));
  } else {
    expect(typeof actual).toBe('number');
    expect(Math.abs((actual as number) - (expected as number))).toBeLessThan(
      2e-7 * Math.max(1, Math.abs(expected as number)),
    );
  }
}
