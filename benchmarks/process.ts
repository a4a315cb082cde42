/**
 * Peers in processes of their own, a line of JSON for each request and each answer: worker.ts in Node, pytorch.py in Python. On Linux the
 * process's peak memory is read as the system counts it, so that it means the same for all of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './answer.ts';
import { type Case, chainSettings, mineSettings } from './cases.ts';
import { givenLogEma } from './inputs.ts';
import { findPyTorch, pyTorchScript } from './peers/pytorch.ts';
import { peerProcess } from './peers.ts';
import { relaxedSimdFlags } from './relaxed-simd.ts';
import { type Channel, Session } from './session.ts';

/** Those of the named peers that are installed, after saying which are not. */
export function installedPeers(names: readonly string[]): string[] {
  if (!names.some(isPyTorch) || findPyTorch() !== undefined) return [...names];
  console.error('PyTorch not found (set PYTHON to an interpreter that has it); going on without');
  return names.filter((name) => !isPyTorch(name));
}

/** Starts the peer's process. */
export function openProcess(name: string): Session {
  if (isPyTorch(name)) return new Session(name, new ProcessChannel(findPyTorch()!, pyTorchArguments(name)));
  const { module, relaxedSimd = false } = peerProcess(name);
  return new Session(name, openWorker(module, name, relaxedSimd));
}

/** A process that runs worker.ts on a file of peers/. */
export function openWorker<Task>(module: string, name: string, relaxedSimd: boolean): ProcessChannel<Task> {
  const flags = relaxedSimd ? relaxedSimdFlags : [];
  const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
  return new ProcessChannel(process.execPath, [...process.execArgv, ...flags, worker, module, name]);
}

const isPyTorch = (name: string): boolean => name.startsWith('pytorch');

function pyTorchArguments(name: string): string[] {
  const threads = name === 'pytorch' ? '0' : '1';
  return [pyTorchScript, threads, JSON.stringify({ ...mineSettings, givenLogEma, chain: chainSettings })];
}

export class ProcessChannel<Task = Case> implements Channel<Task> {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(request: Request<Task>): Promise<Reply> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value: line, done } = await this.lines.next();
    return done ? { error: `its process ended while asked to ${request.ask}` } : (JSON.parse(line) as Reply);
  }

  /** See proc(5): 5 sets the peak ("high water mark") back to what is in memory now. */
  forgetPeakMemory(): void {
    if (process.platform === 'linux') writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }

  peakMemory(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const kibibytes = readFileSync(`/proc/${this.child.pid}/status`, 'utf8').match(/VmHWM:\s*(\d+) kB/)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  }

  /** See proc(5): the first number of each thread's schedstat is its time on a processor, in nanoseconds. Threads that ended are not counted. */
  processorTime(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const folder = `/proc/${this.child.pid}/task`;
    const threads = readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/schedstat`, 'utf8'));
    return threads.reduce((total, line) => total + Number(line.split(' ')[0]) / 1e6, 0);
  }

  close(): void {
    this.child.stdin!.end();
  }
}
