/** Measures peers case by case, printing the table as it grows: what the two commands of the benchmark (run.ts, gpu.ts) have in common. */
import type { Case } from './cases.ts';
import { measure, type Outcome, type Plan } from './measure.ts';
import { heading, type Report, tableHead, tableRow } from './report.ts';
import type { Session } from './session.ts';

export interface Comparison {
  readonly sessions: readonly Session[];
  readonly cases: readonly Case[];
  readonly plan: Plan;
  /** Where it runs, and what to type to run it again. */
  readonly machine: string;
  readonly command: string;
  /** When `performance.now()` passes it, no further case is started. */
  readonly deadline?: number;
  /** Throws when what really runs, or that nothing does, is not what is to be measured. */
  readonly accept?: (peer: string, description: string) => void;
}

export async function compare(comparison: Comparison): Promise<Report> {
  const { sessions, cases, plan, machine, command, deadline = Number.POSITIVE_INFINITY } = comparison;
  const peers: Record<string, string> = {};
  const present: Session[] = [];
  for (const session of sessions) {
    try {
      peers[session.name] = await session.describe();
      present.push(session);
    } catch (error) {
      peers[session.name] = `not here: ${(error as Error).message.split('\n')[0]}`;
    }
  }
  for (const [name, description] of Object.entries(peers)) comparison.accept?.(name, description);
  if (present.length === 0) throw new Error(`no peer can run here: ${JSON.stringify(peers)}`);
  const about = { machine, command, date: new Date().toISOString().slice(0, 10), peers, plan };
  const names = Object.keys(peers);
  console.log(`${heading(about)}\n${tableHead(names)}`);
  const results: Record<string, readonly Outcome[]> = {};
  const late: string[] = [];
  for (const task of cases) {
    if (performance.now() > deadline) {
      late.push(task.name);
      continue;
    }
    results[task.name] = await measure(task, present, plan);
    console.log(tableRow(task.name, names, results[task.name]));
  }
  if (late.length > 0) console.log(`\nOut of time, not measured: ${late.join(', ')}`);
  console.log();
  return { ...about, results };
}

/** @throws Error when no case starts so */
export function chooseCases(cases: readonly Case[], prefixes: readonly string[]): Case[] {
  const chosen = cases.filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)));
  if (chosen.length === 0) throw new Error(`no case starts with ${prefixes.join(' or ')}`);
  return chosen;
}

/** @throws Error naming the peers that there are */
export function choosePeers(known: readonly string[], list: string): string[] {
  const names = list.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown peer ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names;
}
