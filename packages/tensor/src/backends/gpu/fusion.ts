/**
 * From an expression to one kernel. A walk over the chain names what the kernel reads (arrays and numbers) and lists
 * its formulas in order; the text is put together from that list, once for each structure. Two chains of one structure
 * share a kernel, whatever their shapes and numbers.
 */
import type { GpuBuffer } from './buffer.ts';
import type { KernelSource } from './device.ts';
import type { Expression, Operand } from './expression.ts';
import { elementLines } from './fours.ts';
import { expand, freshNames, specialNumbers } from './language/inline.ts';
import { indexLines, isFlat, viewKey, viewNumbers } from './view.ts';

/** Numbers that the kernel language cannot write, passed to every kernel that has formulas. */
export const unwritable = specialNumbers;

/** A chain that can be written into a kernel. */
export interface Chain {
  /** Equal keys mean equal statements. */
  readonly key: string;
  /** What the kernel's parameters a0, a1, ... must be. */
  readonly arrays: readonly GpuBuffer[];
  /** What the kernel's parameters n0, n1, ... must be. */
  readonly numbers: readonly number[];
  /** The variable that holds the value after the statements. */
  readonly result: string;
  /**
   * Statements that compute the element at an index, which is given as text. With `element`, arrays are read in fours,
   * of which this is one, and the variables are its own.
   */
  readonly statements: (index: string, element?: number) => string[];
}

export interface FusedKernel extends KernelSource {
  readonly arrays: readonly GpuBuffer[];
  readonly numbers: readonly number[];
}

/** One local variable of the kernel: an element read, or a formula over earlier variables. */
type Line =
  | {
      readonly variable: string;
      readonly array: string;
      readonly operand: Operand;
      readonly numbers: readonly string[];
    }
  | {
      readonly variable: string;
      readonly formula: string;
      readonly names: Readonly<Record<string, string>>;
      readonly isWider: boolean;
    };

/** The kernel that computes an expression; `inFours` where the device reads four elements at a time. */
export function fuse(expression: Expression, inFours: boolean): FusedKernel {
  const chain = chainOf(expression);
  const { key, arrays, numbers } = chain;
  const source = (): string => {
    const parameters = [...chainParameters({ arrays, numbers }), ...Object.keys(unwritable)];
    const body = inFours ? fourElements(chain) : [...chain.statements('this.thread.x'), `return ${chain.result};`];
    return `function (${parameters.join(', ')}) {\n  ${body.join('\n  ')}\n}`;
  };
  return { key, source, width: inFours ? 4 : 1, arrays, numbers: [...numbers, ...Object.values(unwritable)] };
}

/** The chain once for each element of a four, which are read together where they lie together. */
function fourElements({ result, arrays, statements }: Chain): string[] {
  const four = [0, 1, 2, 3];
  const elements = four.flatMap((element) => [
    `const at${element} = 4 * this.thread.x + ${element};`,
    ...statements(`at${element}`, element),
  ]);
  const text = elements.join('\n');
  const reads = arrays.flatMap((_, i) => [
    ...(text.includes(`a${i}Here[`) ? [`const a${i}Here = a${i}[this.thread.x];`] : []),
    ...(text.includes(`a${i}First[`) ? [`const a${i}First = a${i}[0];`] : []),
  ]);
  return [...reads, ...elements, `return [${four.map((element) => ofElement(result, element)).join(', ')}];`];
}

/** What a chain's variable is called when it is computed for several elements. */
function ofElement(variable: string, element: number | undefined): string {
  return element === undefined || !variable.startsWith('v') ? variable : `${variable}e${element}`;
}

/** The names of the parameters that a chain needs. */
export function chainParameters({ arrays, numbers }: Pick<Chain, 'arrays' | 'numbers'>): string[] {
  return [...arrays.map((_, i) => `a${i}`), ...numbers.map((_, i) => `n${i}`)];
}

export function chainOf(expression: Expression): Chain {
  const arrays: GpuBuffer[] = [];
  const numbers: number[] = [];
  const lines: Line[] = [];
  const seen = new Map<GpuBuffer, string>();
  let key = '';

  const number = (value: number): string => {
    numbers.push(value);
    return `n${numbers.length - 1}`;
  };
  const operandName = (operand: Operand): string => {
    const { buffer, view } = operand;
    if (buffer.constant !== undefined) return number(buffer.constant);
    const flat = isFlat(view);
    const known = flat ? seen.get(buffer) : undefined;
    if (known !== undefined) return known;
    const name = buffer.expression ? chainName(buffer.expression) : elementName(operand);
    if (flat) seen.set(buffer, name);
    return name;
  };
  const elementName = (operand: Operand): string => {
    let position = arrays.indexOf(operand.buffer);
    if (position < 0) position = arrays.push(operand.buffer) - 1;
    const variable = `v${lines.length}`;
    const array = `a${position}`;
    lines.push({ variable, array, operand, numbers: viewNumbers(operand.view).map(number) });
    key += `${variable}=${array}[${viewKey(operand.view)}];`;
    return variable;
  };
  const chainName = ({ formula, names, operands, numbers, isWider }: Expression): string => {
    const meanings: Record<string, string> = {};
    for (const [i, name] of names.entries()) if (i < operands.length) meanings[name] = operandName(operands[i]);
    for (const name of Object.keys(numbers).sort()) meanings[name] = number(numbers[name]);
    const variable = `v${lines.length}`;
    lines.push({ variable, formula, names: meanings, isWider });
    key += `${variable}=${formula}(${Object.values(meanings).join()});`;
    return variable;
  };

  const result = chainName(expression);
  return { key, arrays, numbers, result, statements: (index, element) => lines.flatMap(statementsOf(index, element)) };
}

/** Writes lines, in order, with names of their own for what comes between. */
function statementsOf(index: string, element: number | undefined): (line: Line) => string[] {
  const fresh = freshNames(element === undefined ? 't' : `t${element}e`);
  return (line) => {
    const variable = ofElement(line.variable, element);
    if ('array' in line) {
      const { array, operand, numbers } = line;
      const isInFours = element !== undefined;
      if (isFlat(operand.view)) {
        return [`const ${variable} = ${isInFours ? `${array}Here[${element}]` : `${array}[${index}]`};`];
      }
      if (isInFours && viewKey(operand.view) === '') return [`const ${variable} = ${array}First[0];`];
      const names = numbers.values();
      const next = (): string => names.next().value as string;
      return [
        ...indexLines(operand.view, index, next, `${variable}At`),
        ...(isInFours
          ? elementLines(variable, array, `${variable}At`)
          : [`const ${variable} = ${array}[${variable}At];`]),
      ];
    }
    const names = Object.entries(line.names).map(([name, value]) => [name, ofElement(value, element)]);
    const { lines, result } = expand(line.formula, Object.fromEntries(names), fresh);
    return [...lines, `const ${variable} = ${line.isWider ? `Math.fround(${result})` : result};`];
  };
}
