/**
 * From the kernel language to statements that gpu.js compiles alike in every mode. Calls of library functions become
 * single assignments to fresh variables, because gpu.js vectorizes straight code and not calls. What gpu.js's own
 * functions return has a variable as well: gpu.js takes Math.floor for an integer, but a variable never.
 */
import { library } from './library.ts';
import { type Expression, parse } from './syntax.ts';

/** What the names of an expression stand for in the kernel: variables, parameters or numbers. */
export type Names = Readonly<Record<string, string>>;

/** Makes variable names, each only once in a kernel. */
export type Fresh = () => string;

/**
 * Numbers that no literal can spell in every mode. A kernel whose text uses one of them has a parameter of that name, and
 * is launched with the value given here.
 */
export const specialNumbers = { infinity: Infinity, notANumber: NaN } as const;
export type SpecialNumber = keyof typeof specialNumbers;

export interface Expansion {
  /** Statements to run first: `const t3 = (a * b);` */
  readonly lines: readonly string[];
  /** The value, to be read after them. */
  readonly result: string;
  /** The parameters of special numbers that lines and result use. */
  readonly specials: ReadonlySet<SpecialNumber>;
}

/** Names t0, t1, ... for one kernel. */
export function freshNames(prefix = 't'): Fresh {
  let count = 0;
  return () => `${prefix}${count++}`;
}

/**
 * An expression of the kernel language as statements.
 *
 * @param expression text over the keys of `names`, library functions and the special numbers
 * @param names what stands in the kernel for each name of the expression: a variable, a parameter or a literal
 * @param fresh names for new variables; the same for all expansions of one kernel
 * @throws SyntaxError when the text is not in the language, or a name or function in it does not exist
 * For instance, expand('x > 0 ? x : slope * x', { x: 'v0', slope: 'n0' }, freshNames()).result // '((v0 > 0) ? v0 : (n0 * v0))'
 */
export function expand(expression: string, names: Names, fresh: Fresh): Expansion {
  const inliner = new Inliner(fresh);
  const result = inliner.inline(expression, names);
  return { lines: inliner.lines, result, specials: inliner.specials };
}

/** The functions of gpu.js itself that mean the same in every mode, with the number of their operands. */
const builtIns: Readonly<Record<string, number>> = { 'Math.abs': 1, 'Math.ceil': 1, 'Math.floor': 1, 'Math.sqrt': 1 };

class Inliner {
  readonly lines: string[] = [];
  readonly specials = new Set<SpecialNumber>();
  readonly #fresh: Fresh;

  constructor(fresh: Fresh) {
    this.#fresh = fresh;
  }

  inline(text: string, names: Names): string {
    return this.#print(parse(text), text, names);
  }

  #print(tree: Expression, text: string, names: Names): string {
    const print = (part: Expression): string => this.#print(part, text, names);
    switch (tree.kind) {
      case 'number':
        return tree.text;
      case 'name':
        return this.#meaning(tree.name, text, names);
      case 'prefix':
        return `(${tree.operator}${print(tree.operand)})`;
      case 'infix':
        return `(${print(tree.left)} ${tree.operator} ${print(tree.right)})`;
      case 'conditional':
        return `(${print(tree.test)} ? ${print(tree.yes)} : ${print(tree.no)})`;
      case 'call':
        return this.#call(tree.name, tree.operands.map(print), text);
    }
  }

  #meaning(name: string, text: string, names: Names): string {
    if (Object.hasOwn(names, name)) return names[name];
    if (!Object.hasOwn(specialNumbers, name)) {
      const known = [...Object.keys(names), ...Object.keys(specialNumbers)].join(', ');
      throw new SyntaxError(`kernel expression '${text}': ${name} is not a name here; there are ${known}`);
    }
    this.specials.add(name as SpecialNumber);
    return name;
  }

  #call(name: string, operands: readonly string[], text: string): string {
    if (Object.hasOwn(builtIns, name)) {
      requireOperands(name, builtIns[name], operands, text);
      return this.#assign(`${name}(${operands.join(', ')})`);
    }
    if (!Object.hasOwn(library, name)) {
      throw new SyntaxError(`kernel expression '${text}': there is no function ${name} in the kernel library`);
    }
    const { parameters, lines, result } = library[name];
    requireOperands(name, parameters.length, operands, text);
    const names = Object.fromEntries(parameters.map((parameter, i) => [parameter, this.#named(operands[i])]));
    for (const line of lines) {
      const [target, value] = splitAssignment(name, line);
      names[target] = this.#assign(this.inline(value, names));
    }
    return this.#named(this.inline(result, names));
  }

  /** A value that may be read more than once at no cost. */
  #named(value: string): string {
    return /^[\w.]+$/.test(value) ? value : this.#assign(value);
  }

  #assign(value: string): string {
    const name = this.#fresh();
    this.lines.push(`const ${name} = ${value};`);
    return name;
  }
}

function splitAssignment(name: string, line: string): [target: string, value: string] {
  const [, target, value] = /^(\w+) = (.+)$/.exec(line) ?? [];
  if (target === undefined) throw new SyntaxError(`kernel library, ${name}: '${line}' is not 'name = expression'`);
  return [target, value];
}

function requireOperands(name: string, count: number, operands: readonly string[], text: string): void {
  if (operands.length === count) return;
  throw new SyntaxError(
    `kernel expression '${text}': ${name} takes ${count} operand${count === 1 ? '' : 's'} and was given ${operands.length}`,
  );
}
