/**
 * `npm run bench`: Infograd and its peers on the same work, in one run. Prints a Markdown table: milliseconds per step and, in bold, how many
 * times as long as the first peer. Only ratios within one run mean anything: machines, and minutes on one machine, differ.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { chooseCases, choosePeers, compare } from './compare.ts';
import { openProcess } from './process.ts';
import { machine } from './report.ts';

const peerNames = ['infograd-wasm', 'tfjs-wasm', 'tfjs-wasm-tuned', 'tfjs-cpu', 'pytorch', 'pytorch-1-thread'];

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
  const chosen = chooseCases(cases, values.case);
  const names = choosePeers(peerNames, values.peers);
  const output = values.json === undefined ? undefined : openSync(values.json, 'w'); // fails before the work, not after
  const plan = values.quick ? { rounds: 3, budget: 150 } : { rounds: 7, budget: 500 };
  const sessions = names.flatMap((name) => openProcess(name) ?? []);
  try {
    const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
    const report = await compare({ sessions, cases: chosen, plan, machine: machine(), command });
    if (output !== undefined) writeSync(output, `${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    for (const session of sessions) session.close();
    if (output !== undefined) closeSync(output);
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
