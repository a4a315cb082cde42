/**
 * What the packages import from where, read from their syntax trees, and the rules that it must obey. The rules are a
 * pure function of file texts, so that the tests can also show them code that breaks each one. Type-only imports are
 * erased, hence they count for the direction between packages but not for cycles between files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** Source files by their path below packages/, such as 'tensor/src/shape.ts'. */
export type SourceFiles = ReadonlyMap<string, string>;

/** The names that each package's manifest allows it to import, by the package's folder. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** The packages from the lowest layer to the highest; each may import only what stands before it. */
export const layers = ['tensor', 'autograd', 'mine', 'cli'];

/** The one layer that may lean on Node; the others also run in browsers. */
const nodeLayer = 'cli';

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every way in which the files break the rules, one sentence each; empty when all is well. */
export function violations(files: SourceFiles, dependencies: Dependencies): string[] {
  const found: string[] = [];
  const edges = new Map<string, string[]>();
  for (const [file, text] of files) {
    const layer = file.slice(0, file.indexOf('/'));
    const targets: string[] = [];
    for (const { specifier, typeOnly } of importsOf(file, text)) {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(file), specifier);
        if (!target.startsWith(`${layer}/src/`)) found.push(`${file} leaves its package for '${specifier}'`);
        else if (!files.has(target)) found.push(`${file} imports '${specifier}', which is no source file`);
        else if (!typeOnly) targets.push(target);
      } else {
        const problem = packageProblem(layer, specifier, dependencies);
        if (problem !== undefined) found.push(`${file} ${problem}`);
      }
    }
    edges.set(file, targets);
  }
  for (const cycle of cyclesIn(edges)) found.push(`files import each other in a circle: ${cycle.join(' -> ')}`);
  return found;
}

/** The sources of all layers, AssemblyScript kernels left out, under the given packages/ folder. */
export function readSources(packagesFolder: string): SourceFiles {
  const files = new Map<string, string>();
  for (const layer of layers) {
    const source = join(packagesFolder, layer, 'src');
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(packagesFolder, path).split(sep).join('/');
      if (!entry.isFile() || !name.endsWith('.ts') || name.startsWith('tensor/src/backends/wasm/kernels/')) continue;
      files.set(name, readFileSync(path, 'utf8'));
    }
  }
  return files;
}

/** What the layers' manifests declare as dependencies. */
export function readDependencies(packagesFolder: string): Dependencies {
  return Object.fromEntries(
    layers.map((layer) => {
      const manifest = JSON.parse(readFileSync(join(packagesFolder, layer, 'package.json'), 'utf8'));
      return [layer, Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })];
    }),
  );
}

function packageProblem(layer: string, specifier: string, dependencies: Dependencies): string | undefined {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return layer === nodeLayer ? undefined : `imports '${specifier}', which browsers lack`;
  }
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
  if (name.startsWith('@infograd/')) {
    const target = name.slice('@infograd/'.length);
    if (target === layer) return `imports its own package by name`;
    if (!layers.includes(target) || layers.indexOf(target) > layers.indexOf(layer)) {
      return `imports '${specifier}', against the direction ${layers.join(' <- ')}`;
    }
  }
  const declared = dependencies[layer] ?? [];
  if (!declared.includes(name)) return `imports '${specifier}', which packages/${layer}/package.json does not declare`;
  return undefined;
}

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.push({ specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

/** One cycle for each edge that closes one, by depth-first search. */
function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const target of edges.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return cycles;
}
