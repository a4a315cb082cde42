/** One peer in one process. Requests come as lines of JSON on standard input; answers leave on standard output. */
import { createInterface } from 'node:readline';
import { answering, type Request } from './answer.ts';
import type { Peer } from './peer.ts';

const [file, name] = process.argv.slice(2);
console.log = console.info = console.warn = () => {}; // libraries greet; standard output is for answers
const peer = import(`./peers/${file}.ts`).then(({ load }: { load(name: string): Promise<Peer> }) => load(name));
const answer = answering(peer);

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
}
process.exit(); // whatever threads the library still has
