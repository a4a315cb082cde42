/** TensorFlow.js on its backend in plain JavaScript. */
import '@tensorflow/tfjs-backend-cpu';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';

export async function load(): Promise<Peer> {
  return tfjsPeer({ name: 'tfjs-cpu', backend: 'cpu' });
}
