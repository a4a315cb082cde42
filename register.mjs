// Lets Node run the repository's TypeScript directly: `node --import ./register.mjs script.ts`.
// ts-node's loader transpiles each file with swc and checks no types (`npm run typecheck` does that).
import { register } from 'node:module';

process.env.TS_NODE_PROJECT ??= new URL('./tsconfig.json', import.meta.url).pathname;
process.setSourceMapsEnabled(true);
register('ts-node/esm', import.meta.url);
