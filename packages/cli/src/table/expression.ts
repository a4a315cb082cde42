/**
 * Expressions of columns, such as `log(price)` or `"Body Mass (g)" / 1000`. mathjs parses them; only numbers, arithmetic,
 * comparisons and a fixed list of functions of numbers pass, so an expression can compute and do nothing else. A text in
 * double quotes is a column's name. Results that are no real number (`log(-1)`) are NaN and are reported as such later.
 */
import type { FunctionNode, MathNode, SymbolNode } from 'mathjs';
import { CliError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

const functions =
  'abs ceil floor round fix sign exp expm1 log log2 log10 log1p sqrt cbrt square cube pow hypot mod min max sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf gamma lgamma'.split(
    ' ',
  );
const constants = ['pi', 'e', 'tau'];
const allowedNodes = [
  'ConstantNode',
  'SymbolNode',
  'OperatorNode',
  'FunctionNode',
  'ParenthesisNode',
  'ConditionalNode',
  'RelationalNode',
];

/** A compiled expression: the columns that it reads and the function of their values. */
export interface Expression {
  readonly columns: readonly string[];
  evaluate(values: ArrayLike<number>): number;
}

/**
 * Compiles `text` over the given columns; a column's name wins over a constant of the same name.
 *
 * @throws CliError for a syntax error, an unknown column or function, or anything that is not arithmetic
 * @example
 * const density = await compileExpression('log(mass / volume)', ['mass', 'volume'], '--x');
 * density.evaluate([6, 2]); // 1.0986
 */
export async function compileExpression(text: string, known: readonly string[], option: string): Promise<Expression> {
  const { all, create } = await import('mathjs/number');
  const math = create(all, { predictable: true });
  const columns: string[] = [];
  const where = `${option}: ${text}`;
  let tree: MathNode;
  try {
    tree = math.parse(text);
  } catch (error) {
    throw new CliError(`${where} is neither a column nor an expression (${(error as Error).message})`, quotingRemedy);
  }

  const resolve = (node: MathNode, path: string): MathNode => {
    if (!allowedNodes.includes(node.type)) {
      throw new CliError(`${where} is not arithmetic on columns (${node.toString()})`, quotingRemedy);
    }
    if (node.type === 'FunctionNode') checkFunction(node as FunctionNode, where);
    const name = path === 'fn' ? undefined : columnName(node, known, where);
    if (name === undefined) return node.map((child, childPath) => resolve(child, childPath));
    // Columns get names of our own, since a name like `log` would otherwise hide the function.
    if (!columns.includes(name)) columns.push(name);
    return new math.SymbolNode(`$${columns.indexOf(name)}`);
  };
  const compiled = resolve(tree, '').compile();

  const scope = new Map<string, number>();
  const evaluate = (values: ArrayLike<number>): number => {
    for (let index = 0; index < columns.length; index++) scope.set(`$${index}`, values[index]);
    return Number(compiled.evaluate(scope));
  };
  try {
    evaluate(columns.map(() => 1));
  } catch (error) {
    throw new CliError(
      `${where} does not compute: ${(error as Error).message}`,
      'check the arguments of its functions',
    );
  }
  if (columns.length === 0) throw new CliError(`${where} names no column`, didYouMean(text, known, 'columns'));
  return { columns, evaluate };
}

const quotingRemedy =
  'write a column name with special characters in double quotes, for example \'log("Body Mass (g)")\'';

function checkFunction(node: FunctionNode, where: string): void {
  const name = node.fn.type === 'SymbolNode' ? (node.fn as SymbolNode).name : node.fn.toString();
  if (!functions.includes(name))
    throw new CliError(`${where}: unknown function ${name}`, didYouMean(name, functions, 'functions'));
}

function columnName(node: MathNode, known: readonly string[], where: string): string | undefined {
  const isText = node.type === 'ConstantNode' && typeof (node as unknown as { value: unknown }).value === 'string';
  if (node.type !== 'SymbolNode' && !isText) return undefined;
  const name = isText ? String((node as unknown as { value: string }).value) : (node as SymbolNode).name;
  if (known.includes(name)) return name;
  if (!isText && constants.includes(name)) return undefined;
  throw new CliError(`${where}: there is no column ${name}`, didYouMean(name, known, 'columns'));
}
