/** Peers in processes of their own, a line of JSON for each request and each answer: worker.ts in Node, pytorch.py in Python. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './answer.ts';
import { chainSettings, mineSettings } from './cases.ts';
import { givenLogEma } from './inputs.ts';
import { findPyTorch, pyTorchScript } from './peers/pytorch.ts';
import { type Channel, Session } from './session.ts';

/** Undefined, after saying why, when a peer that need not be installed is not. */
export function openProcess(name: string): Session | undefined {
  if (!name.startsWith('pytorch')) {
    const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
    return new Session(name, new ProcessChannel(process.execPath, [...process.execArgv, worker, name]));
  }
  const python = findPyTorch();
  if (!python) {
    console.error('PyTorch not found (set PYTHON to an interpreter that has it); going on without');
    return undefined;
  }
  const threads = name === 'pytorch' ? '0' : '1';
  const settings = JSON.stringify({ ...mineSettings, givenLogEma, chain: chainSettings });
  return new Session(name, new ProcessChannel(python, [pyTorchScript, threads, settings]));
}

class ProcessChannel implements Channel {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(request: Request): Promise<Reply> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value: line, done } = await this.lines.next();
    return done ? { error: `its process ended while asked to ${request.ask}` } : (JSON.parse(line) as Reply);
  }

  close(): void {
    this.child.stdin!.end();
  }
}
