// The suite that every backend passes, in a real browser: the packages bundled and minified as an application would, the
// gpu backend in each mode that Chromium can open, and the wasm backend beside it. Each mode is opened once to see what
// there is to test, and again for its tests, so that nothing is left open when none of them is asked for.
import { declareCases, declareSkipped } from '../conformance/declare.ts';
import { conformanceNames } from '../conformance/index.ts';
import { bundlePage } from './bundle-page.ts';
import { whyNoChromium } from './chromium.ts';
import { BackendPage } from './conformance-page.ts';
import type { Files } from './serve.ts';

const modes = ['wasm', 'wasm-threads', 'webgl2', 'webgpu', 'webgl'] as const;

const missing = await whyNoChromium();
const files: Files = missing === undefined ? await bundlePage('test/browser/page') : new Map();

for (const mode of modes) {
  const label = mode.startsWith('wasm') ? `${mode} (Chromium)` : `gpu in mode ${mode} (Chromium)`;
  const preview = missing ?? (await BackendPage.open(files, mode));
  if (typeof preview === 'string') {
    describe(label, () => declareSkipped(label, conformanceNames(), preview));
    continue;
  }
  await preview.close();
  const { adapter, names } = preview;
  describe(label, () => {
    let page: BackendPage;
    beforeAll(async () => {
      page = (await BackendPage.open(files, mode)) as BackendPage;
    }, 60_000);
    afterAll(() => page.close());
    const cases = names.map((each) => ({ ...each, run: () => page.run(each) }));
    declareCases(`${label}, ${adapter}`, cases, 180_000);
  });
}

describe('threads in Chromium', () => {
  if (missing !== undefined) {
    test.skip(`are not tried: ${missing}`, () => {});
    return;
  }

  test('all start in a page that is cross-origin isolated', async () => {
    const page = (await BackendPage.open(files, 'wasm-threads')) as BackendPage;
    await page.close();
    expect(page.adapter).toBe('WebAssembly, 3 of 3 threads');
  });

  test('are missing in one that is not, and the reason is given', async () => {
    const page = (await BackendPage.open(files, 'wasm-threads', { isolated: false })) as BackendPage;
    await page.close();
    expect(page.adapter).toMatch(
      /^WebAssembly, 1 of 1 threads: SharedArrayBuffer is missing.*Cross-Origin-Opener-Policy/,
    );
  });
});
