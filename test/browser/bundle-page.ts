/** The pages of this repository, bundled, as files in memory; the bundler runs in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Files, type Server, serve } from './serve.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @param page the folder of its index.html, from the root of the repository */
export async function bundlePage(page: string): Promise<Files> {
  const folder = await mkdtemp(join(tmpdir(), 'infograd-page-'));
  try {
    const script = ['--import', './register.mjs', 'test/browser/build-page.ts', page, folder];
    await promisify(execFile)(process.execPath, script, { cwd: repository });
    const files = new Map<string, Uint8Array>();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) files.set(relative(folder, path).split(sep).join('/'), await readFile(path));
    }
    return files;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A page, bundled and served. */
export async function servePage(page: string): Promise<Server> {
  return serve(await bundlePage(page));
}
