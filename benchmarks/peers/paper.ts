/**
 * The recipes of examples/paper as a peer, as its name says: `infograd-1-thread`, `infograd-2-threads`, with `-fma` in a process that has fused
 * multiply-add, with `-blas` where the system's library does the large products. What really runs is asked for, and must be that.
 */
import { setDefaultBackend, wasm } from '@infograd/tensor';
import type { PaperCase } from '../paper-cases.ts';
import type { Peer } from '../peer.ts';
import { bottleneckWorkload } from './paper-bottleneck.ts';
import { ganWorkload } from './paper-gan.ts';

export async function load(name: string): Promise<Peer<PaperCase>> {
  const [, threads, variant] = name.match(/^infograd-(\d+)-threads?(?:-(fma|blas))?$/) ?? [];
  if (threads === undefined) throw new Error(`unknown peer ${name}; use infograd-1-thread, -fma or -blas behind it`);
  const backend = wasm({ threads: Number(threads), blas: variant === 'blas' ? 'auto' : 'off' });
  setDefaultBackend(backend);
  return {
    name,
    describe() {
      const { info } = backend;
      if (info.threads !== Number(threads)) throw new Error(`${info.threads} threads: ${info.threadsReason}`);
      if (variant === 'fma' && !info.fma) throw new Error('without fused multiply-add, which this process should have');
      if (variant === 'blas' && info.blas === undefined) throw new Error(`without a system BLAS: ${info.blasReason}`);
      const notes = [...(info.fma ? ['FMA'] : []), ...(info.blas === undefined ? [] : [info.blas])];
      return ['Infograd, wasm, SIMD', `${threads} thread${threads === '1' ? '' : 's'}`, ...notes].join(', ');
    },
    prepare: (task) => (task.kind === 'gan' ? ganWorkload(task) : bottleneckWorkload(task)),
  };
}
