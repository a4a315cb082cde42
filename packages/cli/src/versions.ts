/** Versions of this package and of those it stands on, read from their manifests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version of the command itself. */
export const version = versionIn(new URL('../package.json', import.meta.url));

/** The versions of the packages that an estimate runs on, by name. */
export function packageVersions(): Record<string, string> {
  const names = ['@infograd/tensor', '@infograd/autograd', '@infograd/mine'];
  const libraries = names.map((name) => [name, versionIn(require.resolve(`${name}/package.json`))]);
  return { '@infograd/cli': version, ...Object.fromEntries(libraries) };
}

function versionIn(path: string | URL): string {
  return JSON.parse(readFileSync(path, 'utf8')).version;
}
