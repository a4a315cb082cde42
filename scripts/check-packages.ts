/**
 * Shows that what would be published works: packs every package, installs the archives in an empty folder, and uses
 * them there from ES modules, from `require`, from TypeScript and, for the command, from the shell. Prints a line per
 * check and exits with 1 when one failed. It needs a build, and the registry for the packages' own dependencies.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['tensor', 'autograd', 'mine', 'cli'].map((layer) => join(root, 'packages', layer));
const manifests = folders.map((folder): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
const consumer = mkdtempSync(join(tmpdir(), 'infograd-packages-'));
let passed = 0;
let failed = 0;

async function check(title: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
    passed++;
    console.log(`ok      ${title}`);
  } catch (error) {
    failed++;
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    console.log(`failed  ${title}\n${stdout}${stderr || message}`);
  }
}

function run(command: string, args: readonly string[], folder = consumer): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', timeout: 300_000 });
}

/** Names such as '@infograd/tensor/testing' that a user may import from a package. */
function entriesOf(manifest: Manifest): string[] {
  const paths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
  return paths.map((path) => manifest.name + path.slice(1));
}

async function checkManifest(folder: string): Promise<void> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: 'npm' });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join('\n'));
}

/** The libraries must type-check without Node's types, which a browser project lacks; the command may ask for them. */
function checkTypes(entries: readonly string[], types: readonly string[], module: string, resolution: string): void {
  const imports = entries.map(
    (entry, i) => `import * as entry${i} from '${entry}';\nexport const use${i}: object = entry${i};`,
  );
  const use = `
import { tensor, type Tensor } from '@infograd/tensor';
const row: Tensor = tensor([1, 2, 3]);
const shape: readonly number[] = row.shape;
// @ts-expect-error: a shape is not text, so types did arrive
const wrong: string = row.shape;
export { shape, wrong };
`;
  writeFileSync(join(consumer, 'consumer.ts'), imports.join('\n') + use);
  const options = {
    module,
    moduleResolution: resolution,
    target: 'ES2022',
    // A page has the DOM's types, a Node project has Node's instead.
    lib: ['ES2023', 'ESNext.Disposable', ...(types.includes('node') ? [] : ['DOM'])],
    strict: true,
  };
  const compilerOptions = { ...options, noEmit: true, types, skipLibCheck: false };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
}

try {
  const archives: string[] = [];
  for (const [i, folder] of folders.entries()) {
    await check(`${manifests[i]!.name}: the manifest is sound (publint)`, () => checkManifest(folder));
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', consumer], folder));
    archives.push(`./${filename}`);
  }
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await check('the archives install in an empty folder, without install scripts', () => {
    run('npm', [
      'install',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      ...archives,
      '@types/node@20',
    ]);
  });

  const entries = manifests.flatMap(entriesOf);
  for (const entry of entries) {
    const expectNames = `if (Object.keys(entry).length === 0) throw new Error('nothing is exported');`;
    await check(`${entry}: import`, () => {
      run(process.execPath, ['--input-type=module', '-e', `import * as entry from '${entry}'; ${expectNames}`]);
    });
    await check(`${entry}: require`, () => {
      run(process.execPath, ['--input-type=commonjs', '-e', `const entry = require('${entry}'); ${expectNames}`]);
    });
  }
  await check('a derivative is right after installation', () => {
    const program = `
      import { mul, tensor } from '@infograd/tensor';
      import { grad } from '@infograd/autograd';
      const slope = await grad((x) => mul(x, x))(tensor(3)).item();
      if (slope !== 6) throw new Error('the slope of x * x at 3 came out as ' + slope);`;
    run(process.execPath, ['--input-type=module', '-e', program]);
  });
  const libraryEntries = manifests.filter(({ name }) => name !== '@infograd/cli').flatMap(entriesOf);
  for (const [module, resolution] of [
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ] as const) {
    await check(`TypeScript finds the libraries' types without Node's (${resolution})`, () => {
      checkTypes(libraryEntries, [], module, resolution);
    });
    await check(`TypeScript finds all types beside Node's (${resolution})`, () => {
      checkTypes(entries, ['node'], module, resolution);
    });
  }
  await check('the mine command tells its version', () => {
    const { version } = manifests.at(-1)!;
    const printed = run(join(consumer, 'node_modules/.bin/mine'), ['--version']);
    if (!printed.includes(version)) throw new Error(`expected ${version}, but it printed: ${printed}`);
  });
} finally {
  rmSync(consumer, { recursive: true, force: true });
}
console.log(`packages: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
