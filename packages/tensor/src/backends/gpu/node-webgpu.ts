/**
 * WebGPU for Node, which has none of its own: the optional package `webgpu` brings Google's Dawn. gpu.js asks
 * `navigator.gpu` for it, and only while it opens the device; so it is put there for just that long, and programs that
 * take a `navigator` for a browser are not misled. Bundlers leave the package out: nothing imports it by a literal name.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { builtinModule, type NodeProcess, nodeProcess } from '../../node-host.ts';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

type Host = { readonly navigator?: { readonly gpu?: Gpu } };

const packageName = 'webgpu';
let dawn: Gpu | null = null;

/**
 * Calls `open` while `navigator.gpu` is there and has an adapter.
 *
 * @throws BackendUnavailableError if it is not or has none, and what `open` throws
 */
export async function withWebGpu<T>(open: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as Host;
  const process = nodeProcess();
  if (navigator?.gpu) {
    await requireAdapter(navigator.gpu);
    return open();
  }
  if (process === undefined) throw new BackendUnavailableError('this browser, or this page, has no navigator.gpu');
  if (!hasVulkanDriver(process)) throw new BackendUnavailableError('no Vulkan driver is installed');
  dawn ??= await loadDawn();
  await requireAdapter(dawn);
  // Node 21 and later have a navigator, which stays; Node 20 has none.
  const holder: object = navigator ?? globalThis;
  const name = navigator ? 'gpu' : 'navigator';
  const value = navigator ? dawn : { gpu: dawn };
  Object.defineProperty(holder, name, { value, configurable: true });
  try {
    return await open();
  } finally {
    delete (holder as Record<string, unknown>)[name];
  }
}

async function requireAdapter(gpu: Gpu): Promise<void> {
  if (!(await gpu.requestAdapter())) throw new BackendUnavailableError('WebGPU finds no graphics adapter');
}

async function loadDawn(): Promise<Gpu> {
  try {
    const module: { create(flags: string[]): Gpu } = await import(
      /* @vite-ignore */ /* webpackIgnore: true */ packageName
    );
    return module.create([]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackendUnavailableError(`the package webgpu could not be loaded (${reason})`, { cause });
  }
}

/** Asked because Dawn, where there is none, prints warnings that nothing can hold back. */
function hasVulkanDriver({ platform, env }: NodeProcess): boolean {
  const files = builtinModule<{ readdirSync(path: string): string[] }>('node:fs');
  if (platform !== 'linux' || files === undefined) return true;
  if (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES || env.VK_ADD_DRIVER_FILES) return true;
  const configurations = [
    env.XDG_CONFIG_HOME ?? `${env.HOME}/.config`,
    ...(env.XDG_CONFIG_DIRS ?? '/etc/xdg').split(':'),
  ];
  const data = [
    env.XDG_DATA_HOME ?? `${env.HOME}/.local/share`,
    ...(env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(':'),
  ];
  return [...configurations, '/etc', '/usr/local/etc', ...data].some((folder) => {
    try {
      return files.readdirSync(`${folder}/vulkan/icd.d`).some((file) => file.endsWith('.json'));
    } catch {
      return false; // no such folder
    }
  });
}
