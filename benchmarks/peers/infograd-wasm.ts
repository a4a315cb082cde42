/** Infograd on its default backend. */
import type { Peer } from '../peer.ts';
import { infogradPeer } from './infograd.ts';

export async function load(): Promise<Peer> {
  return infogradPeer({ name: 'infograd-wasm', notes: ['SIMD', '1 thread'] });
}
