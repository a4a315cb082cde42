/** TensorFlow.js on its WebGPU backend, in a browser page, with the settings that it chooses itself. */
import { backend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';

export async function load(): Promise<Peer> {
  return tfjsPeer({ name: 'tfjs-webgpu', backend: 'webgpu', notes: () => [adapter()] });
}

/** What the adapter calls itself, as far as the browser tells. */
function adapter(): string {
  const { adapterInfo } = (backend() as WebGPUBackend).device as unknown as { adapterInfo: Record<string, string> };
  return ['vendor', 'architecture', 'device', 'description']
    .map((field) => adapterInfo[field])
    .filter(Boolean)
    .join(' ');
}
