/**
 * Peers in pages of one Chromium, a page each, so that they share the browser's GPU process and nothing else. The pages are bundled with
 * Vite into memory and handed to the browser without a server.
 */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type { Reply, Request } from './answer.ts';
import { type Channel, Session } from './session.ts';

/** WebGPU asks for a secure context; localhost is one, whoever answers there. */
const origin = 'http://localhost';
const root = fileURLToPath(new URL('./page/', import.meta.url));
/** With these a page has shared memory, which threads need. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const contentTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The Vulkan driver in software that comes with Debian's Chromium. */
export const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';

export class BenchmarkBrowser {
  private readonly browser: Browser;
  private readonly files: ReadonlyMap<string, string>;

  private constructor(browser: Browser, files: ReadonlyMap<string, string>) {
    this.browser = browser;
    this.files = files;
  }

  /** @param gpu asks for the machine's GPU, by way of Vulkan; without it the browser's software renderer is enough */
  static async launch({ gpu }: { gpu: boolean }): Promise<BenchmarkBrowser> {
    const files = await bundle();
    const browser = await chromium.launch({ executablePath: findChromium(), args: launchArguments(gpu) });
    return new BenchmarkBrowser(browser, files);
  }

  get version(): string {
    return `Chromium ${this.browser.version()}`;
  }

  async open(name: string): Promise<Session> {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(0);
    await page.route(`${origin}/**`, (route) => {
      const path = new URL(route.request().url()).pathname.slice(1) || 'index.html';
      const body = this.files.get(path);
      return body === undefined
        ? route.abort()
        : route.fulfill({ body, headers: { ...isolation, 'Content-Type': contentTypes[extname(path)] } });
    });
    await page.goto(`${origin}/#${name}`);
    return new Session(name, new PageChannel(page));
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

class PageChannel implements Channel {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  ask(request: Request): Promise<Reply> {
    return this.page.evaluate((asked) => window.answer(asked), request);
  }

  close(): void {
    this.page.close();
  }
}

/** The page's files by path. Packages resolve under the same conditions as in this process. */
async function bundle(): Promise<Map<string, string>> {
  const conditions = process.execArgv.flatMap((argument) => argument.match(/^--conditions=(.*)/)?.[1] ?? []);
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'esnext', modulePreload: false },
    resolve: { conditions: [...conditions, 'module', 'browser', 'production'] },
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('Vite built something else than one page');
  return new Map(
    result.output.map((file) => [
      file.fileName,
      file.type === 'chunk' ? file.code : Buffer.from(file.source).toString(),
    ]),
  );
}

function launchArguments(gpu: boolean): string[] {
  const shared = ['--no-sandbox', '--enable-unsafe-webgpu'];
  if (!gpu) return shared;
  return [
    ...shared,
    '--ignore-gpu-blocklist',
    '--enable-gpu',
    '--enable-features=Vulkan',
    '--use-angle=vulkan',
    '--disable-vulkan-surface',
  ];
}

/** $CHROMIUM_PATH, or where distributions install it. */
function findChromium(): string {
  const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = places.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error('no Chromium found: install one (apt-get install chromium) or set CHROMIUM_PATH to it');
  }
  return found;
}
