/**
 * `npm run bench`: Infograd and its peers on the same work, in one run. Prints Markdown tables: milliseconds per step and, in bold, how many
 * times as long as the first peer; and the memory of each peer's process. Only ratios within one run mean anything: machines, and minutes on one machine, differ.
 */
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { ratioChart } from './chart.ts';
import { chooseCases, choosePeers, compare } from './compare.ts';
import { commandLine, fail, openOutputs, outputOptions, outputUsage } from './outputs.ts';
import { installedPeers, openProcess } from './process.ts';
import { machine, type Report, reportText } from './report.ts';

const usualPeers = [
  'infograd-wasm',
  'infograd-wasm-1-thread',
  'infograd-wasm-fma',
  'infograd-wasm-blas',
  'jax-js',
  'tfjs-wasm',
  'tfjs-wasm-tuned',
  'tfjs-cpu',
  'numpy-ts',
  'pytorch',
  'pytorch-1-thread',
];
const knownPeers = [...usualPeers, 'jax-js-fma', 'plain'];

const usage = `Usage: npm run bench -- [options]
  --case NAME      only cases of this kind, or whose name starts so (repeatable):
                   ${[...new Set(cases.map(({ kind }) => kind))].join(', ')};
                   ${cases.map(({ name }) => name).join(', ')}
  --peers A,B      only these, the first being what ratios refer to: ${knownPeers.join(', ')}
  --quick          3 short rounds instead of 7 long ones
${outputUsage}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string', multiple: true, default: [''] },
      peers: { type: 'string', default: usualPeers.join(',') },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...outputOptions,
    },
  });
  if (values.help) return console.log(usage);
  const chosen = chooseCases(cases, values.case);
  const names = choosePeers(knownPeers, values.peers);
  const write = openOutputs<Report>(values, { markdown: reportText, svg: ratioChart });
  const report = await compare({
    peers: installedPeers(names),
    open: openProcess,
    cases: chosen,
    plan: values.quick ? { rounds: 3, budget: 100 } : { rounds: 7, budget: 300 },
    machine: machine(),
    command: commandLine('bench'),
  });
  await write(report);
}

await main().catch(fail);
