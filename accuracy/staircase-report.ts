/** What the staircase shows: mean, bias and variance over the last steps of each level, beside others' figures, and the curves. */
import { markdownTable, nats, signedNats } from './markdown.ts';
import type { Picture } from './outputs.ts';
import type { Run } from './run-log.ts';
import type { StaircaseResult, StairReading } from './staircase.ts';
import { objectiveNamed } from './staircase-objectives.ts';
import { peerStairs } from './staircase-peers.ts';
import { batchSize, dimension, hidden, learningRate, levels, type StaircaseSettings } from './staircase-training.ts';
import { mean } from './statistics.ts';

export interface StaircaseReport {
  readonly stepsPerLevel: number;
  readonly seeds: readonly number[];
  readonly failures: readonly string[];
  readonly lines: readonly StairLine[];
}

/** One way to train, one way to read; means over seeds. */
export interface StairLine extends StairReading {
  /** Such as 'js', or 'js → smile, tau 5' where another bound reads. */
  readonly name: string;
  readonly critic: string;
  readonly cubic: boolean;
}

type StaircaseRun = Run<StaircaseSettings, StaircaseResult>;

export function reportStaircase(runs: readonly StaircaseRun[]): StaircaseReport {
  const groups = new Map<string, StairLine[]>();
  for (const run of runs) {
    if (!('result' in run)) continue;
    const { objective, critic, cubic } = run.settings;
    for (const [read, reading] of Object.entries(run.result)) {
      const isOwn = read === objective || read === objectiveNamed(objective).own;
      const line = { name: isOwn ? objective : `${objective} → ${read}`, critic, cubic, ...reading };
      const key = `${line.name} ${critic} ${cubic}`;
      groups.set(key, [...(groups.get(key) ?? []), line]);
    }
  }
  return {
    stepsPerLevel: runs[0].settings.stepsPerLevel,
    seeds: [...new Set(runs.map(({ settings }) => settings.seed))],
    failures: runs.flatMap((run) => {
      if (!('failure' in run)) return [];
      const { objective, critic, cubic, seed } = run.settings;
      return [`${objective}, ${critic}, ${cubic ? 'cubic' : 'Gaussian'}, seed ${seed}: ${run.failure.split('\n')[0]}`];
    }),
    lines: [...groups.values()].map((lines) => ({
      ...lines[0],
      means: averaged(lines.map(({ means }) => means)),
      variances: averaged(lines.map(({ variances }) => variances)),
      curve: averaged(lines.map(({ curve }) => curve)),
    })),
  };
}

/** Place by place; null where one of the lists has null, since a mean that leaves out what overflowed would flatter. */
function averaged(lists: readonly (readonly (number | null)[])[]): (number | null)[] {
  return lists[0].map((_, i) => {
    const values = lists.map((list) => list[i]).filter((value) => value !== null);
    return values.length === lists.length ? mean(values) : null;
  });
}

const level8 = levels.indexOf(8);

export function staircaseMarkdown({ stepsPerLevel, seeds, failures, lines }: StaircaseReport): string {
  const sections = [false, true]
    .filter((cubic) => lines.some((line) => line.cubic === cubic))
    .map((cubic) => {
      const chosen = lines.filter((line) => line.cubic === cubic);
      const peers = cubic ? [] : peerStairs.map(peerRow);
      const title = cubic ? 'Cubic: y is cubed, which leaves the information as it is' : 'Gaussian';
      return [`### ${title}`, '', bestSentence(chosen), '', markdownTable(head, [...chosen.map(row), ...peers])].join(
        '\n',
      );
    });
  return [
    `Normals of ${dimension} + ${dimension} dimensions; batches of ${batchSize} fresh rows, all pairs scored; hidden layers ${hidden.join(', ')}, ReLU; Adam at ${learningRate}; ${stepsPerLevel.toLocaleString('en')} steps a level, one critic carried through the levels; seeds ${seeds.join(', ')}. "A → B" was trained by A and read by B. Each cell is the mean over the last steps of a level, its bias and, in brackets, its variance over steps; in nats. Empty cells overflowed.`,
    ...(failures.length > 0
      ? [['Runs that failed:', '', ...failures.map((failure) => `- ${failure}`)].join('\n')]
      : []),
    ...sections,
  ].join('\n\n');
}

