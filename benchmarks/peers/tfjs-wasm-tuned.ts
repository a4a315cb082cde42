/** tfjs-wasm, helped around its slow transposed product by hand: what an expert could reach. Training steps only. */
import type { Peer } from '../peer.ts';
import { tfjsWasm } from './tfjs-wasm.ts';

export async function load(): Promise<Peer> {
  return tfjsWasm('tfjs-wasm-tuned', true);
}
