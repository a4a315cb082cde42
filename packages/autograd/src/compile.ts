/**
 * Compilation: a function of tensors is traced once and replayed from then on. A replay runs the same kernels on the same kind of
 * operands in the same order, so its results have the same bits; what it saves is everything around the kernels: shape rules, scopes,
 * tapes, derivative rules. A call whose arguments are of another kind is traced anew; a function that does not do the same in
 * every call is refused, not replayed wrongly.
 */
import {
  activeTracer,
  type Backend,
  defaultBackend,
  isRecording,
  reshape,
  sameShape,
  scope,
  Tensor,
  tracing,
  ValueError,
} from '@infograd/tensor';
import type { Program } from './compile-program.ts';
import { differenceOf, type Journal, sameItems, Trace } from './compile-trace.ts';
import { disposeTree } from './tree.ts';

/** A compiled function: called like the original. */
export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** How often the function itself has run to be traced: replays do not count. */
  readonly traces: number;
  /** Forgets all traces and gives back the constants that they hold. */
  dispose(): void;
}

/** What a trace is valid for. */
interface Signature {
  readonly backend: Backend;
  /** Everything in the arguments but tensors: keys, lengths, numbers and objects. */
  readonly statics: readonly unknown[];
  readonly tensors: readonly Pick<Tensor, 'shape' | 'dtype' | 'backend'>[];
}

interface Traced {
  readonly journal: Journal;
  readonly program: Program;
  /** What the function returned, with other tensors in it. */
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
}

interface Entry extends Traced {
  readonly signature: Signature;
  calls: number;
}

/** Signatures that are remembered at a time. */
const remembered = 16;

/**
 * A function that does the same with less overhead: it is traced at the first call, and replayed at later calls whose tensors
 * have the same shapes and dtypes, and whose other arguments are equal.
 *
 * The function must be synchronous, must depend on its arguments and on generators (`Random`) only, and must have no other effect than
 * what it returns. It may contain `grad` and whatever else is made of operations; it may draw random numbers, which go on as they do
 * without compilation. It cannot read values (`data`, `item`). Tensors may stand anywhere in plain objects and arrays; a number is a
 * constant of the trace, so that a number which is another in every call, such as a step count, belongs outside.
 * The function is traced again at calls 2, 4, 8, …, to see that it still does the same.
 *
 * While derivatives of the call itself are being recorded, the function runs as it is.
 *
 * @param fn from any arguments to plain objects and arrays of tensors, numbers, strings and booleans
 * @throws ValueError when the function reads a value, does something else than before with equal arguments, or returns a promise or
 * what cannot be replayed
 * @example
 * const gradient = compile(grad((x: Tensor) => sum(square(x))));
 * gradient(tensor([1, 2])); // [2, 4], traced
 * gradient(tensor([3, 4])); // [6, 8]
 */
export function compile<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
): Compiled<Args, Result> {
  const entries: Entry[] = [];
  let traces = 0;

  const call = (...args: Args): Result => {
    if (isRecording() || activeTracer() !== undefined) return fn(...args);
    const leaves: Tensor[] = [];
    const statics: unknown[] = [];
    flatten(args, leaves, statics);
    const backend = defaultBackend();
    const entry = entries.find(({ signature }) => matches(signature, backend, statics, leaves));
    if (entry !== undefined && !isPowerOfTwo(++entry.calls)) {
      return entry.rebuild(entry.program.run(leaves)) as Result;
    }
    traces++;
    const { result, traced } = trace(fn, args, leaves);
    if (entry === undefined) {
      const tensors = leaves.map(({ shape, dtype, backend }) => ({ shape, dtype, backend }));
      entries.unshift({ ...traced, signature: { backend, statics, tensors }, calls: 1 });
      for (const { program } of entries.splice(remembered)) program.dispose();
      return result as Result;
    }
    traced.program.dispose();
    const difference = differenceOf(entry.journal, traced.journal);
    if (difference !== undefined) {
      disposeTree(result, args);
      throw new ValueError(
        `compile: call ${entry.calls} with such arguments did something else than the first: ${difference}. The function may depend on ` +
          'its arguments and on generators only; pass whatever changes as an argument',
      );
    }
    return result as Result;
  };

  const dispose = (): void => {
    for (const { program } of entries.splice(0)) program.dispose();
  };
  return Object.defineProperty(Object.assign(call, { dispose }), 'traces', { get: () => traces }) as Compiled<
    Args,
    Result
  >;
}

