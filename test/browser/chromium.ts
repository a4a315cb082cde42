/**
 * The installed Chromium: where it is, the software Vulkan driver that comes with it, and how the tests start it. Nothing
 * is downloaded; where there is none, the tests that need it are skipped, and say so.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executables = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const vulkanDrivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

const remedy = 'install it (apt-get install chromium) or name it in CHROMIUM_PATH';

/** WebGPU on a software adapter needs the first; the others keep the browser from talking to anyone but the test. */
const flags = [
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of an installed Chromium or Chrome. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...executables].find((path) => path && existsSync(path));
}

/** The description file of SwiftShader's Vulkan driver, which VK_DRIVER_FILES takes. */
export function findVulkanDriver(): string | undefined {
  return vulkanDrivers.find((path) => existsSync(path));
}

/** @throws Error with the reason and the remedy when there is no Chromium, or it does not start */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`there is no Chromium here; ${remedy}`);
  return chromium.launch({ executablePath, headless: true, args: flags }).catch((error: Error) => {
    throw new Error(`${executablePath} does not start; ${remedy}. ${error.message.split('\n')[0]}`);
  });
}

/** The reason and the remedy when Chromium cannot be had here; undefined when it can. */
export async function whyNoChromium(): Promise<string | undefined> {
  try {
    await (await launchChromium()).close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
