/**
 * The kernel language: expressions over float32 numbers, spelled as in JavaScript. There are number literals, names,
 * calls, + - * /, comparisons, && || ! and the conditional; a comparison is a condition, never a number. Parsing happens
 * when a kernel is generated, so that a typo is an error with a place, and not wrong numbers from a driver.
 *
 * A literal may be whole (2), or have a fraction or an exponent (0.5, 1e-20): beside a variable, which is always a float,
 * gpu.js makes a float of each in every mode, also of the branches of `?:`. Infinity and NaN have no literals.
 */

export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'prefix'; readonly operator: '-' | '!'; readonly operand: Expression }
  | { readonly kind: 'infix'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'conditional'; readonly test: Expression; readonly yes: Expression; readonly no: Expression };

type Kind = 'number' | 'condition';

interface Operator {
  readonly precedence: number;
  readonly takes: Kind;
  readonly gives: Kind;
}

const logic = (precedence: number): Operator => ({ precedence, takes: 'condition', gives: 'condition' });
const comparison = (precedence: number): Operator => ({ precedence, takes: 'number', gives: 'condition' });
const arithmetic = (precedence: number): Operator => ({ precedence, takes: 'number', gives: 'number' });

const operators: Readonly<Record<string, Operator>> = {
  '||': logic(1),
  '&&': logic(2),
  '===': comparison(3),
  '!==': comparison(3),
  '<': comparison(4),
  '<=': comparison(4),
  '>': comparison(4),
  '>=': comparison(4),
  '+': arithmetic(5),
  '-': arithmetic(5),
  '*': arithmetic(6),
  '/': arithmetic(6),
};

/** Number, name (with a dot for what gpu.js has itself: `Math.floor`), or operator. */
const token = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_][\w]*(?:\.\w+)?)|(===|!==|<=|>=|&&|\|\||[-+*/<>!?:(),]))/y;

const parsed = new Map<string, Expression>();

/**
 * The tree of an expression.
 *
 * @throws SyntaxError that shows the text and says what was expected where
 */
export function parse(text: string): Expression {
  let tree = parsed.get(text);
  if (tree === undefined) {
    tree = new Parser(text).parse();
    parsed.set(text, tree);
  }
  return tree;
}

/** The kind of value that an expression has. */
function kindOf(tree: Expression): Kind {
  if (tree.kind === 'prefix') return tree.operator === '!' ? 'condition' : 'number';
  return tree.kind === 'infix' ? operators[tree.operator].gives : 'number';
}

/** One function for each level of the grammar; infix operators share one, by precedence. */
class Parser {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#split();
  }

  parse(): Expression {
    const tree = this.#value();
    if (this.#next < this.#tokens.length) this.#fail('the end of the expression');
    return tree;
  }

  #split(): string[] {
    const tokens: string[] = [];
    const source = this.#text.trimEnd();
    for (token.lastIndex = 0; token.lastIndex < source.length; ) {
      const start = token.lastIndex;
      const match = token.exec(source);
      if (match === null)
        throw new SyntaxError(`kernel expression '${source}': '${source.slice(start).trim()}' is not in the language`);
      tokens.push(match[1] ?? match[2] ?? match[3]);
    }
    return tokens;
  }

  #value(): Expression {
    return this.#expect('number', this.#conditional());
  }

  #conditional(): Expression {
    const test = this.#infix(1);
    if (!this.#take('?')) return test;
    this.#expect('condition', test);
    const yes = this.#value();
    this.#require(':');
    return { kind: 'conditional', test, yes, no: this.#value() };
  }

  #infix(lowest: number): Expression {
    let left = this.#prefix();
    for (;;) {
      const operator = this.#tokens[this.#next];
      const rule = Object.hasOwn(operators, operator ?? '') ? operators[operator] : undefined;
      if (rule === undefined || rule.precedence < lowest) return left;
      this.#next++;
      this.#expect(rule.takes, left);
      const right = this.#expect(rule.takes, this.#infix(rule.precedence + 1));
      left = { kind: 'infix', operator, left, right };
    }
  }

  #prefix(): Expression {
    if (this.#take('-')) return { kind: 'prefix', operator: '-', operand: this.#expect('number', this.#prefix()) };
    if (this.#take('!')) return { kind: 'prefix', operator: '!', operand: this.#expect('condition', this.#prefix()) };
    return this.#primary();
  }

  #primary(): Expression {
    const word = this.#tokens[this.#next] ?? '';
    if (this.#take('(')) {
      const inner = this.#conditional();
      this.#require(')');
      return inner;
    }
    if (/^\d/.test(word)) {
      this.#next++;
      return { kind: 'number', text: word };
    }
    if (!/^[A-Za-z_]/.test(word)) this.#fail('a number, a name or (');
    this.#next++;
    return this.#take('(') ? { kind: 'call', name: word, operands: this.#operands() } : { kind: 'name', name: word };
  }

  #operands(): Expression[] {
    const operands = [this.#value()];
    while (this.#take(',')) operands.push(this.#value());
    this.#require(')');
    return operands;
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#next] !== word) return false;
    this.#next++;
    return true;
  }

  #require(word: string): void {
    if (!this.#take(word)) this.#fail(word);
  }

  #expect(kind: Kind, tree: Expression): Expression {
    if (kindOf(tree) !== kind) this.#fail(kind === 'condition' ? 'a comparison' : 'a number, not a condition');
    return tree;
  }

  #fail(expected: string): never {
    const before = this.#tokens.slice(0, this.#next).join(' ');
    const found = this.#tokens[this.#next] ?? 'the end';
    throw new SyntaxError(`kernel expression '${this.#text}': expected ${expected} after '${before}', found ${found}`);
  }
}
