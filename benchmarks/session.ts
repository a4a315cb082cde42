/** The benchmark's end of a peer's process: starts it, sends a request, awaits the answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Case, mineSettings } from './cases.ts';
import { givenLogEma } from './inputs.ts';
import { findPyTorch, pyTorchScript } from './peers/pytorch.ts';
import type { Request } from './worker.ts';

export const peerNames = [
  'infograd',
  'tfjs-wasm',
  'tfjs-wasm-tuned',
  'tfjs-cpu',
  'pytorch',
  'pytorch-1-thread',
] as const;

export class Session {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  private constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader: Interface = createInterface({ input: this.child.stdout! });
    this.lines = reader[Symbol.asyncIterator]();
  }

  /** Undefined, after saying why, when a peer that need not be installed is not. */
  static open(name: string): Session | undefined {
    if (!name.startsWith('pytorch')) {
      const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
      return new Session(name, process.execPath, [...process.execArgv, worker, name]);
    }
    const python = findPyTorch();
    if (!python) {
      console.error('PyTorch not found (set PYTHON to an interpreter that has it); going on without');
      return undefined;
    }
    const threads = name === 'pytorch' ? '0' : '1';
    return new Session(name, python, [pyTorchScript, threads, JSON.stringify({ ...mineSettings, givenLogEma })]);
  }

  describe(): Promise<string> {
    return this.ask({ ask: 'describe' }) as Promise<string>;
  }

  prepare(task: Case): Promise<boolean> {
    return this.ask({ ask: 'prepare', task }) as Promise<boolean>;
  }

  check(): Promise<number[]> {
    return this.ask({ ask: 'check' }) as Promise<number[]>;
  }

  /** Milliseconds per step, over a number of steps. */
  time(steps: number): Promise<number> {
    return this.ask({ ask: 'time', steps }) as Promise<number>;
  }

  async dispose(): Promise<void> {
    await this.ask({ ask: 'dispose' });
  }

  close(): void {
    this.child.stdin!.end();
  }

  private async ask(request: Request): Promise<unknown> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value: line, done } = await this.lines.next();
    if (done) throw new Error(`${this.name}: its process ended while asked to ${request.ask}`);
    const { value, error } = JSON.parse(line) as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(`${this.name}: ${error}`);
    return value;
  }
}
