/** Where PyTorch is, if anywhere: the interpreter named by $PYTHON, that of .venv-bench, or the system's, whichever imports torch first. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Looks once: importing torch takes seconds. */
export function findPyTorch(): string | undefined {
  found ??= { interpreter: candidates().find(importsTorch) };
  return found.interpreter;
}

let found: { interpreter: string | undefined } | undefined;

function candidates(): string[] {
  const local = fileURLToPath(new URL('../../.venv-bench/bin/python', import.meta.url));
  return [process.env.PYTHON, local, 'python3', 'python'].filter((command) => command !== undefined);
}

function importsTorch(command: string): boolean {
  return spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}

export const pyTorchScript = fileURLToPath(new URL('./pytorch.py', import.meta.url));
