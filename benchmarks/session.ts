/** The benchmark's end of a peer: asks, over whatever channel reaches it, and unwraps the answers. */
import type { Reply, Request } from './answer.ts';
import type { Case } from './cases.ts';

/** Carries one request at a time to where the peer runs: a process (process.ts), a browser page (browser.ts), or here (local.ts). */
export interface Channel<Task = Case> {
  ask(request: Request<Task>): Promise<Reply>;
  close(): void;
  /** Starts to count the peak anew, where the peer's memory can be told from others'. */
  forgetPeakMemory?(): void;
  /** Bytes of memory that the peer held at most since then; undefined where the system does not say. */
  peakMemory?(): number | undefined;
  /** Milliseconds for which processors have worked on the peer, all its threads together; undefined where the system does not say. */
  processorTime?(): number | undefined;
}

export class Session<Task = Case> {
  readonly name: string;
  private readonly channel: Channel<Task>;

  constructor(name: string, channel: Channel<Task>) {
    this.name = name;
    this.channel = channel;
  }

  describe(): Promise<string> {
    return this.ask({ ask: 'describe' }) as Promise<string>;
  }

  prepare(task: Task): Promise<boolean> {
    return this.ask({ ask: 'prepare', task }) as Promise<boolean>;
  }

  check(): Promise<number[] | undefined> {
    return this.ask({ ask: 'check' }) as Promise<number[] | undefined>;
  }

  /** Milliseconds per step, over a number of steps. */
  time(steps: number): Promise<number> {
    return this.ask({ ask: 'time', steps }) as Promise<number>;
  }

  async dispose(): Promise<void> {
    await this.ask({ ask: 'dispose' });
  }

  forgetPeakMemory(): void {
    this.channel.forgetPeakMemory?.();
  }

  peakMemory(): number | undefined {
    return this.channel.peakMemory?.();
  }

  processorTime(): number | undefined {
    return this.channel.processorTime?.();
  }

  close(): void {
    this.channel.close();
  }

  private async ask(request: Request<Task>): Promise<unknown> {
    const reply = await this.channel.ask(request);
    if ('error' in reply) throw new Error(`${this.name}: ${reply.error}`);
    return reply.value;
  }
}
