/** TensorFlow.js on its WebAssembly backend, with SIMD where the engine has it. In Node it knows no threads. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';

export async function load(): Promise<Peer> {
  useFilesOfPackage();
  return tfjsPeer({ name: 'tfjs-wasm', backend: 'wasm' });
}

export function useFilesOfPackage(): void {
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
}
