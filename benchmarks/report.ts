/** Markdown for people, from the numbers of measure.ts. */
import { cpus, loadavg, release, type } from 'node:os';
import type { Timing } from './measure.ts';

export interface Report {
  readonly machine: string;
  readonly command: string;
  readonly date: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly results: Readonly<Record<string, readonly Timing[]>>;
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

/** One row a case, one column a peer: median milliseconds per step (fastest to slowest round), and its ratio to the first. */
export function tableHead(peers: readonly string[]): string {
  return `| case | ${peers.join(' | ')} |\n|---|${peers.map(() => '---|').join('')}`;
}

export function tableRow(name: string, peers: readonly string[], timings: readonly Timing[]): string {
  const cells = peers.map((peer) => {
    const timing = timings.find((candidate) => candidate.peer === peer);
    if (!timing) return '';
    const spread = `${milliseconds(timing.fastest)}–${milliseconds(timing.slowest)}`;
    const ratio = timing === timings[0] ? '' : ` **×${timing.ratio.toPrecision(3)}**`;
    return `${milliseconds(timing.median)} (${spread})${ratio}`;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
