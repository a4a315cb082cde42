/**
 * MINE in a real browser: with one seed, the gpu backend in each mode follows the curve of the wasm backend in the same
 * page, and comes to the truth.
 */
import { gaussianMutualInformation } from '@infograd/mine';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { servePage } from './bundle-page.ts';
import { launchChromium, whyNoChromium } from './chromium.ts';
import type { MinePage, PageOptions } from './mine-page/main.ts';
import type { Server } from './serve.ts';

declare const minePage: MinePage;

const modes = ['webgl2', 'webgpu'] as const;
const rho = 0.75;
/** Milliseconds; these modes compute on a software adapter where there is no other. */
const longRun = 300_000;

const missing = await whyNoChromium();

describe.each(modes)('MINE in Chromium, in mode %s', (mode) => {
  if (missing === undefined) declareTests(mode);
  else test.skip(`is not tried: ${missing}`, () => {});
});

function declareTests(mode: (typeof modes)[number]): void {
  let server: Server;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    server = await servePage('test/browser/mine-page');
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'minePage' in globalThis);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const estimate = (on: 'wasm' | typeof mode, options: PageOptions) =>
    page.evaluate(([on, rho, options]) => minePage.estimate(on, rho, options), [on, rho, options] as const);

  test(
    'the first 50 steps follow the curve on wasm',
    async () => {
      const options = { steps: 50, evaluateEvery: 5, hidden: [32, 32] };
      const onWasm = (await estimate('wasm', options)).history;
      const onGpu = (await estimate(mode, options)).history;
      expect(onGpu.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
      for (const [i, { train, validation }] of onWasm.entries()) {
        expect(Math.abs(onGpu[i].train - train)).toBeLessThan(1e-2);
        expect(Math.abs(onGpu[i].validation - validation)).toBeLessThan(1e-2);
      }
    },
    longRun,
  );

  test(
    'the value is within 0.03 nats of the truth',
    async () => {
      const result = await estimate(mode, { steps: 300, hidden: [32, 32] });
      expect(Math.abs(result.mi - gaussianMutualInformation({ rho }))).toBeLessThan(0.03);
      expect(result.backend).toBe(`gpu-${mode}`);
      expect(result.gpu).toMatchObject({ mode, software: expect.any(Boolean) });
    },
    longRun,
  );
}
