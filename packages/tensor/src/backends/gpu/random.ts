/**
 * Random numbers: drawn on the host and uploaded when a kernel needs them. Threefry lives on 32-bit integers, which
 * kernels of gpu.js do not have; the wasm backend draws the same stream, bit for bit, faster than float32 could.
 */
import type { RandomOp } from '../../op.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import { wasm } from '../wasm/wasm.ts';
import { GpuBuffer } from './buffer.ts';

export function runRandom(op: RandomOp, attrs: object, output: TensorSpec): GpuBuffer {
  const backend = wasm();
  const [address] = backend.run(op, [], attrs, [output]);
  const length = sizeOf(output.shape);
  const values = backend.downloadSync(address, output.dtype, length);
  backend.free(address, 4 * length);
  return GpuBuffer.host(output.dtype, values);
}
