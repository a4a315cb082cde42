import { readFileSync } from 'node:fs';
import * as library from '@infograd/mine';
import { describe, expect, jest, test } from '@jest/globals';

const readme = readFileSync(new URL('../../packages/mine/README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

/** Runs a block of the README with the library and some variables in scope. */
async function run(code: string, variables: object = {}): Promise<void> {
  const body = code.replace(/import \{.*\} from '@infograd\/mine';/, '');
  const scope = { ...library, ...variables };
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
}

describe('the code of the README runs', () => {
  test('quick example', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => {});
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    await run(blocks[0]!);
    expect(log.mock.calls[0]![0]).toMatch(/^0\.[5-9]\d* nats \(\S+ bits\), 95 % from 0\.\d+ to \d\.\d+$/);
    expect(warn).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  }, 60_000);

  test('the estimator class', async () => {
    const x = Float64Array.from({ length: 600 }, (_, i) => Math.sin(i * i));
    const y = x.map((value, i) => value + Math.cos(i * 1.7));
    await run(blocks[1]!, { x, y, newX: x, newY: y });
  }, 60_000);
});

test('the options table has every option with its default', () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value]);
  const table = Object.fromEntries(rows.filter(([, value]) => value !== 'none' && value !== "`'wasm'`"));
  const expected = Object.entries(library.defaultSettings).map(([name, value]) => {
    const text = JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ');
    return [name, name === 'split' ? '`{ train: 0.5, validation: 0.2, test: 0.3 }`' : `\`${text}\``];
  });
  expect(table).toEqual(Object.fromEntries(expected));
});
