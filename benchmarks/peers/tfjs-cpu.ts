/** TensorFlow.js on its backend in plain JavaScript. */
import '@tensorflow/tfjs-backend-cpu';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';
import { registerGradients } from './tfjs-gradients.ts';

export async function load(): Promise<Peer> {
  await registerGradients();
  return tfjsPeer({ name: 'tfjs-cpu', backend: 'cpu', notes: () => ['1 thread'] });
}
