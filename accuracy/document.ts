/**
 * docs/accuracy.md from saved results. The page's prose is written by hand; what an experiment found stands between two markers,
 * `<!-- results: NAME -->` and `<!-- end of results -->`, and only that is replaced. An experiment without saved results keeps what stands there.
 */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyExperiment } from './experiment.ts';
import { experiments } from './experiments.ts';
import { provenance, type Saved } from './outputs.ts';
import { replaceResults } from './replace-results.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

/**
 * @param results the folder that experiments were written to
 * @param folder of the page; the repository's docs when left out
 * @returns the names of the experiments whose results are now in the page
 * @throws Error when the page lacks the markers of an experiment that has results
 */
export function writePage(results: string, folder = docs): string[] {
  const page = join(folder, 'accuracy.md');
  let text = readFileSync(page, 'utf8');
  const written: string[] = [];
  for (const experiment of experiments) {
    const file = join(results, `${experiment.name}.json`);
    if (!existsSync(file)) continue;
    const saved = JSON.parse(readFileSync(file, 'utf8')) as Saved;
    for (const { name } of experiment.pictures(saved.report)) {
      copyFileSync(join(results, `${name}.svg`), join(folder, `accuracy-${name}.svg`));
    }
    text = replaceResults(text, experiment.name, section(experiment, saved));
    written.push(experiment.name);
  }
  writeFileSync(page, text);
  return written;
}

function section(experiment: AnyExperiment, saved: Saved): string {
  const pictures = experiment.pictures(saved.report).map(({ name }) => `![${experiment.title}](accuracy-${name}.svg)`);
  return [provenance(saved), ...pictures, experiment.markdown(saved.report)].join('\n\n');
}
