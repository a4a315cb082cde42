/**
 * `npm run bench:paper`: a step of the paper's experiments beside the same program in PyTorch, with the same number of threads: the two GANs with
 * MINE, and the information bottleneck without and with it. All peers must give PyTorch's float64 losses from one start, and then take turns.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Expectation, measureAgainst, median, type Outcome, type Plan, ratio, type Timing } from './measure.ts';
import { commandLine, fail, openOutputs, outputUsage } from './outputs.ts';
import { checkedSteps, type PaperCase, paperCases, paperTolerance, stepsPerEpoch, streams } from './paper-cases.ts';
import { findPyTorch } from './peers/pytorch.ts';
import { openWorker, ProcessChannel } from './process.ts';
import { machine, timingOf } from './report.ts';
import { Session } from './session.ts';

const usage = `Usage: npm run bench:paper -- [options]
  --case NAME      only cases whose name starts so (repeatable): ${paperCases.map(({ name }) => name).join(', ')}
  --threads A,B    numbers of threads; 1,2 when left out
  --quick          5 short rounds instead of 15 longer ones
${outputUsage.split('\n').slice(0, 2).join('\n')}`;

/** What runs beside PyTorch, behind `infograd-1-thread`: as it is, in an engine with fused multiply-add, and with a system BLAS. */
const variants = ['', '-fma', '-blas'] as const;

/** A case with a number of threads. */
interface Comparison {
  readonly task: PaperCase;
  readonly threads: number;
  readonly outcomes: readonly Outcome[];
}

interface PaperReport {
  readonly machine: string;
  readonly command: string;
  readonly date: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
}

const plural = (threads: number): string => `${threads}-thread${threads === 1 ? '' : 's'}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string', multiple: true, default: [''] },
      threads: { type: 'string', default: '1,2' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const tasks = paperCases.filter(({ name }) => values.case.some((choice) => name.startsWith(choice)));
  if (tasks.length === 0) throw new Error(`no case starts with ${values.case.join(' or ')}\n${usage}`);
  const plan = values.quick ? { rounds: 5, budget: 200 } : { rounds: 15, budget: 500 };
  const write = openOutputs<PaperReport>(values, {
    markdown: reportText,
    svg: () => Promise.reject(new Error('no chart')),
  });
  const report = {
    machine: machine(),
    command: commandLine('bench:paper'),
    date: new Date().toISOString().slice(0, 10),
    peers: {} as Record<string, string>,
    comparisons: [] as Comparison[],
  };
  console.log(tableHead);
  for (const threads of values.threads.split(',').map(Number)) {
    for (const task of tasks) {
      const { outcomes, peers } = await compare(task, threads, plan);
      Object.assign(report.peers, peers);
      report.comparisons.push({ task, threads, outcomes });
      console.log(row(report.comparisons.at(-1)!));
    }
  }
  console.log(`\n${heading(report)}`);
  await write(report);
}

async function compare(task: PaperCase, threads: number, plan: Plan) {
  const sessions = [openPyTorch(threads), ...variants.map((variant) => openInfograd(threads, variant))];
  try {
    const peers: Record<string, string> = {};
    for (const session of sessions) peers[session.name] = await session.describe();
    const expected = await expectation(task, sessions[0]);
    return { peers, outcomes: await measureAgainst(expected, task, sessions, plan) };
  } finally {
    for (const session of sessions) session.close();
  }
}

async function expectation(task: PaperCase, pyTorch: Session<PaperCase>): Promise<Expectation> {
  const inDouble = { ...task, double: true };
  await pyTorch.prepare(inDouble);
  return { values: (await pyTorch.check())!, ...paperTolerance };
}

function openPyTorch(threads: number): Session<PaperCase> {
  const interpreter = findPyTorch();
  if (interpreter === undefined) throw new Error('PyTorch not found; set PYTHON to an interpreter that has it');
  const script = fileURLToPath(new URL('./peers/paper_pytorch.py', import.meta.url));
  const settings = [String(threads), JSON.stringify(streams), String(checkedSteps)];
  return new Session(`pytorch-${plural(threads)}`, new ProcessChannel<PaperCase>(interpreter, [script, ...settings]));
}

function openInfograd(threads: number, variant: string): Session<PaperCase> {
  const name = `infograd-${plural(threads)}${variant}`;
  return new Session(name, openWorker<PaperCase>('paper', name, variant === '-fma'));
}

const tableHead = `| program | threads | PyTorch, ms a step | Infograd | with FMA | with BLAS |\n|---|---|---|---|---|---|`;

function row({ task, threads, outcomes }: Comparison): string {
  const base = timingOf(`pytorch-${plural(threads)}`, outcomes);
  const cells = variants.map((variant) => {
    const name = `infograd-${plural(threads)}${variant}`;
    const timing = timingOf(name, outcomes);
    if (timing && base) return `${spread(timing)} ${ratios(timing, base)}`;
    const outcome = outcomes.find(({ peer }) => peer === name);
    return outcome && 'failure' in outcome ? outcome.failure.split('\n')[0] : '';
  });
  const epoch = stepsPerEpoch(task);
  const ofEpoch = epoch === undefined || !base ? '' : `, ${((base.median * epoch) / 1000).toFixed(1)} s an epoch`;
  return `| ${task.name} | ${threads} | ${base ? spread(base) + ofEpoch : 'failed'} | ${cells.join(' | ')} |`;
}

const spread = ({ median, fastest }: Timing): string => `${median.toFixed(1)} (least ${fastest.toFixed(1)})`;

/**
 * The median of the rounds' ratios; the ratio of the fastest rounds, which a busy machine disturbs less; and of the time on processors, from which
 * waiting for one is left out, the median ratio and that of the least times.
 */
function ratios(timing: Timing, base: Timing): string {
  const others = [`fastest ×${(timing.fastest / base.fastest).toFixed(2)}`];
  if (timing.processor && base.processor) {
    const least = Math.min(...timing.processor) / Math.min(...base.processor);
    const usual = median(quotients(timing.processor, base.processor));
    others.push(`processor ×${usual.toFixed(2)}, least ×${least.toFixed(2)}`);
  }
  return `**×${ratio(timing, base).toFixed(2)}** (${others.join(', ')})`;
}

function quotients(values: readonly number[], base: readonly number[]): number[] {
  return values.map((value, round) => value / base[round]);
}

function heading({ machine, command, date, peers }: PaperReport): string {
  const rows = Object.entries(peers).map(([name, description]) => `- ${name}: ${description}`);
  return [`Measured ${date} on ${machine}`, `with \`${command}\``, '', ...rows, ''].join('\n');
}

function reportText(report: PaperReport): string {
  return [heading(report), tableHead, ...report.comparisons.map(row), ''].join('\n');
}

await main().catch(fail);
