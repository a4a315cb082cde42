/**
 * `npm run bench`: Infograd and its peers on the same work, in one run. Prints a Markdown table: milliseconds per step and, in bold, how many
 * times as long as the first peer. Only ratios within one run mean anything: machines, and minutes on one machine, differ.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { measure, type Timing } from './measure.ts';
import { heading, machine, tableHead, tableRow } from './report.ts';
import { peerNames, Session } from './session.ts';

const usage = `Usage: npm run bench -- [options]
  --case NAME    only cases whose name starts so (repeatable): ${cases.map(({ name }) => name).join(', ')}
  --peers A,B    only these, the first being what ratios refer to: ${peerNames.join(', ')}
  --quick        3 short rounds instead of 7 long ones
  --json FILE    also write every round's time`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string', multiple: true, default: [''] },
      peers: { type: 'string', default: peerNames.join(',') },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const chosen = cases.filter(({ name }) => values.case.some((prefix) => name.startsWith(prefix)));
  const unknown = values.peers.split(',').filter((name) => !(peerNames as readonly string[]).includes(name));
  if (unknown.length > 0 || chosen.length === 0) {
    throw new Error(
      `${unknown.length > 0 ? `unknown peer ${unknown.join(', ')}` : `no case starts with ${values.case.join(' or ')}`}\n${usage}`,
    );
  }
  const output = values.json === undefined ? undefined : openSync(values.json, 'w'); // fails before the work, not after
  const plan = values.quick ? { rounds: 3, budget: 150 } : { rounds: 7, budget: 500 };
  const sessions = values.peers.split(',').flatMap((name) => Session.open(name) ?? []);
  try {
    const peers: Record<string, string> = {};
    for (const session of sessions) peers[session.name] = await session.describe();
    const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
    const about = { machine: machine(), command, date: new Date().toISOString().slice(0, 10), peers };
    const names = Object.keys(peers);
    console.log(`${heading(about)}\n${tableHead(names)}`);
    const results: Record<string, Timing[]> = {};
    for (const task of chosen) {
      results[task.name] = await measure(task, sessions, plan);
      console.log(tableRow(task.name, names, results[task.name]));
    }
    if (output !== undefined) writeSync(output, `${JSON.stringify({ ...about, plan, results }, undefined, 2)}\n`);
  } finally {
    for (const session of sessions) session.close();
    if (output !== undefined) closeSync(output);
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
