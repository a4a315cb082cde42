/**
 * Lifetimes. A scope owns the tensors that are born in it and disposes them when it ends, except those that its body
 * returns, which move to the surrounding scope. A tensor that outlives every scope is watched by a finalizer, as a
 * backstop only: finalizers do not run inside a synchronous loop, so loops should be scopes.
 */
import { ValueError } from './errors.ts';
import { isRecording } from './recorder.ts';
import type { Storage } from './storage.ts';
import type { Tensor } from './tensor.ts';

const stack: Tensor[][] = [];

const finalizer = new FinalizationRegistry<Storage>((storage) => storage.release());

/** Tensors without a scope that the finalizer does not know yet: in a loop, most are disposed before it needs to. */
let unwatched: Tensor[] = [];
const unwatchedAtMost = 256;

/** Called once by every new tensor, and again when its scope hands it on: the innermost scope becomes its owner. */
export function adopt(tensor: Tensor): void {
  if (stack.length > 0) stack[stack.length - 1].push(tensor);
  else release(tensor);
}

/** The finalizer becomes the owner, when the running code is done. */
function release(tensor: Tensor): void {
  if (unwatched.length === 0) queueMicrotask(watch);
  if (unwatched.length >= unwatchedAtMost) watch();
  unwatched.push(tensor);
}

function watch(): void {
  for (const tensor of unwatched) {
    if (tensor.isDisposed) continue;
    tensor.isWatched = true;
    finalizer.register(tensor, tensor.storage, tensor);
  }
  unwatched = [];
}

/** Called when a tensor is disposed, so that its storage is not released twice. */
export function forget(tensor: Tensor): void {
  if (tensor.isWatched) finalizer.unregister(tensor);
}

/**
 * Runs `body` and disposes every tensor that was made in it, except the tensors in what it returns (a tensor, or plain
 * objects and arrays of them, to any depth). While derivatives are being recorded nothing is disposed early, because
 * the backward pass needs it; the recording's own scope cleans up. `body` must be synchronous.
 *
 * @throws ValueError when `body` returns a promise
 * @example
 * const norm = scope(() => sqrt(sum(square(x)))); // the squares and their sum are gone, the norm stays
 */
export function scope<T>(body: () => T): T {
  const born: Tensor[] = [];
  stack.push(born);
  let result: T | undefined;
  try {
    result = body();
    if (result instanceof Promise) {
      result.catch(() => {}); // it will meet disposed tensors; the error below already tells why
      throw new ValueError(
        'scope: the body returned a promise; tensors made after an await would escape. Await outside the scope',
      );
    }
    return result;
  } finally {
    stack.pop();
    const survivors = new Set<unknown>();
    collectParts(result, survivors);
    const keepAll = isRecording();
    for (let i = 0; i < born.length; i++) {
      const tensor = born[i];
      if (tensor.isDisposed) continue;
      if (tensor.isKept) release(tensor);
      else if (keepAll || survivors.has(tensor)) adopt(tensor);
      else tensor.dispose();
    }
  }
}

/** Another name for {@link scope}, known from TensorFlow.js. */
export const tidy = scope;

/** Lets a tensor outlive every scope that is open now; its owner must dispose it, or leave it to the finalizer. */
export function keep(tensor: Tensor): Tensor {
  if (stack.length > 0) tensor.isKept = true;
  return tensor;
}

/** Adds to `found` everything in a value made of plain objects and arrays. */
function collectParts(value: unknown, found: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || found.has(value)) return;
  found.add(value); // containers too, so that one that holds itself is walked once
  if (Array.isArray(value)) for (const item of value) collectParts(item, found);
  else if (isPlain(value)) for (const item of Object.values(value)) collectParts(item, found);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
