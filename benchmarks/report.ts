/** Markdown for people, from the numbers of measure.ts. */
import { cpus, loadavg, release, type } from 'node:os';
import { type Case, operations } from './cases.ts';
import { type Outcome, type Plan, ratio, type Timing } from './measure.ts';

export interface Report {
  readonly machine: string;
  readonly command: string;
  readonly date: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly plan: Plan;
  /** By case. */
  readonly results: Readonly<Record<string, readonly Outcome[]>>;
}

export function machine(): string {
  const processors = cpus();
  const load = loadavg()[0].toFixed(1);
  return `${processors.length} × ${processors[0]?.model.trim() || 'unnamed processor'}, ${type()} ${release()}, Node ${process.version}, load ${load} at the start`;
}

export function heading({ machine, command, date, peers }: Omit<Report, 'results'>): string {
  const rows = Object.entries(peers).map(([name, description]) => `- ${name}: ${description}`);
  return [`Measured ${date} on ${machine}`, `with \`${command}\``, '', ...rows, ''].join('\n');
}

/** All of a report that {@link tableHead} and {@link tableRow} print bit by bit. */
export function timeTable({ results, peers }: Report): string {
  const names = Object.keys(peers);
  return [tableHead(names), ...Object.entries(results).map(([name, outcomes]) => tableRow(name, names, outcomes))].join(
    '\n',
  );
}

/** One row a case, one column a peer: median milliseconds per step (fastest to slowest round), and its ratio to the first. */
export function tableHead(peers: readonly string[]): string {
  return `| case | ${peers.join(' | ')} |\n|---|${peers.map(() => '---|').join('')}`;
}

export function tableRow(name: string, peers: readonly string[], outcomes: readonly Outcome[]): string {
  const base = timingOf(peers[0], outcomes);
  const cells = peers.map((peer) => {
    const outcome = outcomes.find((candidate) => candidate.peer === peer);
    if (!outcome) return '';
    if ('failure' in outcome) return outcome.failure.split('\n')[0];
    const spread = `${milliseconds(outcome.fastest)}–${milliseconds(outcome.slowest)}`;
    const times = outcome === base || !base ? '' : ` **×${ratio(outcome, base).toPrecision(3)}**`;
    return `${milliseconds(outcome.median)} (${spread})${times}`;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}

/** One row a case, one column a pair: how many times as fast the first of the two is. */
export function ratioTable({ results }: Report, pairs: readonly (readonly [string, string])[]): string {
  const rows = Object.entries(results).map(([name, outcomes]) => {
    const cells = pairs.map(([own, other]) => {
      const [timing, base] = [timingOf(other, outcomes), timingOf(own, outcomes)];
      return timing && base ? `×${ratio(timing, base).toPrecision(3)}` : '';
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [tableHead(pairs.map(([own, other]) => `${own} against ${other}`)), ...rows].join('\n');
}

/** The speed of products, in 10⁹ floating-point operations a second, from the median. Empty when there was none. */
export function productTable({ results, peers }: Report, cases: readonly Case[]): string {
  const names = Object.keys(peers);
  const rows = cases.flatMap((task) => {
    if (task.kind !== 'matmul' || !results[task.name]) return [];
    const cells = names.map((peer) => {
      const timing = timingOf(peer, results[task.name]);
      return timing ? (operations(task) / timing.median / 1e6).toPrecision(3) : '';
    });
    return [`| ${task.name}, GFLOP/s | ${cells.join(' | ')} |`];
  });
  return rows.length > 0 ? [tableHead(names), ...rows].join('\n') : '';
}

function timingOf(peer: string, outcomes: readonly Outcome[]): Timing | undefined {
  const outcome = outcomes.find((candidate) => candidate.peer === peer);
  return outcome && 'rounds' in outcome ? outcome : undefined;
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
