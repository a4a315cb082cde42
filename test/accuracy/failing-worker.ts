/** A process for the tests of the pool: it echoes each job's number, and does what the job's name says. */
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const { settings } = JSON.parse(line) as { settings: { does: string; number: number } };
  if (settings.does === 'die') process.exit(7);
  const outcome = settings.does === 'fail' ? { failure: 'Error: on purpose' } : { result: settings.number };
  process.stdout.write(`${JSON.stringify({ ...outcome, seconds: 0.5, pid: process.pid })}\n`);
}
