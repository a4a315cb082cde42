/**
 * A compiled program: the operations of one traced call in order, without those that nothing depends on. Running it asks the
 * backend for the same operations on new operands, and gives every intermediate result's memory back after its last use; there are no
 * shapes to check, no tensors to make and no derivatives to look up. It does not decide whether it may run: see compile.ts.
 */
import { type AnyOp, type Backend, type Operand, Storage, Tensor, type TypedArray } from '@infograd/tensor';

/** What holds one block of memory while a program runs; values that are reshaped into each other share it. */
export interface Cell {
  buffer: unknown;
  readonly backend: Backend;
  readonly bytes: number;
  readonly origin:
    | { readonly kind: 'argument'; readonly index: number }
    /** A tensor from outside the function. */
    | { readonly kind: 'captured'; readonly tensor: Tensor }
    /** The same in every run, so computed once; the program owns the tensor. */
    | { readonly kind: 'constant'; readonly tensor: Tensor }
    | { readonly kind: 'computed' };
}

/** A tensor of the program: known by its place in it, in a cell that each run fills anew. */
export interface Value extends Operand {
  readonly storage: Cell;
  /** Whether it is another shape of what its cell holds. */
  readonly isAlias: boolean;
}

/** One operation, or one upload of values that the host makes for each run. */
export interface Step {
  readonly op: AnyOp | undefined;
  readonly inputs: readonly Value[];
  readonly attrs: object;
  readonly draw?: () => object;
  readonly produce?: () => TypedArray;
  readonly outputs: readonly Value[];
}

interface ScheduledStep extends Step {
  /** Cells that nothing needs after this step. */
  readonly last: readonly Cell[];
}

export class Program {
  readonly #steps: readonly ScheduledStep[];
  readonly #argumentCells: readonly Cell[];
  readonly #tensorCells: readonly Cell[];
  readonly #results: readonly Value[];

  /**
   * @param cells every cell of the values
   * @param results the values to return
   */
  constructor(steps: readonly Step[], cells: readonly Cell[], results: readonly Value[]) {
    const { scheduled, needed } = schedule(steps, results);
    this.#steps = scheduled;
    this.#argumentCells = cells.filter(({ origin }) => origin.kind === 'argument');
    this.#tensorCells = cells.filter((cell) => 'tensor' in cell.origin && needed.has(cell));
    this.#results = results;
    for (const { origin } of cells) {
      if (origin.kind === 'constant' && !this.#tensorCells.some((cell) => cell.origin === origin))
        origin.tensor.dispose();
    }
  }

  /** Gives back the constants; the program cannot run any more. */
  dispose(): void {
    for (const { origin } of this.#tensorCells) if (origin.kind === 'constant') origin.tensor.dispose();
  }

  /**
   * One run.
   *
   * @param leaves the tensors among the arguments, in order
   * @returns the results, as new tensors; a result that was handed in or captured is that tensor itself
   */
  run(leaves: readonly Tensor[]): Tensor[] {
    for (const cell of this.#argumentCells) cell.buffer = sourceOf(cell, leaves).storage.buffer;
    for (const cell of this.#tensorCells) cell.buffer = sourceOf(cell, leaves).storage.buffer;
    let position = 0;
    try {
      for (; position < this.#steps.length; position++) runStep(this.#steps[position]);
    } catch (error) {
      this.#giveBack(position);
      throw error;
    }
    return this.#resultTensors(leaves);
  }

  #resultTensors(leaves: readonly Tensor[]): Tensor[] {
    const storages = new Map<Cell, Storage>();
    const made = new Map<Value, Tensor>();
    return this.#results.map((value) => {
      const { storage: cell, shape, dtype, isAlias } = value;
      if (!isAlias && (cell.origin.kind === 'argument' || cell.origin.kind === 'captured'))
        return sourceOf(cell, leaves);
      const storage = storages.get(cell) ?? storageOf(cell, leaves);
      storages.set(cell, storage);
      const tensor = made.get(value) ?? new Tensor(storage, shape, dtype);
      made.set(value, tensor);
      return tensor;
    });
  }

  /** Frees what the steps before `position` left behind. */
  #giveBack(position: number): void {
    const held = new Set<Cell>();
    for (const { outputs, last } of this.#steps.slice(0, position)) {
      for (const { storage } of outputs) held.add(storage);
      for (const cell of last) held.delete(cell);
    }
    for (const cell of held) cell.backend.free(cell.buffer, cell.bytes);
  }
}

function runStep({ op, inputs, attrs, draw, produce, outputs, last }: ScheduledStep): void {
  if (op === undefined) {
    const cell = outputs[0].storage;
    cell.buffer = cell.backend.upload(produce!());
  } else {
    const buffers = outputs[0].storage.backend.run(op, inputs, draw === undefined ? attrs : draw(), outputs);
    for (let i = 0; i < buffers.length; i++) outputs[i].storage.buffer = buffers[i];
  }
  for (let i = 0; i < last.length; i++) last[i].backend.free(last[i].buffer, last[i].bytes);
}

/** Walks the steps backwards: what the results need stays, and the first need that is met is the last use. */
function schedule(
  steps: readonly Step[],
  results: readonly Value[],
): { scheduled: ScheduledStep[]; needed: ReadonlySet<Cell> } {
  const needed = new Set(results.map(({ storage }) => storage));
  const scheduled: ScheduledStep[] = [];
  for (const step of [...steps].reverse()) {
    // A generator must move on even if nobody looks at its numbers.
    const isLive = step.draw !== undefined || step.produce !== undefined;
    if (!isLive && !step.outputs.some(({ storage }) => needed.has(storage))) continue;
    const last: Cell[] = [];
    for (const { storage } of [...step.outputs, ...step.inputs]) {
      if (needed.has(storage)) continue;
      needed.add(storage);
      if (storage.origin.kind === 'computed') last.push(storage);
    }
    scheduled.push({ ...step, last });
  }
  return { scheduled: scheduled.reverse(), needed };
}

function storageOf(cell: Cell, leaves: readonly Tensor[]): Storage {
  if (cell.origin.kind === 'computed') return new Storage(cell.backend, cell.buffer, cell.bytes);
  return sourceOf(cell, leaves).storage;
}

/** The tensor whose memory a cell stands for; only computed ones have none. */
function sourceOf({ origin }: Cell, leaves: readonly Tensor[]): Tensor {
  if (origin.kind === 'argument') return leaves[origin.index];
  return (origin as { readonly tensor: Tensor }).tensor;
}
