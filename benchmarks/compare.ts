/**
 * Measures peers case by case, printing the table as it grows: what the commands of the benchmark have in common. Peers are opened afresh for
 * each case, so that none inherits an earlier one's heap, and what memory it takes is the case's own.
 */
import type { Case } from './cases.ts';
import { measure, type Outcome, type Plan } from './measure.ts';
import { heading, meanRow, memorySection, type Report, tableHead, tableRow } from './report.ts';
import type { Session } from './session.ts';

export interface Comparison {
  readonly peers: readonly string[];
  readonly open: (peer: string) => Session | Promise<Session>;
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
  const { cases, plan, machine, command, deadline = Number.POSITIVE_INFINITY } = comparison;
  const { peers, present } = await describePeers(comparison);
  const names = Object.keys(peers);
  const about = { machine, command, date: new Date().toISOString().slice(0, 10), peers, plan };
  console.log(`${heading(about)}\n${tableHead(names)}`);
  const results: Record<string, readonly Outcome[]> = {};
  const late: string[] = [];
  for (const task of cases) {
    if (performance.now() > deadline) {
      late.push(task.name);
      continue;
    }
    results[task.name] = await withSessions(present, comparison, async (sessions) => {
      for (const session of sessions) await session.describe(); // all have started; none disturbs another's warm-up
      return measure(task, sessions, plan);
    });
    console.log(tableRow(task.name, names, results[task.name]));
  }
  const report = { ...about, results };
  console.log([meanRow(report), memorySection(report), ''].join('\n'));
  if (late.length > 0) console.log(`Out of time, not measured: ${late.join(', ')}\n`);
  return report;
}

/** What each peer says it is, or why it is not here, and the names of those that are. */
async function describePeers(comparison: Comparison) {
  const peers: Record<string, string> = {};
  const present = await withSessions(comparison.peers, comparison, async (sessions) => {
    const names: string[] = [];
    for (const session of sessions) {
      try {
        peers[session.name] = await session.describe();
        names.push(session.name);
      } catch (error) {
        peers[session.name] = `not here: ${(error as Error).message.split('\n')[0]}`;
      }
    }
    return names;
  });
  for (const [name, description] of Object.entries(peers)) comparison.accept?.(name, description);
  if (present.length === 0) throw new Error(`no peer can run here: ${JSON.stringify(peers)}`);
  return { peers, present };
}

async function withSessions<Result>(
  peers: readonly string[],
  { open }: Comparison,
  work: (sessions: readonly Session[]) => Promise<Result>,
): Promise<Result> {
  const sessions: Session[] = [];
  try {
    for (const peer of peers) sessions.push(await open(peer));
    return await work(sessions);
  } finally {
    for (const session of sessions) session.close();
  }
}

/** @throws Error when nothing is chosen */
export function chooseCases(cases: readonly Case[], chosen: readonly string[]): Case[] {
  const found = cases.filter(({ name, kind }) => chosen.some((choice) => kind === choice || name.startsWith(choice)));
  if (found.length === 0) throw new Error(`no case is a ${chosen.join(' or ')}, or starts so`);
  return found;
}

/** @throws Error naming the peers that there are */
export function choosePeers(known: readonly string[], list: string): string[] {
  const names = list.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown peer ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names;
}
