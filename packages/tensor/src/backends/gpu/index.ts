/** @infograd/tensor/gpu: the gpu backend. This entry alone loads gpu.js, and only when a backend is opened. */
export type { GpuInfo, GpuMode } from './device.ts';
export { GpuBackend, type GpuOptions, gpu } from './gpu.ts';
