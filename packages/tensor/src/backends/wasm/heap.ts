/**
 * The allocator of the WebAssembly heap. Sizes are rounded up to classes, freed blocks wait in a list per class, and
 * new blocks come from the end of the heap, which grows as needed. A training loop therefore reuses the same few
 * blocks at every step. Blocks are never merged; growth replaces the views, so nobody may hold on to one.
 */
import { OutOfMemoryError } from '../../errors.ts';

const pageBytes = 65536;
const maximumPages = 65536;

/** What the allocator needs of a WebAssembly memory. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export class Heap {
  readonly memory: LinearMemory;
  f32: Float32Array;
  i32: Int32Array;
  u8: Uint8Array;
  private end = 0;
  private readonly waiting = new Map<number, number[]>();

  constructor(memory: LinearMemory) {
    this.memory = memory;
    this.f32 = new Float32Array(memory.buffer);
    this.i32 = new Int32Array(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
  }

  /** @param shared whether other threads may work on it */
  static create(shared: boolean): Heap {
    return new Heap(new WebAssembly.Memory({ initial: 64, maximum: maximumPages, shared }));
  }

  /** Bytes of the heap, used or waiting. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Sets where blocks begin, after the kernels' own static data. */
  startAt(address: number): void {
    this.end = (address + 15) & ~15;
  }

  /** The address of a block of at least `bytes`, aligned to 16. Its contents are whatever was there. */
  allocate(bytes: number): number {
    const size = sizeClass(bytes);
    const reused = this.waiting.get(size)?.pop();
    if (reused !== undefined) return reused;
    const address = this.end;
    const end = address + size;
    if (end > this.bytes) this.grow(end, bytes);
    this.end = end;
    return address;
  }

  free(address: number, bytes: number): void {
    const size = sizeClass(bytes);
    const list = this.waiting.get(size);
    if (list) list.push(address);
    else this.waiting.set(size, [address]);
  }

  private grow(end: number, requested: number): void {
    const needed = Math.ceil((end - this.bytes) / pageBytes);
    const generous = Math.max(needed, this.bytes / pageBytes / 4);
    if (!this.growBy(Math.ceil(generous)) && !this.growBy(needed)) {
      throw new OutOfMemoryError(
        `the WebAssembly heap holds ${Math.round(this.bytes / 2 ** 20)} MiB and cannot grow by ${requested} bytes more (its limit is 4096 MiB); ` +
          'dispose tensors that are no longer needed, run loops inside scope(), or use smaller batches',
      );
    }
    this.f32 = new Float32Array(this.memory.buffer);
    this.i32 = new Int32Array(this.memory.buffer);
    this.u8 = new Uint8Array(this.memory.buffer);
  }

  private growBy(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

/** Multiples of 16 up to 1 KiB; above, eight classes for each doubling, so that at most an eighth is wasted. */
function sizeClass(bytes: number): number {
  if (bytes <= 1024) return Math.max(16, (bytes + 15) & ~15);
  const step = 2 ** (28 - Math.clz32(bytes - 1));
  return Math.ceil(bytes / step) * step;
}