const head = ['trained → read', 'critic', ...levels.map((level) => `${level} nats`)];

function row({ name, critic, means, variances }: StairLine): string[] {
  return [name, critic, ...levels.map((level, i) => stairCell(level, means[i], variances[i]))];
}

function peerRow({ source, estimator, critic, means, variances }: (typeof peerStairs)[number]): string[] {
  const cells = levels.map((level, i) => stairCell(level, means[i], variances?.[i] ?? null));
  return [`${estimator}, ${source} notebook`, critic, ...cells];
}

function stairCell(level: number, mean: number | null, variance: number | null): string {
  if (mean === null) return '';
  const spread = variance === null ? '' : ` (${variance < 1000 ? nats(variance) : variance.toExponential(1)})`;
  if (Math.abs(mean) >= 1000) return `${mean.toExponential(1)}${spread}`;
  return `${nats(mean, 2)} ${signedNats(mean - level, 2)}${spread}`;
}

function bestSentence(lines: readonly StairLine[]): string {
  const errors = lines.flatMap((line) => {
    const value = line.means[level8];
    return value === null ? [] : [{ line, bias: value - 8 }];
  });
  if (errors.length === 0) return 'No reading was finite at 8 nats.';
  const { line, bias } = errors.reduce((a, b) => (Math.abs(b.bias) < Math.abs(a.bias) ? b : a));
  return `Least bias at 8 nats: ${signedNats(bias, 2)}, of ${line.name} with the ${line.critic} critic.`;
}

/** A picture for each kind of data: a panel for each critic, a curve for each reading, and the truth as stairs. */
export function staircaseCharts({ stepsPerLevel, lines }: StaircaseReport): Picture[] {
  return [false, true].flatMap((cubic) => {
    const chosen = lines.filter((line) => line.cubic === cubic);
    if (chosen.length === 0) return [];
    const name = cubic ? 'staircase-cubic' : 'staircase-gaussian';
    return [{ name, spec: staircaseChart(chosen, stepsPerLevel, cubic ? 'cubic' : 'Gaussian') }];
  });
}

function staircaseChart(lines: readonly StairLine[], stepsPerLevel: number, kind: string): object {
  const values = lines.flatMap(({ name, critic, curve }) =>
    curve.map((value, i) => ({
      name,
      critic: `${critic} critic`,
      step: ((i + 0.5) / curve.length) * levels.length * stepsPerLevel,
      value,
    })),
  );
  const truth = levels.flatMap((level, i) => [
    { step: i * stepsPerLevel, level },
    { step: (i + 1) * stepsPerLevel, level },
  ]);
  const x = { field: 'step', type: 'quantitative', title: 'step', axis: { tickCount: 5 } };
  const scale = { domain: [0, 13], clamp: true };
  return {
    data: { values },
    facet: { field: 'critic', type: 'nominal', title: null, sort: [...new Set(values.map(({ critic }) => critic))] },
    columns: 3,
    spec: {
      width: 300,
      height: 300,
      layer: [
        {
          data: { values: truth },
          mark: { type: 'line', color: '#333', strokeDash: [4, 3] },
          encoding: { x, y: { field: 'level', type: 'quantitative' } },
        },
        {
          mark: { type: 'line', strokeWidth: 1.3, clip: true },
          encoding: {
            x,
            y: { field: 'value', type: 'quantitative', scale, title: 'value (nats)' },
            color: {
              field: 'name',
              type: 'nominal',
              sort: null,
              title: null,
              legend: { labelLimit: 0 },
              scale: { scheme: 'category20' },
            },
          },
        },
      ],
    },
    title: {
      text: `The staircase, ${kind}`,
      subtitle: 'dashed: the truth; each point of a curve is a mean over a fortieth of a level',
      anchor: 'start',
    },
  };
}
