/**
 * The gpu backend on the command line: the modes that can be asked for, how one is opened, and in words what it really
 * runs on. A processor that does a graphics card's work is called one.
 */
import type { GpuRun } from '@infograd/mine';
import { BackendUnavailableError } from '@infograd/tensor';
import type { GpuBackend, GpuMode } from '@infograd/tensor/gpu';
import { CliError } from './errors.ts';

/** The modes of the gpu backend, the likeliest to be fast first. Listed here so that help needs no graphics library. */
export const gpuModes = [
  'webgpu',
  'webgl2',
  'webgl',
  'headlessgl',
  'webasm',
  'cpu',
] as const satisfies readonly GpuMode[];

/** What `--gpu-mode` takes. */
export const gpuModeChoices = ['auto', ...gpuModes] as const;
export type GpuModeChoice = (typeof gpuModeChoices)[number];

/**
 * Opens the gpu backend.
 *
 * @throws CliError with the reason and the way out when the mode is not available here
 */
export async function openGpu(mode: GpuModeChoice): Promise<GpuBackend> {
  const { gpu } = await import('@infograd/tensor/gpu');
  try {
    return await gpu({ mode });
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    throw new CliError(error.message, '--backend wasm needs no graphics card; mine doctor says what is here');
  }
}

/** Where the work was done, to follow the backend's name: `on NVIDIA L4`, `on the processor`. */
export function describePlace({ mode, adapter, software }: Pick<GpuRun, 'mode' | 'adapter' | 'software'>): string {
  if (isProcessorMode(mode)) return 'on the processor';
  return software ? `on ${adapter}, which is software on the processor` : `on ${adapter}`;
}

/** A sentence for the user who asked for a mode: whether a graphics card was found, and what runs. */
export function announceRun(asked: GpuModeChoice, run: GpuRun): string {
  const runs = `runs in ${run.mode} mode ${describePlace(run)}`;
  if (asked !== 'auto' || !run.software) return `the gpu backend ${runs}`;
  return `the gpu backend found no graphics card; it ${runs}, where --backend wasm is faster`;
}

function isProcessorMode(mode: GpuMode): boolean {
  return mode === 'webasm' || mode === 'cpu';
}
