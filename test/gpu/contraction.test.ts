// Matrix products and layers in each mode that Node can open.
import { test } from '@jest/globals';
import { contractionCases } from './contraction-cases.ts';
import { inEachMode } from './in-each-mode.ts';

await inEachMode((backend) => {
  for (const { name, run } of contractionCases(backend)) test(name, run);
});
