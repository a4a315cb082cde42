/**
 * The conformance page from outside: a browser that has one backend open and is asked for one case after the other. A
 * page that no longer answers fails the cases that are left at once, instead of each after its own timeout.
 */
import type { Browser, Page } from 'playwright-core';
import type { Case } from '../conformance/case.ts';
import { launchChromium } from './chromium.ts';
import type { ConformancePage, OpenedPage, TestedMode } from './page/main.ts';
import { type Files, type Server, serve } from './serve.ts';

type CaseName = Pick<Case, 'group' | 'name'>;

declare const conformance: ConformancePage;

export class BackendPage {
  /** What really runs. */
  readonly adapter: string;
  readonly names: readonly CaseName[];
  private readonly page: Page;
  private readonly server: Server;
  private busyWith: string | undefined;
  private crashed = false;

  private constructor(page: Page, server: Server, { adapter, names }: OpenedPage) {
    this.page = page;
    this.server = server;
    this.adapter = adapter;
    this.names = names;
    page.on('crash', () => {
      this.crashed = true;
    });
  }

  /**
   * The backend in a browser of its own, or the page's own words on why this browser cannot have it.
   *
   * @param files the page, bundled
   * @param served.isolated whether the page is cross-origin isolated; yes when left out
   */
  static async open(files: Files, mode: TestedMode, served?: { isolated: boolean }): Promise<BackendPage | string> {
    const browser: Browser = await launchChromium();
    const server = await serve(files, served);
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'conformance' in globalThis);
    const opened = await page.evaluate((wanted) => conformance.open(wanted), mode);
    if (!('unavailable' in opened)) return new BackendPage(page, server, opened);
    await browser.close();
    await server.close();
    return opened.unavailable;
  }

  /** @throws Error with what the case threw, or that the page is gone */
  async run(wanted: CaseName): Promise<void> {
    if (this.crashed) throw new Error('the page has crashed');
    if (this.busyWith !== undefined) throw new Error(`the page no longer answers since '${this.busyWith}'`);
    this.busyWith = `${wanted.group}: ${wanted.name}`;
    try {
      await this.page.evaluate(({ group, name }) => conformance.run(group, name), wanted);
    } finally {
      this.busyWith = undefined;
    }
  }

  async close(): Promise<void> {
    await this.page.context().browser()?.close();
    await this.server.close();
  }
}
