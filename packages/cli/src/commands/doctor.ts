/**
 * `mine doctor`: what this machine offers and which versions are installed, for a first look when something is slow or
 * missing and for bug reports. A backend counts as found when a small product on it comes out right.
 */
import os from 'node:os';
import { type Backend, matmul, reference, scope, tensor, wasm } from '@infograd/tensor';
import type { Io } from '../io.ts';
import { packageVersions } from '../versions.ts';

interface BackendReport {
  readonly name: string;
  readonly works: boolean;
  /** What it is, or why it does not work. */
  readonly detail: string;
  readonly simd: boolean;
  readonly threads: number;
  /** Of a heap of its own, in bytes. */
  readonly heapBytes?: number;
}

/** Prints the report, as text or as JSON; the exit code is 1 if the default backend does not work. */
export async function doctor({ json }: { json?: boolean }, { stdout }: Io): Promise<number> {
  const { version: duckdb } = await import('@duckdb/node-api');
  const report = {
    versions: { node: process.version.slice(1), ...packageVersions(), duckdb: duckdb().replace(/^v/, '') },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      processors: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      freeMemoryBytes: os.freemem(),
    },
    backends: await Promise.all([examineWasm(), examineReference()]),
  };
  stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
  return report.backends[0].works ? 0 : 1;
}

async function examineWasm(): Promise<BackendReport> {
  const facts = { name: 'wasm', simd: true, threads: 1 };
  try {
    const backend = wasm();
    await probe(backend);
    const detail = `${backend.kernelNames.length} SIMD kernels`;
    return { ...facts, works: true, detail, heapBytes: backend.heapBytes };
  } catch (error) {
    return { ...facts, works: false, simd: false, detail: (error as Error).message };
  }
}

async function examineReference(): Promise<BackendReport> {
  const facts = { name: 'reference', simd: false, threads: 1 };
  try {
    await probe(reference());
    return { ...facts, works: true, detail: 'plain loops with float64 sums: the specification' };
  } catch (error) {
    return { ...facts, works: false, detail: (error as Error).message };
  }
}

async function probe(backend: Backend): Promise<void> {
  const product = scope(() => {
    const matrix = tensor([1, 2, 3, 4], { shape: [2, 2], backend });
    return matmul(matrix, matrix);
  });
  const values = Array.from(await product.data());
  product.dispose();
  if (values.join() !== '7,10,15,22') throw new Error(`a 2 by 2 product came out as ${values.join(', ')}`);
}

function asText({
  versions,
  machine,
  backends,
}: {
  versions: object;
  machine: Machine;
  backends: BackendReport[];
}): string {
  const lines = ['versions', ...Object.entries(versions).map(([name, version]) => `  ${name.padEnd(20)} ${version}`)];
  const { platform, processors, memoryBytes, freeMemoryBytes } = machine;
  lines.push(
    'machine',
    `  ${platform}, ${processors} processors, ${gibibytes(freeMemoryBytes)} of ${gibibytes(memoryBytes)} free`,
  );
  lines.push('backends');
  for (const { name, works, detail, simd, threads, heapBytes } of backends) {
    const heap = heapBytes === undefined ? '' : `, heap ${(heapBytes / 2 ** 20).toFixed(1)} MiB`;
    const facts = works
      ? `SIMD ${simd ? 'yes' : 'no'}, threads ${threads}${heap}; ${detail}`
      : `not available: ${detail}`;
    lines.push(`  ${name.padEnd(20)} ${facts}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Machine {
  readonly platform: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
