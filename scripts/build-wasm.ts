/**
 * Compiles the AssemblyScript kernels of @infograd/tensor and writes the module's bytes into a TypeScript file as
 * base64, so that the package loads anywhere without a path to configure. The file carries a hash of everything it was made
 * from; nothing is done when the hash still holds.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile, version } from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = 'packages/tensor/src/backends/wasm/kernels';
const output = join(root, 'packages/tensor/src/backends/wasm/kernels.generated.ts');

const options = [
  ['-O3', '--converge', '--noAssert'], // speed; bounds are checked before kernels are called
  ['--runtime', 'stub'], // kernels allocate nothing, so there is nothing to collect
  ['--importMemory', '--noExportMemory', '--zeroFilledMemory'], // one heap, managed by the backend
  ['--sharedMemory', '--maximumMemory', '65536'], // made unshared when one thread loads it
  ['--disableWarning', '112'], // vectors are exchanged between our own modules only, never with JavaScript
  ['--disableWarning', '201'], // addresses are 32-bit here, and i32 counts may meet them
].flat();

const stamp = `// Made by scripts/build-wasm.ts from ${hashOfSources()}`;

if (existsSync(output) && readFileSync(output, 'utf8').startsWith(stamp)) {
  console.log('wasm kernels: up to date');
} else {
  const all = await compileKernels('index.ts', ['threads', 'simd']);
  const fused = await compileKernels('fma.ts', ['threads', 'simd', 'relaxed-simd']);
  writeFileSync(output, `${stamp}\n${constant('kernelBytes', all)}${constant('fusedKernelBytes', fused)}`);
  console.log(`wasm kernels: ${kilobytes(all)}; products with fused multiply-add: ${kilobytes(fused)}`);
}

function hashOfSources(): string {
  const hash = createHash('sha256')
    .update(version)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(join(root, kernels)).sort())
    hash.update(file).update(readFileSync(join(root, kernels, file)));
  return hash.digest('hex').slice(0, 32);
}

function constant(name: string, bytes: Uint8Array): string {
  return `export const ${name} =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

function kilobytes({ length }: Uint8Array): string {
  return `${(length / 1024).toFixed(1)} kB`;
}

async function compileKernels(entry: string, features: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await compile(
    [`${kernels}/${entry}`, '--baseDir', root, '--outFile', 'kernels.wasm', ...options, '--enable', features.join()],
    {
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array;
      },
    },
  );
  const messages = stderr.toString();
  if (error || messages.includes('WARNING')) console.error(messages);
  if (error || !binary) throw new Error('The wasm kernels do not compile; see the messages above.', { cause: error });
  return binary;
}
