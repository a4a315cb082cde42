/**
 * docs/paper.md from outcomes. The page's prose is written by hand; what a run found stands between two markers, `<!-- results: NAME -->` and
 * `<!-- end of results -->`, and only that is replaced.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '../../../accuracy/markdown.ts';
import { replaceResults } from '../../../accuracy/replace-results.ts';
import type { AnyExperiment } from '../experiment.ts';
import type { Outcome } from './run-experiment.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** Bytes above which a picture goes into the page as PNG. */
const largestSvg = 150_000;

/**
 * Puts an outcome and its pictures into the page.
 *
 * @param run the folder of the run
 * @param folder of the page; the repository's docs when left out
 * @throws Error when the page lacks the experiment's markers
 */
export function record(experiment: AnyExperiment, outcome: Outcome, run: string, folder = docs): void {
  const page = join(folder, 'paper.md');
  mkdirSync(join(folder, 'paper'), { recursive: true });
  const pictures = experiment.pictures(outcome.result).map(({ name, caption }) => {
    const format = statSync(join(run, `${name}.svg`)).size > largestSvg ? 'png' : 'svg';
    const file = `paper/${experiment.name}-${name}.${format}`;
    copyFileSync(join(run, `${name}.${format}`), join(folder, file));
    return `![${caption}](${file})\n\n*${caption}*`;
  });
  const section = [provenance(outcome), findingsTable(outcome), ...pictures].join('\n\n');
  writeFileSync(page, replaceResults(readFileSync(page, 'utf8'), experiment.name, section));
}

/** When, where and how. */
function provenance({ experiment, size, seed, date, machine, backend, seconds }: Outcome): string {
  const flags = [size === 'small' ? '' : ` --${size}`, seed === 0 ? '' : ` --seed ${seed}`].join('');
  return `Measured ${date} on ${machine}, ${backend}, with \`npm run paper -- ${experiment}${flags}\`, in ${duration(seconds)}.`;
}

export function findingsTable({ findings }: Pick<Outcome, 'findings'>): string {
  return markdownTable(
    ['', 'measured', 'beside', 'asked', ''],
    findings.map(({ what, measured, beside, target }) => [
      what,
      measured,
      beside,
      target?.text ?? '',
      target === undefined ? '' : target.met ? 'met' : '**missed**',
    ]),
  );
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  return `${(seconds / 60).toFixed(0)} min`;
}
