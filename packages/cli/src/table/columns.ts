/**
 * The grammar of `--x` and `--y`: columns, ranges and expressions, separated by commas. The one rule of precedence: a
 * text that is the name of a column means that column, whatever else it could be read as. Double quotes protect names
 * with commas, dots or operators in them.
 */
import { CliError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { compileExpression, type Expression } from './expression.ts';

/** One dimension of x or y: what to call it and how to compute it from columns of the file. */
export interface Term extends Expression {
  readonly label: string;
  /** Whether its values are names of categories; a column of text can only be such. */
  readonly discrete?: boolean;
}

/**
 * Parses a COLS text against the columns of a file.
 *
 * @param option the argument that the text came from, for messages
 * @throws CliError naming the part that fits nothing
 * @example
 * const terms = await parseColumns('x1..x3, log(price)', ['x1', 'x2', 'x3', 'price'], '--x');
 * terms.map((term) => term.label); // ['x1', 'x2', 'x3', 'log(price)']
 */
export async function parseColumns(text: string, known: readonly string[], option: string): Promise<Term[]> {
  if (known.includes(text)) return [column(text)];
  const terms: Term[] = [];
  for (const part of splitAtCommas(text, option)) terms.push(...(await parsePart(part, known, option)));
  checkUnique(terms, option);
  return terms;
}

/**
 * The sides of an estimate with the terms that `--discrete` names marked as categories.
 *
 * @throws CliError when it names something that is on no side
 */
export async function markDiscrete<Sides extends Record<string, readonly Term[]>>(
  sides: Sides,
  text: string | undefined,
  known: readonly string[],
): Promise<{ [Side in keyof Sides]: Term[] }> {
  const named = text === undefined ? [] : (await parseColumns(text, known, '--discrete')).map(({ label }) => label);
  const labels = Object.values(sides).flatMap((terms) => terms.map(({ label }) => label));
  const unknown = named.find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    throw new CliError(
      `--discrete: ${unknown} is not among the columns of the estimate`,
      didYouMean(unknown, labels, 'columns of the estimate'),
    );
  }
  const marked = Object.entries(sides).map(([side, terms]) => [
    side,
    terms.map((term) => (named.includes(term.label) ? { ...term, discrete: true } : term)),
  ]);
  return Object.fromEntries(marked);
}

async function parsePart(part: string, known: readonly string[], option: string): Promise<Term[]> {
  if (known.includes(part)) return [column(part)];

  const quoted = /^"((?:[^"]|"")*)"$/.exec(part);
  if (quoted) return [column(existing(quoted[1].replaceAll('""', '"'), known, option))];

  const range = /^(.+?)\.\.(.+)$/.exec(part);
  if (range) return expandRange(range[1].trim(), range[2].trim(), known, option).map(column);

  if (/^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(part)) return [column(existing(part, known, option))];

  return [{ label: part, ...(await compileExpression(part, known, option)) }];
}

function column(name: string): Term {
  return { label: name, columns: [name], evaluate: (values) => values[0] };
}

function existing(name: string, known: readonly string[], option: string): string {
  if (known.includes(name)) return name;
  throw new CliError(`${option}: there is no column ${name}`, didYouMean(name, known, 'columns'));
}

/** `x1..x20` is every column from x1 to x20 by number; `x01..x20` keeps the zeros. */
function expandRange(first: string, last: string, known: readonly string[], option: string): string[] {
  const from = /^(.*?)(\d+)$/.exec(first);
  const to = /^(.*?)(\d+)$/.exec(last);
  const text = `${option}: ${first}..${last}`;
  if (!from || !to || from[1] !== to[1]) {
    throw new CliError(`${text} is not a range`, 'a range runs over numbered columns of one name, for example x1..x20');
  }
  const [low, high] = [Number(from[2]), Number(to[2])];
  if (low > high) throw new CliError(`${text} runs backwards`, `write ${last}..${first}`);
  const names: string[] = [];
  for (let number = low; number <= high; number++) {
    const name = from[1] + String(number).padStart(from[2].length, '0');
    if (!known.includes(name))
      throw new CliError(`${text} needs a column ${name}, which is not there`, didYouMean(name, known, 'columns'));
    names.push(name);
  }
  return names;
}

function splitAtCommas(text: string, option: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')') depth--;
    if (character === ',' && depth === 0 && !quoted) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  parts.push(part.trim());
  if (quoted) throw new CliError(`${option}: ${text} has a quote that does not end`, 'close it with "');
  if (parts.includes(''))
    throw new CliError(
      `${option}: '${text}' has an empty place`,
      'name columns separated by single commas, for example a,b',
    );
  return parts;
}

function checkUnique(terms: readonly Term[], option: string): void {
  const labels = terms.map((term) => term.label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) throw new CliError(`${option}: ${twice} is named twice`, 'name each column once');
}
