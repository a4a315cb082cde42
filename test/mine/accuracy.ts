/**
 * How close the default settings come to known mutual information, on 10,000 rows: bivariate normals and one of 3 + 3
 * dimensions. Prints a table and exits with 1 when a limit is broken. Run with seeds 0 to 4 unless told otherwise:
 * `node --import ./register.mjs --conditions=infograd-source test/mine/accuracy.ts [--seeds 0,1,2] [--option value]`.
 */
import { type MutualInformationOptions, type MutualInformationResult, mutualInformation } from '@infograd/mine';
import { accuracyTasks, meanAbsoluteLimit, rowCount, singleLimit } from './accuracy-tasks.ts';

const { seeds, options } = readArguments(process.argv.slice(2));
let isWithinLimits = true;
console.log(
  'task            truth    mean error  mean |error|  max |error|  mean std error  in interval  steps  seconds',
);
for (const { name, truth, sample } of accuracyTasks) {
  const results: MutualInformationResult[] = [];
  for (const seed of seeds) {
    const { x, y } = sample(rowCount, seed);
    results.push(await mutualInformation(x, y, { ...options, seed }));
  }
  const errors = results.map(({ mi }) => mi - truth);
  const meanAbsolute = mean(errors.map(Math.abs));
  const largest = Math.max(...errors.map(Math.abs));
  const covered = results.filter(({ interval: [low, high] }) => low <= truth && truth <= high).length;
  const cells = [
    name.padEnd(14),
    truth.toFixed(4).padStart(7),
    mean(errors).toFixed(4).padStart(12),
    meanAbsolute.toFixed(4).padStart(12),
    largest.toFixed(4).padStart(12),
    mean(results.map(({ stdError }) => stdError))
      .toFixed(4)
      .padStart(15),
    `${covered} of ${results.length}`.padStart(13),
    mean(results.map(({ steps }) => steps))
      .toFixed(0)
      .padStart(6),
    mean(results.map(({ seconds }) => seconds))
      .toFixed(1)
      .padStart(8),
  ];
  const warnings = new Set(results.flatMap((result) => result.warnings.map(({ code }) => code)));
  console.log(cells.join(' '), ...warnings);
  isWithinLimits &&= meanAbsolute <= meanAbsoluteLimit && largest <= singleLimit;
}
console.log(
  isWithinLimits ? 'All within limits.' : `Over a limit: ${meanAbsoluteLimit} on average, ${singleLimit} singly.`,
);
process.exitCode = isWithinLimits ? 0 : 1;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `--seeds 100,101 --hidden [32,32] --activation elu`; values are JSON where they can be. */
function readArguments(words: readonly string[]): { seeds: number[]; options: MutualInformationOptions } {
  const pairs = words.flatMap((word, i) => (word.startsWith('--') ? [[word.slice(2), words[i + 1] ?? '']] : []));
  const { seeds = '0,1,2,3,4', ...rest } = Object.fromEntries(pairs) as Record<string, string>;
  const options = Object.entries(rest).map(([name, value]) => [
    name,
    /^[[{\d]/.test(value) ? JSON.parse(value) : value,
  ]);
  return { seeds: seeds.split(',').map(Number), options: Object.fromEntries(options) };
}
