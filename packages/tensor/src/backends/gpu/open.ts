/**
 * Opening a device in a given mode, or in the best one that there is. A mode counts as available only after a kernel
 * has run in it and given the right result. There is one device for each mode and process, since arrays cannot go from
 * one to another; after it has failed or lost its context, opening makes a new one.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { type GpuInfo, type GpuMode, gpuModes } from './device.ts';
import { type GpuJs, loadGpuJs } from './gpu-js.ts';
import type { GpuJsDevice } from './gpu-js-device.ts';
import { HostDevice } from './host-device.ts';
import { withWebGpu } from './node-webgpu.ts';
import { probe } from './probe.ts';
import { createGl, WebGlDevice } from './webgl-device.ts';
import { WebGpuDevice } from './webgpu-device.ts';

export interface OpenOptions {
  /** The mode that must run, or `auto` for the fastest at hand. Default: `auto`. */
  readonly mode?: GpuMode | 'auto';
}

const remedies: { readonly [mode in GpuMode]: string } = {
  webgpu: isBrowser()
    ? 'Update the browser or the graphics driver; Chromium may need --enable-unsafe-webgpu.'
    : 'Install the package webgpu 0.6 or later (npm install webgpu) and a Vulkan driver that Dawn accepts; ' +
      'VK_DRIVER_FILES names the driver file to use.',
  webgl2: 'It needs a browser with WebGL 2 and float textures (EXT_color_buffer_float); Node has none.',
  webgl: 'It needs a browser with WebGL and float textures (OES_texture_float); Node has none.',
  headlessgl:
    "It needs Node, the package gl, which gpu.js installs if it can be built, and an X display ('xvfb-run -a node ...' " +
    'provides one).',
  webasm: 'It needs WebAssembly.',
  cpu: 'It needs `new Function`, which a content security policy without unsafe-eval forbids.',
};

const devices = new Map<GpuMode, Promise<GpuJsDevice>>();

/**
 * @throws BackendUnavailableError if the mode cannot run here; the message says why and what would help
 */
export function openDevice(options: OpenOptions = {}): Promise<GpuJsDevice> {
  const { mode = 'auto' } = options;
  return mode === 'auto' ? openBest() : openMode(mode);
}

async function openBest(): Promise<GpuJsDevice> {
  for (const mode of ['webgpu', 'webgl2', 'webgl', 'headlessgl'] as const) {
    const device = await openMode(mode).catch(() => null);
    if (!device) continue;
    if (!device.info.software) return device;
    if (mode === 'webgl2') break; // WebGL 1 has the same driver
  }
  // Software drivers are slower than webasm in all that was measured.
  return openMode('webasm').catch(() => openMode('cpu'));
}

async function openMode(mode: GpuMode): Promise<GpuJsDevice> {
  if (!gpuModes.includes(mode)) {
    throw new BackendUnavailableError(
      `Mode '${mode}' of the gpu backend is not known; modes are ${gpuModes.join(', ')}.`,
    );
  }
  const known = devices.get(mode);
  if (known) {
    const device = await known.catch(() => null);
    if (device && !device.failure) return device;
    if (devices.get(mode) === known) devices.delete(mode);
    return openMode(mode);
  }
  const opening = open(mode);
  devices.set(mode, opening);
  opening.catch(() => devices.delete(mode));
  return opening;
}

async function open(mode: GpuMode): Promise<GpuJsDevice> {
  const gpuJs = await loadGpuJs();
  try {
    return await (mode === 'webgpu' ? withWebGpu(() => start(gpuJs, mode)) : start(gpuJs, mode));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const reason = message.startsWith('A requested mode of') ? 'gpu.js finds it unsupported' : message;
    throw new BackendUnavailableError(
      `Mode '${mode}' of the gpu backend cannot run here: ${reason.replace(/\.$/, '')}. ${remedies[mode]}`,
      { cause },
    );
  }
}

/** What is known before the first kernel has run. */
function provisional(mode: GpuMode, adapter: string): GpuInfo {
  const limits = { arrays: 7, elements: 2 ** 24 };
  return { mode, adapter, software: true, precision: 'float32', flushesSubnormals: false, limits };
}

async function start(gpuJs: GpuJs, mode: GpuMode): Promise<GpuJsDevice> {
  let device: GpuJsDevice;
  switch (mode) {
    case 'cpu':
    case 'webasm': {
      const adapter = mode === 'cpu' ? 'JavaScript' : 'WebAssembly SIMD';
      device = new HostDevice(gpuJs, new gpuJs.GPU({ mode }), provisional(mode, adapter));
      break;
    }
    case 'webgpu':
      device = new WebGpuDevice(gpuJs, new gpuJs.GPU({ mode }), provisional(mode, 'WebGPU'));
      break;
    default:
      device = new WebGlDevice(gpuJs, new gpuJs.GPU({ mode, ...createGl(mode) }), provisional(mode, 'WebGL'));
  }
  const measured = await probe(device);
  device.info = { ...device.info, ...measured, ...device.describe() };
  return device;
}

function isBrowser(): boolean {
  return typeof document !== 'undefined' || 'WorkerGlobalScope' in globalThis;
}
