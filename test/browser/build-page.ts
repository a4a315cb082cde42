/**
 * Bundles a page under test, as an application's bundler would: minified, from the packages' sources. It runs in a
 * process of its own, outside jest: `node --import ./register.mjs test/browser/build-page.ts PAGE FOLDER`.
 */
import { build, defaultClientConditions } from 'vite';

await build({
  root: process.argv[2],
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['infograd-source', ...defaultClientConditions] },
  build: { outDir: process.argv[3], emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2000 },
});
