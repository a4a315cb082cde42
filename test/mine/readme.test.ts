/** That the README says what the code does; that its blocks run is tested with the other documents. */
import { readFileSync } from 'node:fs';
import * as library from '@infograd/mine';
import { expect, jest, test } from '@jest/globals';
import { boundOf } from '../../packages/mine/src/bounds/index.ts';
import { autoSettings, defaultSettings } from '../../packages/mine/src/options/options.ts';

const readme = readFileSync(new URL('../../packages/mine/README.md', import.meta.url), 'utf8');

/** Rows of the table with this heading, as lists of cells. */
function tableAfter(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const inCode = (value: unknown): string =>
  `\`${JSON.stringify(value)
    .replaceAll('"', "'")
    .replace(/'(\w+)':/g, '$1: ')
    .replace(/^\{/, '{ ')
    .replace(/\}$/, ' }')
    .replaceAll(',', ', ')}\``;

test('the quick example runs, and gives about the information of its noise', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const block = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const body = block.replace(/import \{.*\} from '@infograd\/mine';/, '').replace('seed: 1', 'seed: 1, folds: 1');
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(library), body)(...Object.values(library));
  expect(log.mock.calls[0]![0]).toMatch(/^0\.[5-9]\d* nats \(\S+ bits\), 95 % from 0\.\d+ to \d\.\d+$/);
  expect(warn).not.toHaveBeenCalled();
  jest.restoreAllMocks();
}, 60_000);

test('the table of options has every option with its defaults', () => {
  const table = Object.fromEntries(tableAfter('Options').map(([name, general, auto]) => [name, [general, auto]]));
  const callbacks = ['backend', 'workers', 'signal', 'onProgress'];
  const { isAuto: _, ...settings } = defaultSettings;
  expect(Object.keys(table).sort()).toEqual(
    [...Object.keys(settings), ...callbacks].map((name) => `\`${name}\``).sort(),
  );
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) {
    if (name === 'estimator') continue;
    const [general, auto] = table[`\`${name}\``]!;
    if (settings[name] === undefined) expect(general).not.toContain('`');
    else expect([name, general]).toEqual([name, inCode(settings[name])]);
    const differs = JSON.stringify(autoSettings[name]) !== JSON.stringify(settings[name]);
    expect([name, auto]).toEqual([name, differs ? inCode(autoSettings[name]) : '']);
  }
});

test('the table of estimators has every bound with the side that it lies on', () => {
  const sides = tableAfter('Estimators').flatMap(([names, side]) =>
    [...names!.matchAll(/'([\w-]+)'/g)].map(([, name]) => [name, side]),
  );
  expect(sides).toEqual(library.estimatorNames.map((name) => [name, boundOf(name).side]));
});
