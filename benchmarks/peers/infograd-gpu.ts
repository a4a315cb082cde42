/** Infograd on its gpu backend, in the mode that the peer's name ends with. */
import { gpu } from '@infograd/tensor/gpu';
import type { Peer } from '../peer.ts';
import { infogradPeer } from './infograd.ts';

export async function load(name: string): Promise<Peer> {
  const mode = name.replace('infograd-gpu-', '') as NonNullable<Parameters<typeof gpu>[0]>['mode'];
  const backend = await gpu({ mode });
  if (backend.info.mode !== mode) throw new Error(`Infograd runs in mode ${backend.info.mode}, not in ${mode}`);
  return infogradPeer({ name, backend, notes: () => [backend.info.adapter] });
}
