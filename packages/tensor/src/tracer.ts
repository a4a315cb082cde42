/**
 * The seam through which compilation listens. A recorder hears of what derivatives pass through, and library code may switch it
 * off; a tracer hears of everything that makes a tensor, and of every attempt to read one. The tensor package never learns
 * what it does with that.
 */
import type { TypedArray } from './dtype.ts';
import type { AnyOp } from './op.ts';
import type { Tensor } from './tensor.ts';

export interface Tracer {
  /**
   * An operation ran.
   * @param draw gives the attributes of every further run, where they differ from run to run: a generator moves on
   */
  ran(op: AnyOp, inputs: readonly Tensor[], attrs: object, outputs: readonly Tensor[], draw?: () => object): void;
  /**
   * A tensor was made of host values.
   * @param produce gives the values of every further run, where they differ from run to run
   */
  made(tensor: Tensor, values: TypedArray, produce?: () => TypedArray): void;
  /** Values are about to be read; throws where that is not possible. */
  reads(what: string): void;
}

let active: Tracer | undefined;

/** The tracer that listens, if one does. */
export function activeTracer(): Tracer | undefined {
  return active;
}

/** Runs `body` with `tracer` listening in place of any other; with undefined, nobody does. */
export function tracing<T>(tracer: Tracer | undefined, body: () => T): T {
  const before = active;
  active = tracer;
  try {
    return body();
  } finally {
    active = before;
  }
}
