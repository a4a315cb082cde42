/**
 * Runs once, before jest starts its workers: WebGPU in Node needs a Vulkan driver, and the one that comes with Chromium is
 * named here unless the environment names another. A test would be too late, since its environment is a copy.
 */
import { findVulkanDriver } from './chromium.ts';

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default function setVulkanDriver(): void {
  const driver = findVulkanDriver();
  if (driver !== undefined) process.env.VK_DRIVER_FILES ??= driver;
}
