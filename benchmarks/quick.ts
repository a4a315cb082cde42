/**
 * `npm run bench:quick`: a minute's look at speed, for every change: Infograd beside plain loops over typed arrays, in this process. It fails when a
 * result is wrong, never because something is slow: machines differ, and are busy.
 */
import { cases } from './cases.ts';
import { chooseCases, compare } from './compare.ts';
import { openHere } from './local.ts';
import { commandLine, fail } from './outputs.ts';
import { load as loadInfograd } from './peers/infograd-wasm.ts';
import { load as loadPlain } from './peers/plain.ts';
import { machine } from './report.ts';

const chosen = ['matmul-256', 'exp', 'logsumexp', 'chain', 'mine-a', 'mine-d'];

async function main(): Promise<void> {
  const { results } = await compare({
    peers: ['infograd-wasm', 'plain'],
    open: (name) => openHere(name, name === 'plain' ? loadPlain() : loadInfograd(name)),
    cases: chooseCases(cases, chosen),
    plan: { rounds: 5, budget: 100 },
    machine: machine(),
    command: commandLine('bench:quick'),
  });
  const failures = Object.values(results)
    .flat()
    .flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

await main().catch(fail);
