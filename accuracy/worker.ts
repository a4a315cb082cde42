/** One process that does jobs. They come as lines of JSON on standard input; what they came to leaves on standard output. */
import { createInterface } from 'node:readline';
import { perform } from './experiments.ts';
import type { Job } from './run-log.ts';

console.log = console.info = console.warn = () => {}; // standard output is for answers
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the command ends this process itself

for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now();
  const outcome = await perform(JSON.parse(line) as Job).then(
    (result) => ({ result }),
    (error: Error) => ({ failure: error.stack ?? String(error) }),
  );
  process.stdout.write(`${JSON.stringify({ ...outcome, seconds: (performance.now() - started) / 1000 })}\n`);
}
process.exit();
