/** What tells one state of the library's source from another, so that results say which code they are of. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));

/** Ten hexadecimal digits that follow from all sources of the packages that estimate. */
export function codeDigest(): string {
  const hash = createHash('sha256');
  for (const name of ['tensor', 'autograd', 'mine']) {
    const folder = join(packages, name, 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'),
    );
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 10);
}
