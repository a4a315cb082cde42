/** A program of its own, for what must not be asked of the process that runs the tests. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the text of a module, which may import the packages, and hands back what it printed. */
export function script(source: string, environment: Record<string, string> = {}): Promise<{ stdout: string }> {
  const options = [
    '--conditions=infograd-source',
    '--import',
    './register.mjs',
    '--input-type=module',
    '--eval',
    source,
  ];
  return promisify(execFile)(process.execPath, options, { env: { ...process.env, NODE_OPTIONS: '', ...environment } });
}
