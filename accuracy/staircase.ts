/** The staircase as an experiment: one job is one critic trained by one objective through all levels; see staircase-training.ts. */
import { type Experiment, jobsOf, type Plan } from './experiment.ts';
import { type ObjectiveName, objectiveNames } from './staircase-objectives.ts';
import { reportStaircase, type StaircaseReport, staircaseCharts, staircaseMarkdown } from './staircase-report.ts';
import {
  levels,
  type StaircaseCritic,
  type StaircaseSettings,
  staircaseCritics,
  trainOnStaircase,
} from './staircase-training.ts';
import { mean, standardDeviation } from './statistics.ts';

/** Nats; null where a value was not finite. */
export interface StairReading {
  /** Over the last steps of each level. */
  readonly means: readonly (number | null)[];
  readonly variances: readonly (number | null)[];
  /** Means over fortieths of a level. */
  readonly curve: readonly (number | null)[];
}

/** By reading. */
export type StaircaseResult = Readonly<Record<string, StairReading>>;

const tailSteps = 500;
const pointsPerLevel = 40;
const usualObjectives = ['js', 'info-nce', 'nwj', 'mine', 'likelihood'];

function planStaircase(plan: Plan) {
  const { objectives = usualObjectives, critics = staircaseCritics, seeds = [0], stepsPerLevel } = plan;
  requireNames('objective', objectives, objectiveNames);
  requireNames('critic', critics, staircaseCritics);
  const settings = [false, true].flatMap((cubic) =>
    critics.flatMap((critic) =>
      objectives
        .filter((objective) => (objective === 'likelihood') === (critic === 'conditional-gaussian'))
        .flatMap((objective) =>
          seeds.map((seed): StaircaseSettings => {
            return {
              objective: objective as ObjectiveName,
              critic: critic as StaircaseCritic,
              cubic,
              stepsPerLevel,
              seed,
            };
          }),
        ),
    ),
  );
  if (settings.length > 0) return jobsOf('staircase', settings);
  throw new Error(
    "objective 'likelihood' goes with critic 'conditional-gaussian', the other objectives with the others",
  );
}

function requireNames(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`the staircase has no ${what} ${unknown}; there are ${known.join(', ')}`);
}

async function climb(settings: StaircaseSettings): Promise<StaircaseResult> {
  const { stepsPerLevel } = settings;
  const values = trainOnStaircase(settings);
  const tail = Math.min(tailSteps, Math.ceil(stepsPerLevel / 2));
  const reading = (all: Float64Array): StairReading => {
    const ofLevels = levels.map((_, level) => [...all.subarray(level * stepsPerLevel, (level + 1) * stepsPerLevel)]);
    const tails = ofLevels.map((steps) => steps.slice(-tail));
    return {
      means: tails.map((steps) => finite(mean(steps))),
      variances: tails.map((steps) => {
        const deviation = standardDeviation(steps);
        return finite(deviation === null ? null : deviation ** 2);
      }),
      curve: ofLevels.flatMap((steps) => chunks(steps, pointsPerLevel).map((chunk) => finite(mean(chunk)))),
    };
  };
  return Object.fromEntries(Object.entries(values).map(([read, all]) => [read, reading(all)]));
}

function finite(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value;
}

/** As even as they come; fewer than `count` when there are fewer values. */
function chunks(values: readonly number[], count: number): number[][] {
  const parts = Math.min(count, values.length);
  const at = (part: number) => Math.round((part / parts) * values.length);
  return Array.from({ length: parts }, (_, part) => values.slice(at(part), at(part + 1)));
}

export const staircase: Experiment<StaircaseSettings, StaircaseResult, StaircaseReport> = {
  name: 'staircase',
  title: 'The staircase',
  jobs: planStaircase,
  perform: climb,
  describe: ({ objective, critic, cubic, seed }, result) => {
    const at8 = Object.entries(result).map(([read, { means }]) => `${read} ${means[levels.indexOf(8)]?.toFixed(2)}`);
    return `${objective}, ${critic}, ${cubic ? 'cubic' : 'Gaussian'}, seed ${seed}, at 8 nats: ${at8.join('; ')}`;
  },
  report: reportStaircase,
  markdown: staircaseMarkdown,
  pictures: staircaseCharts,
};
