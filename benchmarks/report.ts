/** Markdown for people, from the numbers of measure.ts. */
import { cpus, loadavg, release, type } from 'node:os';
import { type Case, productOperations } from './cases.ts';
import { type Outcome, type Plan, ratio, type Timing } from './measure.ts';

export interface Report {
  readonly machine: string;
  readonly command: string;
  readonly date: string;
  /** What each peer says it is: versions, backend, threads. The first is what ratios refer to. */
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

/** All of a report. */
export function reportText(report: Report): string {
  return [heading(report), timeTable(report), memorySection(report), ''].join('\n');
}

/** All of a table that {@link tableHead}, {@link tableRow} and {@link meanRow} print bit by bit. */
export function timeTable(report: Report): string {
  const names = Object.keys(report.peers);
  const rows = Object.entries(report.results).map(([name, outcomes]) => tableRow(name, names, outcomes));
  return [tableHead(names), ...rows, meanRow(report)].join('\n');
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

/** The geometric mean of a peer's ratios to the first, over the cases that both have; how many, where that is not all. */
export function meanRow({ peers, results }: Report): string {
  const [base, ...others] = Object.keys(peers);
  const cells = others.map((peer) => {
    const ratios = Object.values(results).flatMap((outcomes) => {
      const [timing, reference] = [timingOf(peer, outcomes), timingOf(base, outcomes)];
      return timing && reference ? [ratio(timing, reference)] : [];
    });
    if (ratios.length === 0) return '';
    const mean = Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
    const missing = Object.keys(results).length - ratios.length;
    return `**×${mean.toPrecision(3)}**${missing > 0 ? ` over ${ratios.length}` : ''}`;
  });
  return `| geometric mean | ${['', ...cells].join(' | ')} |`;
}

/** One row a case, one column a peer: the most memory that its process held while it was timed. Empty when no peer could tell. */
export function memorySection(report: Report): string {
  const table = cellTable(report, (_, { peakMemory }) =>
    peakMemory === undefined ? '' : (peakMemory / 1e6).toFixed(0),
  );
  return table && `\nPeak memory of each peer's process while it was timed, in MB:\n\n${table}`;
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
export function productTable(report: Report, cases: readonly Case[]): string {
  return cellTable(report, (name, timing) => {
    const operations = productOperations(cases.find((task) => task.name === name)!);
    return operations === 0 ? '' : (operations / timing.median / 1e6).toPrecision(3);
  });
}

/** A cell for each case and peer that has been timed; rows without any are left out. */
export function cellTable({ results, peers }: Report, cell: (name: string, timing: Timing) => string): string {
  const names = Object.keys(peers);
  const rows = Object.entries(results).flatMap(([name, outcomes]) => {
    const timings = names.map((peer) => timingOf(peer, outcomes));
    const cells = timings.map((timing) => (timing ? cell(name, timing) : ''));
    return cells.some(Boolean) ? [`| ${name} | ${cells.join(' | ')} |`] : [];
  });
  return rows.length > 0 ? [tableHead(names), ...rows].join('\n') : '';
}

export function timingOf(peer: string, outcomes: readonly Outcome[]): Timing | undefined {
  const outcome = outcomes.find((candidate) => candidate.peer === peer);
  return outcome && 'rounds' in outcome ? outcome : undefined;
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
