/** Where PyTorch is, if anywhere: the interpreter named by $PYTHON, that of .venv-bench, or the system's, whichever imports torch first. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function findPyTorch(): string | undefined {
  const local = fileURLToPath(new URL('../../.venv-bench/bin/python', import.meta.url));
  const candidates = [process.env.PYTHON, local, 'python3', 'python'].filter((command) => command !== undefined);
  return candidates.find((command) => spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
}

export const pyTorchScript = fileURLToPath(new URL('./pytorch.py', import.meta.url));
