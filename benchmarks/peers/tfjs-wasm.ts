/** TensorFlow.js on its WebAssembly backend, with SIMD where the engine has it. In Node it knows no threads. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';
import { registerGradients } from './tfjs-gradients.ts';

export async function load(): Promise<Peer> {
  return tfjsWasm('tfjs-wasm', false);
}

export async function tfjsWasm(name: string, explicitTranspose: boolean): Promise<Peer> {
  await registerGradients();
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return tfjsPeer({
    name,
    backend: 'wasm',
    explicitTranspose,
    notes: () => [simd ? 'SIMD' : 'no SIMD', '1 thread'],
  });
}
