/**
 * Every peer that runs in a process of its own, by name: the module that knows it, and what Node must offer. Several names share a module where
 * only the settings differ; the module reads them from the name.
 */

interface PeerProcess {
  /** A file of peers/; Python's are started otherwise (process.ts). */
  readonly module: string;
  /** The relaxed vector instructions, of which fused multiply-add is one. */
  readonly relaxedSimd?: true;
}

const byName: Readonly<Record<string, PeerProcess>> = {
  'infograd-wasm': { module: 'infograd-wasm' },
  'infograd-wasm-fma': { module: 'infograd-wasm', relaxedSimd: true },
  'infograd-wasm-blas': { module: 'infograd-wasm' },
  'infograd-gpu-webasm': { module: 'infograd-gpu' },
  'infograd-gpu-webgpu': { module: 'infograd-gpu' },
  'infograd-gpu-cpu': { module: 'infograd-gpu' },
  'jax-js': { module: 'jax-js' },
  'jax-js-fma': { module: 'jax-js', relaxedSimd: true },
  'numpy-ts': { module: 'numpy-ts' },
  peak: { module: 'peak' },
  'peak-1-thread': { module: 'peak' },
  'peak-fma': { module: 'peak', relaxedSimd: true },
  plain: { module: 'plain' },
  'tfjs-cpu': { module: 'tfjs-cpu' },
  'tfjs-wasm': { module: 'tfjs-wasm' },
  'tfjs-wasm-tuned': { module: 'tfjs-wasm-tuned' },
};

/** infograd-wasm-1-thread, infograd-wasm-2-threads, ... are the same module with so many threads. */
const withThreads = /^infograd-wasm-\d+-threads?$/;

/** @throws Error when there is no such peer */
export function peerProcess(name: string): PeerProcess {
  if (withThreads.test(name)) return byName['infograd-wasm'];
  const found = byName[name];
  if (!found) throw new Error(`unknown peer ${name}; there are ${Object.keys(byName).join(', ')}`);
  return found;
}
