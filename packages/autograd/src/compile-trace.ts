/**
 * Tracing: one call of a function, watched. Every tensor that it makes becomes a value of a program, every operation a step; what
 * depends on no argument and no generator is computed now and kept as a constant. Beside the steps there is a journal, in which
 * two traces of one function can be compared.
 */
import {
  type AnyOp,
  bytesPerElement,
  keep,
  reshape,
  sizeOf,
  type Tensor,
  type TensorSpec,
  type Tracer,
  type TypedArray,
  tracing,
  ValueError,
  withoutRecording,
} from '@infograd/tensor';
import { type Cell, Program, type Step, type Value } from './compile-program.ts';

/** One line for each thing that happened: what it was, and everything that tells it from another such thing. */
export type Journal = readonly { readonly what: string; readonly details: readonly unknown[] }[];

export class Trace implements Tracer {
  readonly journal: Journal[number][] = [];
  readonly #values = new Map<Tensor, Value>();
  readonly #cells: Cell[] = [];
  readonly #steps: Step[] = [];
  readonly #numbers = new Map<Value, number>();

  /** @param stand-ins of the arguments, which only this call sees */
  constructor(standIns: readonly Tensor[]) {
    for (const [index, tensor] of standIns.entries()) this.#add(tensor, { kind: 'argument', index });
  }

  ran(op: AnyOp, inputs: readonly Tensor[], attrs: object, outputs: readonly Tensor[], draw?: () => object): void {
    const values = inputs.map((input) => this.valueOf(input));
    this.#note(op.name, ...values, ...(draw ? ['drawn'] : tokens(attrs)));
    if (op.family === 'alias') {
      this.#values.set(outputs[0], makeValue(outputs[0], values[0].storage, true));
      return;
    }
    const isConstant = draw === undefined && values.every(({ storage }) => storage.origin.kind === 'constant');
    if (isConstant) {
      for (const output of outputs) this.#addConstant(output);
      return;
    }
    const made = outputs.map((output) => this.#add(output, { kind: 'computed' }));
    this.#steps.push({ op, inputs: values, attrs, draw, outputs: made });
  }

  made(tensor: Tensor, values: TypedArray, produce?: () => TypedArray): void {
    this.#note('host values', tensor.dtype, ...tensor.shape, produce ? 'drawn' : fingerprint(values));
    if (produce === undefined) this.#addConstant(tensor);
    else
      this.#steps.push({
        op: undefined,
        inputs: [],
        attrs: {},
        produce,
        outputs: [this.#add(tensor, { kind: 'computed' })],
      });
  }

  reads(what: string): void {
    throw new ValueError(
      `compile: the function calls ${what}; a compiled function cannot look at values, because the next call would not look again. Return the tensor and read it outside`,
    );
  }

  /** The value that a tensor is; one that nobody announced comes from outside the function. */
  valueOf(tensor: Tensor): Value {
    const known = this.#values.get(tensor);
    if (known !== undefined) return known;
    this.#note('a tensor from outside', tensor);
    return this.#add(tensor, { kind: 'captured', tensor });
  }

  /**
   * The program of what was traced; it owns the constants from then on.
   *
   * @param statics what the function returned besides tensors
   */
  program(results: readonly Tensor[], statics: readonly unknown[]): Program {
    const values = results.map((result) => this.valueOf(result));
    this.#note('the result', ...values, ...statics);
    return new Program(this.#steps, this.#cells, values);
  }

  /** Gives back what a trace that came to nothing has kept. */
  dispose(): void {
    for (const { origin } of this.#cells) if (origin.kind === 'constant') origin.tensor.dispose();
  }

  #addConstant(tensor: Tensor): void {
    // Under a name of its own, which the function's scope does not dispose.
    const own = tracing(undefined, () => withoutRecording(() => keep(reshape(tensor, tensor.shape))));
    this.#add(tensor, { kind: 'constant', tensor: own });
  }

  #add(tensor: Tensor, origin: Cell['origin']): Value {
    const { backend, buffer } = tensor.storage;
    const cell = { buffer, backend, bytes: tensor.size * bytesPerElement[tensor.dtype], origin };
    this.#cells.push(cell);
    const value = makeValue(tensor, cell, false);
    this.#values.set(tensor, value);
    return value;
  }

  #note(what: string, ...details: readonly unknown[]): void {
    const numbered = details.map((detail) => (isValue(detail) ? this.#numberOf(detail) : detail));
    this.journal.push({ what, details: numbered });
  }

  /** Values by the order in which they are met: the same in every trace of one function. */
  #numberOf(value: Value): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
}

/** The first thing in which two traces of one function differ, if anything is. */
export function differenceOf(before: Journal, now: Journal): string | undefined {
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [old, own] = [before[i], now[i]];
    if (old === undefined || own === undefined) return `${(old ?? own).what} (number ${i}) in one call only`;
    if (old.what !== own.what) return `${old.what} (number ${i}) before, ${own.what} now`;
    if (!sameItems(old.details, own.details)) return `${own.what} (number ${i}) with other operands or numbers`;
  }
  return undefined;
}

function makeValue({ shape, dtype }: TensorSpec, storage: Cell, isAlias: boolean): Value {
  return { shape, dtype, size: sizeOf(shape), rank: shape.length, storage, isAlias };
}

function isValue(item: unknown): item is Value {
  return typeof item === 'object' && item !== null && 'isAlias' in item;
}

/** An op's attributes as a flat list. */
function tokens(attrs: unknown): unknown[] {
  if (typeof attrs !== 'object' || attrs === null) return [attrs];
  return Object.entries(attrs).flatMap(([key, value]) => [key, ...tokens(value)]);
}

export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** 32 bits that other values would hardly share: FNV-1a over the bytes. */
function fingerprint(values: TypedArray): number {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
