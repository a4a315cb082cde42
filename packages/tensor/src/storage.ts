/**
 * Memory that tensors share. A reshape is another tensor over the same storage, so storage counts its users and goes
 * back to its backend with the last one. The counters behind `memory()` live here.
 */
import type { Backend } from './backends/backend.ts';

let liveTensors = 0;
let liveBytes = 0;

/** What is alive now, over all backends: tensors not disposed, and the bytes of their storage. */
export function memory(): { tensors: number; bytes: number } {
  return { tensors: liveTensors, bytes: liveBytes };
}

export class Storage {
  readonly backend: Backend;
  /** The backend's own handle: a typed array, an address or a texture. */
  readonly buffer: unknown;
  readonly bytes: number;
  private users = 0;

  constructor(backend: Backend, buffer: unknown, bytes: number) {
    this.backend = backend;
    this.buffer = buffer;
    this.bytes = bytes;
    liveBytes += bytes;
  }

  retain(): this {
    this.users++;
    liveTensors++;
    return this;
  }

  release(): void {
    this.users--;
    liveTensors--;
    if (this.users > 0) return;
    liveBytes -= this.bytes;
    this.backend.free(this.buffer, this.bytes);
  }
}
