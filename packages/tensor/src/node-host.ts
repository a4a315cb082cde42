/**
 * What the library asks of Node where it runs there: environment variables, and a few of Node's own modules, without imports
 * that a bundler for browsers would follow.
 */

export interface NodeProcess {
  readonly versions: { readonly node?: string };
  readonly platform: string;
  cwd(): string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** The process; undefined in browsers. */
export function nodeProcess(): NodeProcess | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess };
  return process?.versions?.node === undefined ? undefined : process;
}

/** An environment variable that is set and not empty. */
export function environmentVariable(name: string): string | undefined {
  return nodeProcess()?.env[name] || undefined;
}

/** One of Node's own modules, such as 'node:os', of which `Module` says what is used; undefined in browsers. */
export function builtinModule<Module>(name: string): Module | undefined {
  return nodeProcess()?.getBuiltinModule?.(name) as Module | undefined;
}
