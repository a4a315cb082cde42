/**
 * Writes what the worker threads of @infograd/tensor run into a TypeScript file as text, so that the package starts threads
 * anywhere without a path to configure.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../packages/tensor/src/backends/wasm');
const { outputText } = ts.transpileModule(readFileSync(join(folder, 'thread.ts'), 'utf8'), {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true },
});
const source = outputText.replace('export function', 'function');
writeFileSync(
  join(folder, 'thread.generated.ts'),
  `// Made by scripts/build-thread.ts from thread.ts\nexport const threadSource = ${JSON.stringify(source)};\n`,
);
