/** The command line of `npm run accuracy`: its options, what they say when asked, and the plan that they amount to. */
import { parseArgs } from 'node:util';
import { judgedNames } from './estimators.ts';
import type { Plan } from './experiment.ts';
import { objectiveNames } from './staircase-objectives.ts';
import { staircaseCritics } from './staircase-training.ts';
import { taskSets } from './tasks.ts';

export const usage = `Usage: npm run accuracy -- [experiment] [options]
Experiments; without one, estimators on tasks of known information
  --independence       p-values and estimates on independent data
  --divergences        f-divergences of bivariate normals
  --staircase          bounds on 20-dimensional normals whose information rises from 2 to 10 nats
  --report             no runs: docs/accuracy.md from the results in the folder
Options
  --tasks A,B          tasks, or sets of them: ${Object.keys(taskSets).join(', ')} (benchmark)
  --estimators A,B     ${judgedNames.join(', ')}
                       (auto,mine,ksg,gaussian; auto for independence)
  --seeds A,B          of the rows and of the training (0,1,2,3,4; 0 for the staircase)
  --rows N             (10000)
  --steps N            training steps at most, instead of the estimator's own
  --options JSON       other options of the estimators that train
  --runs N             independent data sets, of 1 to 10 dimensions in turn (100)
  --permutations N     pairings of each test of independence (199)
  --steps-per-level N  of the staircase (4000)
  --objectives A,B     of the staircase: ${objectiveNames.join(', ')}
                       (js,info-nce,nwj,mine,likelihood)
  --critics A,B        of the staircase: ${staircaseCritics.join(', ')} (all)
  --jobs N             processes at once, one thread each (2)
  --out FOLDER         of results; runs that it remembers are not repeated (accuracy/results)`;

const modes = ['independence', 'divergences', 'staircase'] as const;

export interface Command {
  readonly help: boolean;
  /** Whether the page is to be written from saved results. */
  readonly isReport: boolean;
  /** The experiment's name. */
  readonly experiment: string;
  readonly plan: Plan;
  readonly jobs: number;
  readonly out: string;
}

/** @throws Error when an option is unknown or makes no sense */
export function readArguments(words: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...words],
    options: {
      independence: { type: 'boolean', default: false },
      divergences: { type: 'boolean', default: false },
      staircase: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      tasks: { type: 'string', default: 'benchmark' },
      estimators: { type: 'string' },
      seeds: { type: 'string' },
      rows: { type: 'string', default: '10000' },
      steps: { type: 'string' },
      options: { type: 'string', default: '{}' },
      runs: { type: 'string', default: '100' },
      permutations: { type: 'string', default: '199' },
      'steps-per-level': { type: 'string', default: '4000' },
      objectives: { type: 'string' },
      critics: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      out: { type: 'string', default: 'accuracy/results' },
      help: { type: 'boolean', default: false },
    },
  });
  const chosen = modes.filter((mode) => values[mode]);
  if (chosen.length > 1) throw new Error(`--${chosen.join(' and --')} are different experiments; choose one`);
  const options = parseOptions(values.options);
  if (values.steps !== undefined) options.steps = wholeNumber('steps', values.steps);
  return {
    help: values.help,
    isReport: values.report,
    experiment: chosen[0] ?? 'known-information',
    plan: {
      tasks: listOf('tasks', values.tasks),
      estimators: values.estimators === undefined ? undefined : listOf('estimators', values.estimators),
      seeds:
        values.seeds === undefined
          ? undefined
          : listOf('seeds', values.seeds).map((seed) => wholeNumber('seeds', seed, 0)),
      rows: wholeNumber('rows', values.rows),
      options,
      runs: wholeNumber('runs', values.runs),
      permutations: wholeNumber('permutations', values.permutations),
      stepsPerLevel: wholeNumber('steps-per-level', values['steps-per-level']),
      objectives: values.objectives === undefined ? undefined : listOf('objectives', values.objectives),
      critics: values.critics === undefined ? undefined : listOf('critics', values.critics),
    },
    jobs: wholeNumber('jobs', values.jobs),
    out: values.out,
  };
}

function parseOptions(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`--options is no JSON: ${(cause as Error).message}`);
  }
}

function listOf(option: string, text: string): string[] {
  const words = text.split(',').filter(Boolean);
  if (words.length > 0) return words;
  throw new Error(`--${option} takes a list such as A,B`);
}

function wholeNumber(option: string, text: string, least = 1): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value;
  throw new Error(`--${option} takes whole numbers from ${least}, not ${JSON.stringify(text)}`);
}
