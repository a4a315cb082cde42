/** What the tests of the command share: temporary folders, tables with known information, runs in process and as a process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { run } from '@infograd/cli';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that `remove` takes away again. */
export function temporaryFolder(): {
  path: string;
  file: (name: string, content: string) => string;
  remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), 'mine-cli-'));
  return {
    path,
    file(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Rows of two normal variables with correlation `rho`, from a small generator of our own, with columns a and b. */
export function correlatedRows(n: number, rho: number, seed = 1): [number, number][] {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: n }, () => {
    const a = normal();
    return [a, rho * a + Math.sqrt(1 - rho * rho) * normal()];
  });
}

export function csv(
  rows: readonly (readonly unknown[])[],
  header: readonly string[] = ['a', 'b'],
  separator = ',',
): string {
  return [header, ...rows]
    .map((row) => row.join(separator))
    .join('\n')
    .concat('\n');
}

/** Runs SQL in a database of its own, for instance to write a Parquet file. */
export async function sql(statement: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

/** The command in this process. */
export async function mine(...args: string[]): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    return chunks;
  });
  const exitCode = await run(args, { stdout, stderr });
  return { exitCode, stdout: Buffer.concat(texts[0]).toString(), stderr: Buffer.concat(texts[1]).toString() };
}

/** The command as a process of its own; `onError` sees what it writes to standard error, and may interrupt it. */
export function mineProcess(
  args: string[],
  { cwd = root, onError }: { cwd?: string; onError?: (text: string, interrupt: () => void) => void } = {},
): Promise<Outcome> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(root, 'register.mjs'),
      '--conditions=infograd-source',
      join(root, 'packages/cli/src/bin.ts'),
      ...args,
    ],
    { cwd, env },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    onError?.(String(chunk), () => child.kill('SIGINT'));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
}
