/**
 * Which backend new tensors live on when nobody says. Operations do not ask: they run where their inputs are.
 */
import type { Backend } from './backends/backend.ts';
import { wasm } from './backends/wasm/wasm.ts';

let chosen: Backend | undefined;

/** The backend of new tensors: WebAssembly unless {@link setDefaultBackend} or {@link withBackend} says otherwise. */
export function defaultBackend(): Backend {
  chosen ??= wasm();
  return chosen;
}

export function setDefaultBackend(backend: Backend): void {
  chosen = backend;
}

/** Runs a synchronous `body` with another default backend. */
export function withBackend<T>(backend: Backend, body: () => T): T {
  const before = chosen;
  chosen = backend;
  try {
    return body();
  } finally {
    chosen = before;
  }
}