/** Runs the function itself, and makes a program of what it does. */
function trace<Args extends readonly unknown[]>(
  fn: (...args: Args) => unknown,
  args: Args,
  leaves: readonly Tensor[],
): { result: unknown; traced: Traced } {
  let traced: Traced | undefined;
  const result = scope(() => {
    // Under names of their own, so that one tensor in two places counts as two arguments.
    const standIns = leaves.map((leaf) => reshape(leaf, leaf.shape));
    const trace = new Trace(standIns);
    try {
      let next = 0;
      const ownArgs = mapLeaves(args, (leaf) => (leaf instanceof Tensor ? standIns[next++] : leaf)) as Args;
      const returned = tracing(trace, () => fn(...ownArgs));
      const tensors: Tensor[] = [];
      const statics: unknown[] = [];
      const template = mapLeaves(returned, (leaf) => {
        if (leaf instanceof Tensor) return new Place(tensors.push(leaf) - 1);
        requireReplayable(leaf);
        statics.push(leaf);
        return leaf;
      });
      const rebuild = (own: readonly Tensor[]) =>
        mapLeaves(template, (leaf) => (leaf instanceof Place ? own[leaf.index] : leaf));
      traced = { program: trace.program(tensors, statics), journal: trace.journal, rebuild };
      return rebuild(tensors.map((tensor) => leaves[standIns.indexOf(tensor)] ?? tensor));
    } catch (error) {
      trace.dispose();
      throw error;
    }
  });
  return { result, traced: traced! };
}

/** Stands for a tensor in what a function returned. */
class Place {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

function matches(
  signature: Signature,
  backend: Backend,
  statics: readonly unknown[],
  leaves: readonly Tensor[],
): boolean {
  if (signature.backend !== backend || signature.tensors.length !== leaves.length) return false;
  for (let i = 0; i < leaves.length; i++) {
    const { shape, dtype, backend: home } = signature.tensors[i];
    const leaf = leaves[i];
    if (leaf.dtype !== dtype || leaf.backend !== home || !sameShape(leaf.shape, shape)) return false;
  }
  return sameItems(signature.statics, statics);
}

/** Arguments as a list of tensors, and a list of everything else that there is to know of them. */
function flatten(value: unknown, leaves: Tensor[], statics: unknown[]): void {
  if (value instanceof Tensor) {
    leaves.push(value);
    statics.push(Tensor);
  } else if (Array.isArray(value)) {
    statics.push(Array, value.length);
    for (let i = 0; i < value.length; i++) flatten(value[i], leaves, statics);
  } else if (isPlainObject(value)) {
    const keys = Object.keys(value);
    statics.push(Object, keys.length);
    for (let i = 0; i < keys.length; i++) {
      statics.push(keys[i]);
      flatten(value[keys[i]], leaves, statics);
    }
  } else if (ArrayBuffer.isView(value)) {
    throw new ValueError(
      `compile: an argument holds a ${value.constructor.name}, whose values would be taken as constants; make it a tensor first`,
    );
  } else {
    statics.push(value);
  }
}

/** Plain objects and arrays rebuilt, with other leaves. */
function mapLeaves(value: unknown, fn: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, fn));
  if (!isPlainObject(value)) return fn(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, fn)]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** @throws ValueError for what a replay could not make again */
function requireReplayable(leaf: unknown): void {
  const isObject = (typeof leaf === 'object' && leaf !== null) || typeof leaf === 'function';
  if (!isObject) return;
  const what =
    leaf instanceof Promise ? 'a promise; it must be synchronous' : `a ${leaf.constructor?.name ?? typeof leaf}`;
  throw new ValueError(
    `compile: the function returned ${what}; only tensors, numbers, strings and booleans in plain objects and arrays can be replayed`,
  );
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
