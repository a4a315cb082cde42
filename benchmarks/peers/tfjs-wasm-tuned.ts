/** tfjs-wasm, helped around its slow transposed product by hand: what an expert could reach. Training steps only. */
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';
import { useFilesOfPackage } from './tfjs-wasm.ts';

export async function load(): Promise<Peer> {
  useFilesOfPackage();
  return tfjsPeer({ name: 'tfjs-wasm-tuned', backend: 'wasm', explicitTranspose: true });
}
