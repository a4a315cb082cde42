/** The page: results go between their markers, prose stays as it was written. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writePage } from '../../accuracy/document.ts';
import { knownInformation } from '../../accuracy/known-information.ts';
import { frame, writeOutputs } from '../../accuracy/outputs.ts';
import { runAll } from '../../accuracy/pool.ts';
import { replaceResults } from '../../accuracy/replace-results.ts';
import { RunLog } from '../../accuracy/run-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infograd-accuracy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('text between the markers is replaced, whatever was there; a page without them is refused', () => {
  const page = 'before\n<!-- results: a -->\nold\n<!-- end of results -->\nafter $& $1\n';
  const once = replaceResults(page, 'a', 'new $& $1');
  expect(once).toBe('before\n<!-- results: a -->\n\nnew $& $1\n\n<!-- end of results -->\nafter $& $1\n');
  expect(replaceResults(once, 'a', 'new $& $1')).toBe(once);
  expect(() => replaceResults(page, 'b', 'new')).toThrow(/lacks <!-- results: b -->/);
});

test('from jobs in processes to the page: tables, heat map and provenance', async () => {
  const page = fileURLToPath(new URL('../../docs/accuracy.md', import.meta.url));
  copyFileSync(page, join(folder, 'accuracy.md'));
  const jobs = knownInformation.jobs({
    tasks: ['1+1'],
    estimators: ['gaussian', 'ksg'],
    seeds: [0, 1],
    rows: 300,
    options: {},
    runs: 1,
    permutations: 1,
    stepsPerLevel: 1,
  });
  const log = new RunLog(join(folder, 'known-information.jsonl'));
  const runs = (await runAll(jobs, { log, jobs: 1, code: 'digest' })) as Parameters<typeof knownInformation.report>[0];
  expect(runs.map((run) => 'failure' in run && run.failure)).toEqual(runs.map(() => false));
  const report = knownInformation.report(runs);
  const outputs = {
    saved: frame(report, runs, 'npm run accuracy'),
    markdown: knownInformation.markdown(report),
    pictures: knownInformation.pictures(report),
  };
  await writeOutputs(folder, 'known-information', outputs);
  expect(writePage(folder, folder)).toEqual(['known-information']);
  const text = readFileSync(join(folder, 'accuracy.md'), 'utf8');
  expect(text).toContain('![Tasks of known information](accuracy-known-information.svg)');
  expect(text).toMatch(/Measured \d{4}-\d\d-\d\d on .*with `npm run accuracy`\. Source digest\./);
  expect(text).toMatch(/\| 1v1-normal-0\.75 \| 0\.413 \|/);
  expect(text).toContain('## What it cannot do');
  const svg = readFileSync(join(folder, 'accuracy-known-information.svg'), 'utf8');
  for (const label of ['wiggly-1v1-normal-0.75', 'ksg', 'KSG (bmi)']) expect(svg).toContain(label);
  expect(readdirSync(folder)).toContain('known-information.png');
}, 60_000);
