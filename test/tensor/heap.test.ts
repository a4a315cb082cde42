// The allocator of the WebAssembly heap: blocks do not overlap, come back, and lie anywhere in four gigabytes.
import { OutOfMemoryError, scope, tensor, wasm } from '@infograd/tensor';
import fc from 'fast-check';
import { Heap } from '../../packages/tensor/src/backends/wasm/heap.ts';
import { loadKernels } from '../../packages/tensor/src/backends/wasm/kernels.ts';
import { WasmBackend } from '../../packages/tensor/src/backends/wasm/wasm.ts';

test('blocks in use never overlap and are aligned', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 5000 }), fc.boolean()), { maxLength: 60 }), (steps) => {
      const heap = Heap.create(false);
      heap.startAt(1000);
      const used: { address: number; bytes: number }[] = [];
      for (const [bytes, release] of steps) {
        if (release && used.length > 0) {
          const block = used.shift() as { address: number; bytes: number };
          heap.free(block.address, block.bytes);
          continue;
        }
        const address = heap.allocate(bytes);
        expect(address % 16).toBe(0);
        expect(address).toBeGreaterThanOrEqual(1000);
        expect(address + bytes).toBeLessThanOrEqual(heap.bytes);
        for (const other of used)
          expect(
            address + bytes <= other.address ||
              other.address + other.bytes <= address ||
              bytes === 0 ||
              other.bytes === 0,
          ).toBe(true);
        used.push({ address, bytes });
      }
    }),
    { seed: 9, numRuns: 60 },
  );
});

test('a freed block is used again for the same size', () => {
  const heap = Heap.create(false);
  const first = heap.allocate(1000);
  heap.free(first, 1000);
  expect(heap.allocate(1000)).toBe(first);
});

test('tensors beyond the second gigabyte work like any other', () => {
  const module = loadKernels({ threads: 1 });
  const backend = new WasmBackend(module);
  module.heap.allocate(2 ** 31); // address space only: pages that nobody touches take no memory
  scope(() => {
    const x = tensor([1, 2, 3, 4, 5], { backend });
    expect(x.storage.buffer as number).toBeGreaterThan(2 ** 31);
    expect(x.toArray()).toEqual([1, 2, 3, 4, 5]);
    expect(tensor([1, 2], { dtype: 'int32', backend }).toArray()).toEqual([1, 2]);
    expect(tensor([true, false], { backend }).toArray()).toEqual([true, false]);
  });
});

test('memory that is not to be had is an OutOfMemoryError that says what to do', () => {
  const heap = Heap.create(false);
  expect(() => heap.allocate(5 * 2 ** 30)).toThrow(OutOfMemoryError);
  expect(() => heap.allocate(5 * 2 ** 30)).toThrow('dispose tensors that are no longer needed');
  expect(wasm().heapBytes).toBeLessThan(2 ** 32);
});
