/**
 * The tape: the list of operations that ran on watched values, in the order in which they ran. It hears of every
 * operation through the recorder seam, and keeps those that a derivative has to pass through. It stores the tensors
 * themselves, never copies, so what a rule saves is the same value that the graph holds.
 */
import type { Application, Recorder, Tensor } from '@infograd/tensor';

export class Tape implements Recorder {
  readonly applications: Application[] = [];
  private readonly tracked = new Set<Tensor>();

  /** Marks a tensor as a variable: derivatives with respect to it will be asked for. */
  watch(variable: Tensor): void {
    this.tracked.add(variable);
  }

  /** Whether a value depends on a watched variable. */
  tracks(value: Tensor): boolean {
    return this.tracked.has(value);
  }

  record(application: Application): void {
    const { op, inputs, outputs } = application;
    if (op.family !== 'custom' && !op.differentiable) return;
    if (!inputs.some((input) => this.tracked.has(input))) return;
    this.applications.push(application);
    for (const output of outputs) {
      if (output.dtype === 'float32' || output.dtype === 'float64') this.tracked.add(output);
    }
  }
}
