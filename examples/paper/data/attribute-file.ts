/**
 * The table of attributes that goes with a folder of images, in the form of CelebA's list_attr_celeba.txt: a line with the number of images, a line
 * with the names of the attributes, then a line for each image, its file name and 1 or -1 for each attribute. A file that is not so is refused, with
 * the line.
 */
import { readFileSync } from 'node:fs';

export interface AttributeTable {
  /** Of the attributes, in the order of the columns. */
  readonly attributes: readonly string[];
  /** File name to its values, 1 or -1, in the order of the columns. */
  readonly rows: ReadonlyMap<string, Int8Array>;
  /** File name to its line, from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

/** An attribute file cannot be used. */
export class AttributeFileError extends Error {
  /** From 1; of the whole file when left out. */
  readonly line: number | undefined;

  constructor(path: string, line: number | undefined, problem: string) {
    super(`${path}${line === undefined ? '' : `, line ${line}`}: ${problem}`);
    this.name = 'AttributeFileError';
    this.line = line;
  }
}

/** @throws AttributeFileError when it cannot be read or has another form, with the first line that does */
export function readAttributeFile(path: string): AttributeTable {
  const wrong = (line: number | undefined, problem: string) => new AttributeFileError(path, line, problem);
  const [first, second = '', ...others] = linesOf(path);
  if (!/^\d+$/.test(first.trim())) throw wrong(1, `'${first}' is not a number of images`);
  const count = Number(first);
  const attributes = wordsOf(second);
  if (attributes.length === 0) throw wrong(2, 'it names no attributes');
  const twice = attributes.find((name, place) => attributes.indexOf(name) !== place);
  if (twice !== undefined) throw wrong(2, `attribute ${twice} is named twice`);

  const rows = new Map<string, Int8Array>();
  const lines = new Map<string, number>();
  for (const [index, text] of others.entries()) {
    const line = index + 3;
    const words = wordsOf(text);
    // What stands before the values is the name, which may have spaces in it.
    const values = words.slice(-attributes.length);
    const name = text.trim().replace(new RegExp(`(\\s+\\S+){${attributes.length}}$`), '');
    if (words.length <= attributes.length) {
      throw wrong(line, `${words.length} words where a file name and ${attributes.length} values are needed`);
    }
    const stray = values.find((value) => value !== '1' && value !== '-1' && value !== '+1');
    if (stray !== undefined) throw wrong(line, `the value '${stray}' is neither 1 nor -1`);
    if (rows.has(name)) throw wrong(line, `${name} was on line ${lines.get(name)} already`);
    rows.set(name, Int8Array.from(values, Number));
    lines.set(name, line);
  }
  if (rows.size !== count) throw wrong(1, `it promises ${count} images, and ${rows.size} lines follow`);
  return { attributes, rows, lines };
}

function linesOf(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AttributeFileError(path, undefined, `it cannot be read (${(cause as Error).message})`);
  }
  return text.trimEnd().split(/\r?\n/);
}

function wordsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}
