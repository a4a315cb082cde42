/**
 * Infograd on its WebAssembly backend, as the peer's name says: `infograd-wasm` with its defaults, `-N-threads` with so many, `-blas` with the
 * system's library for large products, `-fma` in a process that has fused multiply-add. What really runs is asked for, and must be that.
 */
import { wasm } from '@infograd/tensor';
import type { Peer } from '../peer.ts';
import { infogradPeer } from './infograd.ts';

export async function load(name: string): Promise<Peer> {
  const variant = name.replace(/^infograd-wasm-?/, '');
  const threads = variant.match(/^(\d+)-threads?$/)?.[1];
  const backend = openBackend(variant, threads);
  return infogradPeer({
    name,
    backend,
    notes() {
      const { info } = backend;
      if (threads !== undefined && info.threads !== Number(threads)) {
        throw new Error(`${info.threads} threads instead of ${threads}: ${info.threadsReason}`);
      }
      if (variant === 'fma' && !info.fma) throw new Error('without fused multiply-add, which this process should have');
      if (variant === 'blas' && info.blas === undefined) throw new Error('without a system BLAS: none was found');
      if (variant !== 'blas' && info.blas !== undefined) throw new Error(`with ${info.blas}, which was not asked for`);
      const plural = info.threads === 1 ? '1 thread' : `${info.threads} threads`;
      const reason = info.threadsReason === undefined ? plural : `${plural} (${info.threadsReason})`;
      return ['SIMD', ...(info.fma ? ['FMA'] : []), reason, ...(info.blas === undefined ? [] : [info.blas])];
    },
  });
}

function openBackend(variant: string, threads: string | undefined) {
  if (threads !== undefined) return wasm({ threads: Number(threads) });
  return variant === 'blas' ? wasm({ blas: 'auto' }) : wasm();
}
