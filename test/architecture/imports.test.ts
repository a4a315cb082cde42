/**
 * The layers import in one direction, tensor <- autograd <- mine <- cli, and no file takes part in a circle. The rules
 * are first shown code that breaks each of them, then the packages as they are.
 */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readDependencies, readSources, violations } from './import-graph.ts';

const packagesFolder = fileURLToPath(new URL('../../packages', import.meta.url));
const dependencies = { tensor: ['ndarray'], autograd: ['@infograd/tensor'], mine: ['@infograd/autograd'], cli: [] };

const broken: [string, Record<string, string>, string][] = [
  [
    'an import from a higher layer',
    { 'tensor/src/a.ts': "import { grad } from '@infograd/autograd';" },
    "tensor/src/a.ts imports '@infograd/autograd', against the direction tensor <- autograd <- mine <- cli",
  ],
  [
    'a type from a higher layer',
    { 'autograd/src/a.ts': "import type { Bound } from '@infograd/mine';" },
    "autograd/src/a.ts imports '@infograd/mine', against the direction tensor <- autograd <- mine <- cli",
  ],
  [
    'a package that the manifest lacks',
    { 'mine/src/a.ts': "export * from 'lodash/map';" },
    "mine/src/a.ts imports 'lodash/map', which packages/mine/package.json does not declare",
  ],
  [
    'a relative path out of the package',
    { 'mine/src/a.ts': "const helper = await import('../../../test/helper.ts');" },
    "mine/src/a.ts leaves its package for '../../../test/helper.ts'",
  ],
  [
    'a module of Node below the command',
    { 'tensor/src/a.ts': "import { readFileSync } from 'node:fs';" },
    "tensor/src/a.ts imports 'node:fs', which browsers lack",
  ],
  [
    'a relative import without its extension',
    { 'tensor/src/a.ts': "import { b } from './b';", 'tensor/src/b.ts': '' },
    "tensor/src/a.ts imports './b', which is no source file",
  ],
  [
    'a circle of three files',
    {
      'tensor/src/a.ts': "import { b } from './b.ts';",
      'tensor/src/b.ts': "export { c } from './deep/c.ts';",
      'tensor/src/deep/c.ts': "import { a } from '../a.ts';",
    },
    'files import each other in a circle: tensor/src/a.ts -> tensor/src/b.ts -> tensor/src/deep/c.ts -> tensor/src/a.ts',
  ],
];

test.each(broken)('the rules catch %s', (_, files, message) => {
  expect(violations(new Map(Object.entries(files)), dependencies)).toEqual([message]);
});

test('a circle of types alone is allowed, since types are erased', () => {
  const files = {
    'tensor/src/a.ts': "import type { B } from './b.ts';",
    'tensor/src/b.ts': "import { a } from './a.ts';",
  };
  expect(violations(new Map(Object.entries(files)), dependencies)).toEqual([]);
});

test('the packages import downwards only, without circles', () => {
  const files = readSources(packagesFolder);
  expect(files.size).toBeGreaterThan(100);
  expect(violations(files, readDependencies(packagesFolder))).toEqual([]);
});
