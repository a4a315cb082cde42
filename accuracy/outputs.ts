/** What every experiment leaves in its folder: its results as JSON, a report as Markdown, and pictures as SVG and PNG. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '../benchmarks/chart.ts';
import { machine } from '../benchmarks/report.ts';
import { renderPng } from '../packages/cli/src/render.ts';
import type { Run } from './run-log.ts';
import { countsOf } from './statistics.ts';

/** The frame around an experiment's report. */
export interface Saved<Report = unknown> {
  readonly command: string;
  /** When the first and the last of its runs ended, as days. */
  readonly dates: readonly [first: string, last: string];
  readonly machine: string;
  /** Digests of the library's source, and how many runs are of each. */
  readonly code: readonly (readonly [digest: string, runs: number])[];
  readonly report: Report;
}

export function frame<Report>(report: Report, runs: readonly Run[], command: string): Saved<Report> {
  const days = runs.map(({ date }) => date.slice(0, 10)).sort();
  return {
    command,
    dates: [days[0], days.at(-1)!],
    machine: machine().replace(/, load .*$/, ''),
    code: countsOf(runs.map(({ code }) => code)),
    report,
  };
}

/** When, where, how: what stands above a report's tables. */
export function provenance({ command, dates: [first, last], machine, code }: Saved): string {
  const when = first === last ? first : `${first} to ${last}`;
  const mixed =
    code.length > 1
      ? ` The runs are of ${code.length} states of the source (${code.map(([digest, runs]) => `${runs} of ${digest}`).join(', ')}).`
      : ` Source ${code[0][0]}.`;
  return `Measured ${when} on ${machine}, one thread a run, with \`${command}\`.${mixed}`;
}

export interface Picture {
  /** Of its files, without what they end in. */
  readonly name: string;
  /** A Vega-Lite specification. */
  readonly spec: object;
}

export async function writeOutputs(
  folder: string,
  name: string,
  { saved, markdown, pictures }: { saved: Saved; markdown: string; pictures: readonly Picture[] },
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files: [string, string | Uint8Array][] = [
    [`${name}.json`, `${JSON.stringify(saved, undefined, 2)}\n`],
    [`${name}.md`, `${provenance(saved)}\n\n${markdown}\n`],
  ];
  for (const picture of pictures) {
    const svg = await render(picture.spec);
    files.push([`${picture.name}.svg`, svg], [`${picture.name}.png`, await renderPng(svg)]);
  }
  for (const [file, content] of files) writeFileSync(join(folder, file), content);
  return files.map(([file]) => join(folder, file));
}
