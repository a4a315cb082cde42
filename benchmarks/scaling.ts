/**
 * `npm run bench:scaling`: how the cost of one training step grows with what it is made of, one thing at a time from one base case, and with
 * threads. Prints a Markdown table for each; on a logarithmic chart, a cost that grows in proportion is a straight line.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases, type MineCase } from './cases.ts';
import { scalingChart } from './chart.ts';
import { measure, type Outcome, type Plan } from './measure.ts';
import { commandLine, fail, openOutputs, outputOptions, outputUsage } from './outputs.ts';
import { openProcess } from './process.ts';
import { machine, timingOf } from './report.ts';

const base = { kind: 'mine-step', dimension: 10, hidden: [256, 256], batch: 256, activation: 'relu' } as const;
const plan: Plan = { rounds: 5, budget: 150 };

/** What grows; what it is in the base case; and the cases. `rows`: pairs in a data set from which batches are drawn. */
const axes: Readonly<Record<string, readonly { value: number; task: MineCase }[]>> = {
  batch: [32, 64, 128, 256, 512, 1024, 2048, 4096].map((batch) => entry(batch, { batch })),
  width: [32, 64, 128, 256, 512, 1024].map((width) => entry(width, { hidden: [width, width] })),
  layers: [1, 2, 3, 4, 6, 8].map((layers) => entry(layers, { hidden: Array<number>(layers).fill(256) })),
  dimension: [1, 3, 10, 30, 100, 300].map((dimension) => entry(dimension, { dimension })),
  rows: [1e3, 1e4, 1e5, 1e6].map((rows) => entry(rows, { rows })),
};

function entry(value: number, changes: Partial<MineCase>) {
  return { value, task: { ...base, ...changes, name: `${Object.keys(changes)[0]} ${value}` } };
}

const usage = `Usage: npm run bench:scaling -- [options]
  --axis NAME      only this (repeatable): ${Object.keys(axes).join(', ')}, threads
${outputUsage}`;

export interface ScalingPoint {
  readonly axis: string;
  /** What is scaled; with threads, the case. */
  readonly series: string;
  readonly value: number;
  /** Milliseconds per step. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

interface Scaling {
  readonly machine: string;
  readonly command: string;
  readonly points: readonly ScalingPoint[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      axis: { type: 'string', multiple: true, default: [...Object.keys(axes), 'threads'] },
      help: { type: 'boolean', default: false },
      ...outputOptions,
    },
  });
  if (values.help) return console.log(usage);
  const unknown = values.axis.find((axis) => axis !== 'threads' && !(axis in axes));
  if (unknown !== undefined) throw new Error(`nothing called ${unknown} is scaled\n${usage}`);
  const write = openOutputs<Scaling>(values, { markdown: text, svg: ({ points }) => scalingChart(points) });
  const about = { machine: machine(), command: commandLine('bench:scaling') };
  console.log(heading(about));
  const points: ScalingPoint[] = [];
  for (const axis of values.axis) {
    const found = axis === 'threads' ? await scaleThreads() : await scaleAxis(axis);
    console.log(table(found));
    points.push(...found);
  }
  await write({ ...about, points });
}

/** Each case in a fresh process, as everywhere in the benchmark. */
async function scaleAxis(axis: string): Promise<ScalingPoint[]> {
  const points: ScalingPoint[] = [];
  for (const { value, task } of axes[axis]) {
    const outcomes = await measureHere(task, ['infograd-wasm']);
    points.push(point(axis, 'training step', value, 'infograd-wasm', outcomes));
  }
  return points;
}

/** The four training steps of the benchmark on one thread, two, and so on, in the same rounds. */
async function scaleThreads(): Promise<ScalingPoint[]> {
  const points: ScalingPoint[] = [];
  const counts = [...threadCounts(availableParallelism())];
  const peers = counts.map((count) => `infograd-wasm-${count}-thread${count > 1 ? 's' : ''}`);
  for (const task of cases.filter((task) => task.kind === 'mine-step')) {
    const outcomes = await measureHere(task, peers);
    points.push(...counts.map((count, index) => point('threads', task.name, count, peers[index], outcomes)));
  }
  return points;
}

/** 1, 2, 4, ... and the machine's number of cores. */
function* threadCounts(cores: number): Generator<number> {
  for (let count = 1; count < cores; count *= 2) yield count;
  yield cores;
}

async function measureHere(task: MineCase, peers: readonly string[]): Promise<Outcome[]> {
  const sessions = peers.map(openProcess);
  try {
    return await measure(task, sessions, plan);
  } finally {
    for (const session of sessions) session.close();
  }
}

function point(axis: string, series: string, value: number, peer: string, outcomes: readonly Outcome[]): ScalingPoint {
  const timing = timingOf(peer, outcomes);
  if (!timing) throw new Error(`${peer}, ${axis} ${value}: ${JSON.stringify(outcomes)}`);
  const { median, fastest, slowest } = timing;
  return { axis, series, value, median, fastest, slowest };
}

function heading({ machine, command }: Omit<Scaling, 'points'>): string {
  const settings = `dimension ${base.dimension}, hidden layers ${base.hidden.join(' and ')}, batch ${base.batch}, ReLU`;
  return `Measured on ${machine}\nwith \`${command}\`\n\nMilliseconds per step: median (fastest–slowest). Where nothing else is said: ${settings}.\n`;
}

function text(scaling: Scaling): string {
  const named = [...new Set(scaling.points.map(({ axis }) => axis))];
  return [heading(scaling), ...named.map((axis) => table(scaling.points.filter((p) => p.axis === axis)))].join('\n');
}

/** One row a series, one column a value. */
function table(points: readonly ScalingPoint[]): string {
  const columns = [...new Set(points.map(({ value }) => value))];
  const rows = [...new Set(points.map(({ series }) => series))].map((series) => {
    const cells = points.filter((candidate) => candidate.series === series).map(cell);
    return `| ${series} | ${cells.join(' | ')} |`;
  });
  const head = `| ${points[0].axis} | ${columns.join(' | ')} |`;
  return [head, `|---|${columns.map(() => '---|').join('')}`, ...rows, ''].join('\n');
}

const cell = ({ median, fastest, slowest }: ScalingPoint): string => {
  return `${median.toPrecision(3)} (${fastest.toPrecision(3)}–${slowest.toPrecision(3)})`;
};

await main().catch(fail);
