/**
 * `mine doctor`: what this machine offers and which versions are installed, for a first look when something is slow or
 * missing and for bug reports. It prints what examine.ts finds.
 */
import os from 'node:os';
import { type BackendReport, examineBackends, type GpuModeReport } from '../examine.ts';
import type { Io } from '../io.ts';
import { formatCount } from '../numbers.ts';
import { packageVersions } from '../versions.ts';

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
    backends: await examineBackends(),
  };
  stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
  return report.backends[0].works ? 0 : 1;
}

interface Report {
  readonly versions: object;
  readonly machine: {
    readonly platform: string;
    readonly processors: number;
    readonly memoryBytes: number;
    readonly freeMemoryBytes: number;
  };
  readonly backends: readonly BackendReport[];
}

function asText({ versions, machine, backends }: Report): string {
  const { platform, processors, memoryBytes, freeMemoryBytes } = machine;
  const memory = `${gibibytes(freeMemoryBytes)} of ${gibibytes(memoryBytes)} free`;
  const lines = [
    'versions',
    ...Object.entries(versions).map(([name, version]) => entry(name, version)),
    'machine',
    `  ${platform}, ${processors} processors, ${memory}`,
    'backends',
    ...backends.flatMap(backendLines),
  ];
  return `${lines.join('\n')}\n`;
}

function backendLines(backend: BackendReport): string[] {
  const { name, works, detail } = backend;
  const modes = backend.name === 'gpu' ? backend.modes : [];
  // One reason for all, such as a missing package, is said once.
  const worthListing = works || modes.some((mode) => mode.detail !== detail);
  const modeLines = worthListing ? modes.map((mode) => entry(`  ${mode.mode}`, describeMode(mode))) : [];
  if (!works) return [entry(name, `not available: ${detail}`), ...modeLines];
  if (backend.name === 'gpu') return [entry(name, detail), ...modeLines];
  const { simd, fma, threads, heapBytes, blas, blasReason } = backend;
  const heap = heapBytes === undefined ? '' : `, heap ${(heapBytes / 2 ** 20).toFixed(1)} MiB`;
  const instructions = `SIMD ${yesOrNo(simd)}${fma === undefined ? '' : `, fused multiply-add ${yesOrNo(fma)}`}`;
  const line = entry(name, `${instructions}, threads ${threads}${heap}; ${detail}`);
  if (name !== 'wasm') return [line];
  return [line, entry('  blas', blas ?? `not available: ${blasReason}`)];
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function describeMode({ works, detail, adapter, precision, flushesSubnormals, limits }: GpuModeReport): string {
  if (!works || limits === undefined) return `not available: ${detail}`;
  const arithmetic = flushesSubnormals ? `${precision} without subnormal numbers` : precision;
  const size = `up to ${formatCount(limits.elements)} elements, ${limits.arrays} arrays a kernel`;
  return `${adapter} (${detail}); ${arithmetic}, ${size}`;
}

function entry(name: string, text: string): string {
  return `  ${name.padEnd(20)} ${text}`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
