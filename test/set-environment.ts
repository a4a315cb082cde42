/**
 * Runs once, before jest starts its workers; a test would be too late, since its environment is a copy. WebGPU in Node needs a
 * Vulkan driver, and the one that comes with Chromium is named here unless the environment names another. Backends work with one thread
 * unless a test asks for more: jest keeps the cores busy by itself.
 */
import { findVulkanDriver } from './browser/chromium.ts';

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default function setEnvironment(): void {
  process.env.INFOGRAD_THREADS ??= '1';
  const driver = findVulkanDriver();
  if (driver !== undefined) process.env.VK_DRIVER_FILES ??= driver;
}
