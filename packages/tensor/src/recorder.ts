/**
 * The seam through which automatic differentiation listens. Every operation that runs is announced to the recorders
 * that are active, as one application; the tensor package never learns what they do with it.
 */
import type { AnyOp } from './op.ts';
import type { Tensor } from './tensor.ts';

/** One operation that ran: what went in, what came out. */
export interface Application {
  readonly op: AnyOp | CustomOp;
  readonly inputs: readonly Tensor[];
  readonly attrs: object;
  readonly outputs: readonly Tensor[];
}

/** An operation defined outside the registry; it carries its own derivative. */
export interface CustomOp {
  readonly name: string;
  readonly family: 'custom';
}

export interface Recorder {
  record(application: Application): void;
}

let active: Recorder[] = [];

export function isRecording(): boolean {
  return active.length > 0;
}

export function announce(application: Application): void {
  for (const recorder of active) recorder.record(application);
}

/** Runs `body` with `recorder` listening, beside those that already listen. */
export function recording<T>(recorder: Recorder, body: () => T): T {
  return withRecorders([...active, recorder], body);
}

/** Runs `body` with nobody listening. */
export function withoutRecording<T>(body: () => T): T {
  return withRecorders([], body);
}

function withRecorders<T>(recorders: Recorder[], body: () => T): T {
  const before = active;
  active = recorders;
  try {
    return body();
  } finally {
    active = before;
  }
}
