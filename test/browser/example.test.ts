/**
 * The example page as its reader uses it, bundled and in a real browser: choose, train, watch, stop. A picture of every
 * run is left in the folder that SCREENSHOTS names, or else in the system's temporary folder.
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gaussianMutualInformation } from '@infograd/mine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { servePage } from './bundle-page.ts';
import { launchChromium, whyNoChromium } from './chromium.ts';
import type { Server } from './serve.ts';

const screenshots = process.env.SCREENSHOTS ?? join(tmpdir(), 'infograd-screenshots');
const wide = { width: 1280, height: 720 };
const narrow = { width: 360, height: 740 };
const longRun = 300_000;
/** Of the data that the page begins with. */
const truth = gaussianMutualInformation({ rho: 0.75 });

const missing = await whyNoChromium();

describe('the example page', () => {
  if (missing === undefined) declareTests();
  else test.skip(`is not tried: ${missing}`, () => {});
});

function declareTests(): void {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    server = await servePage('examples/browser');
    mkdirSync(screenshots, { recursive: true });
  }, 60_000);
  // One browser each: what a graphics driver went through in one test is no matter of the next.
  beforeEach(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: wide });
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(server.url);
  }, 60_000);
  afterEach(async () => {
    await browser.close();
    expect(faults).toEqual([]);
  });
  afterAll(() => server.close());

  const text = (id: string) => page.locator(`#${id}`).innerText();
  const begin = async (backend: string) => {
    await page.getByLabel('Compute on').selectOption(backend);
    await page.getByRole('button', { name: 'Train' }).click();
  };
  const end = () => page.locator('#train:enabled').waitFor({ timeout: longRun });
  const picture = (name: string) => page.screenshot({ path: join(screenshots, `example-${name}.png`) });

  /** What the page shows at the end is true, in words and in the picture. */
  const expectTruth = async (place: string) => {
    expect(await page.locator('#error').isHidden()).toBe(true);
    expect(await text('device')).toContain(place);
    expect(await text('truth')).toBe(truth.toFixed(3));
    const [value] = (await text('status')).match(/^-?\d\.\d{3}/) ?? [];
    expect(Math.abs(Number(value) - truth)).toBeLessThan(0.05);

    const line = Number(await page.locator('#plot .true-value').getAttribute('y1'));
    const heights = (await page.locator('#plot .bound').getAttribute('points'))!
      .split(' ')
      .map((point) => Number(point.split(',')[1]));
    expect(heights.length).toBeGreaterThan(4);
    // Down is up: the curve starts far below the line and ends at it.
    expect(heights[0] - line).toBeGreaterThan(100);
    expect(Math.abs(heights.at(-1)! - line)).toBeLessThan(40);
  };

  test('climbs to the truth within 0.05 nats on wasm, and says where it ran', async () => {
    await begin('wasm');
    await end();
    await picture('wasm');
    await expectTruth('Runs on wasm');
    expect(await text('status')).toContain('after 800 steps');
  }, 120_000);

  // On a software adapter all steps would take minutes; the curve is there much sooner, and stopping reads the value.
  test.each(['webgl2', 'webgpu'])(
    'climbs to the truth within 0.05 nats on the gpu in mode %s, and says where it ran',
    async (mode) => {
      await begin(mode);
      await page.waitForFunction(
        (high) => Number(/^Step.*: (-?[\d.]+) nats/.exec(document.getElementById('status')!.innerText)?.[1]) > high,
        truth - 0.025,
        { timeout: longRun },
      );
      await page.getByRole('button', { name: 'Stop' }).click();
      await end();
      await picture(mode);
      await expectTruth(`Runs on gpu-${mode}: `);
    },
    longRun,
  );

  test('shows the curve while it trains, and stays alive', async () => {
    await page.evaluate(() => {
      const turns = { longest: 0, last: performance.now() };
      setInterval(() => {
        turns.longest = Math.max(turns.longest, performance.now() - turns.last);
        turns.last = performance.now();
      }, 10);
      Object.assign(globalThis, { turns });
    });
    await begin('wasm');
    await page.locator('#status', { hasText: /^Step \d+ of \d+: / }).waitFor();
    await page.locator('#plot .now').waitFor();
    expect(await page.getByLabel('Correlation').isDisabled()).toBe(true);
    await end();
    const seconds = Number(/in ([\d.]+) s/.exec(await text('status'))![1]);
    const longest = await page.evaluate(() => (globalThis as unknown as { turns: { longest: number } }).turns.longest);
    expect(longest / 1000).toBeLessThan(seconds / 3);
  }, 120_000);

  test('stops when told to, with the value so far', async () => {
    // From inside the page, because a click from outside may come after the last step on a busy machine.
    await page.evaluate(() => {
      const [status, stop] = ['#status', '#stop'].map((id) => document.querySelector(id) as HTMLElement);
      const watch = new MutationObserver(() => {
        if (!/^Step \d+/.test(status!.textContent ?? '')) return;
        watch.disconnect();
        stop!.click();
      });
      watch.observe(status!, { childList: true, characterData: true, subtree: true });
    });
    await begin('wasm');
    await end();
    const steps = Number(/nats after (\d+) steps/.exec(await text('status'))![1]);
    expect(steps).toBeLessThan(800);
  }, 120_000);

  test('says what is wrong where a mode is missing, and can go on', async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
    await page.reload();
    await begin('webgpu');
    await end();
    await picture('error');
    expect(await page.getByRole('alert').innerText()).toMatch(/webgpu.*cannot run here/);
    expect(await text('status')).toBe('There is no estimate.');
    await page.getByLabel('Compute on').selectOption('wasm');
    expect(await page.getByRole('button', { name: 'Train' }).isEnabled()).toBe(true);
  }, 60_000);

  test('tells the truth for the data that is chosen', async () => {
    await page.getByLabel('Correlation').fill('-0.5');
    await page.getByLabel('Dimensions').selectOption('3');
    expect(await text('correlation-value')).toBe('-0.50');
    expect(await text('truth')).toBe(gaussianMutualInformation({ rho: -0.5, dimension: 3 }).toFixed(3));
  });

  test('fits one screen, and a phone', async () => {
    const size = () =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    expect(await size()).toEqual([wide.width, wide.height]);
    await page.setViewportSize(narrow);
    await picture('phone');
    expect((await size())[0]).toBe(narrow.width);
  });
}
