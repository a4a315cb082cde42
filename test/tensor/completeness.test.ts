// Nothing half done passes: every operation has a check row, documentation with an example, and the kernel that it names.
import { readdirSync, readFileSync } from 'node:fs';
import * as library from '@infograd/tensor';
import { registry, wasm } from '@infograd/tensor';
import { checks } from '@infograd/tensor/testing';
import { opNames } from './op-names.ts';

const source = new URL('../../packages/tensor/src/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, source), 'utf8');
const opFiles = readdirSync(new URL('ops/', source)).filter((name) => name !== 'registry.ts');

test.each(opNames)('%s is complete', (name) => {
  expect(registry[name].name).toBe(name);
  expect(checks).toHaveProperty(name);
  if (registry[name].family === 'random') {
    expect(read('random.ts')).toMatch(/@example/);
    return;
  }
  expect(library).toHaveProperty(name);
  const file = opFiles.find((candidate) => read(`ops/${candidate}`).includes(`name: '${name}',`));
  expect(file).toBe(`${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`);
  const documentation = new RegExp(
    `/\\*\\*((?!\\*/)[^])*@returns((?!\\*/)[^])*@example((?!\\*/)[^])*\\*/\\nexport function ${name}\\(`,
  );
  expect(read(`ops/${file}`)).toMatch(name === 'full' ? /@example/ : documentation);
});

test('the registry holds every operation that is defined', () => {
  const defined = opFiles.flatMap((file) =>
    [...read(`ops/${file}`).matchAll(/^ {2}name: '(\w+)',$/gm)].map((match) => match[1]),
  );
  expect(defined.sort()).toEqual([...opNames].sort());
});

test('every kernel that an operation names is there', () => {
  const wanted = opNames.flatMap((name) => ('wasm' in registry[name] ? [registry[name].wasm as string] : []));
  expect(wanted.filter((kernel) => !wasm().kernelNames.includes(kernel))).toEqual([]);
});

test('every public function is documented', () => {
  const undocumented = opFiles.filter(
    (file) => /^export function \w+/m.test(read(`ops/${file}`)) && !/@example .+ \/\/ /.test(read(`ops/${file}`)),
  );
  expect(undocumented).toEqual([]);
});
