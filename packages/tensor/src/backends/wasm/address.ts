/** Where a tensor of the wasm backend lies: its storage's buffer is the byte address in the heap. */
import type { Tensor } from '../../tensor.ts';

export function address(tensor: Tensor): number {
  return tensor.storage.buffer as number;
}
