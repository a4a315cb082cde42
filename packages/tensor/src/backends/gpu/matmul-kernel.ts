/**
 * What the kernels of matrix products have in common. A thread finds its place in the output, walks along a row of a and
 * a column of b with two running indices, p and q, and sums up; then comes the epilogue. Products with few elements and a
 * long inner axis are cut into parts, which a second kernel sums: more threads, and less rounding. How operands are read
 * and how many elements a thread computes is the kernel's form (matmul-elements.ts, matmul-fours.ts).
 */
import type { GpuBuffer } from './buffer.ts';
import type { DeviceArray } from './device.ts';
import {
  biasesOfColumns,
  type Epilogue,
  epilogueKey,
  epilogueLines,
  epilogueNumbers,
  type NumberParameter,
  nothing,
} from './epilogue.ts';
import type { Evaluator } from './evaluator.ts';
import { finishProduct } from './matmul-finish.ts';
import { divisionLines, indexLines, type View, viewKey, viewNumbers } from './view.ts';

/** The sizes of a product, and how its operands are stored. */
export interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Elements from one row of a to the next, and from one inner position to the next. */
  readonly a: { readonly row: number; readonly inner: number };
  readonly b: { readonly inner: number; readonly column: number };
  /** How many products there are, and, if several, which matrices of a and of b each multiplies. */
  readonly batch: number;
  readonly matrices?: readonly [View, View];
  /** Whether the bias belongs to the column; if not, there is one for all. */
  readonly biasPerColumn: boolean;
}

/** One way to compute a product. The texts may use the form's numbers, and row and column of the thread. */
export interface Form {
  /** Equal names mean equal texts. */
  readonly name: string;
  /** Whether arrays are read four elements at a time. */
  readonly inFours: boolean;
  readonly numbers: readonly NumberParameter[];
  /**
   * The elements of the output that one thread computes: neighbours in a row, and the same columns of other rows, which
   * are a share of all rows apart. Every share is an output of its own.
   */
  readonly columns: 1 | 4;
  readonly shares: number;
  /** Turns of the loop, which take the inner axis but for the few positions that are left. */
  readonly turns: number;
  readonly left: number;
  /** Where p and q start, and how far they go in one turn. */
  readonly start: readonly [p: string, q: string];
  readonly stride: readonly [p: string, q: string];
  /** What p and q count in one matrix of a and of b. */
  readonly matrixSizes: readonly [a: number, b: number];
  /** Statements of one turn, which add to part0, part1, ..., share by share. */
  readonly turn: readonly string[];
  /** Statements for the positions that are left, which add to sum0, sum1, ... */
  readonly ending: readonly string[];
}

/** Rows in each share, the last of which may have fewer. */
export function rowsOfShare(rows: number, shares: number): number {
  return Math.ceil(rows / shares);
}

/** Threads below which a device is not busy, and turns that are worth a part of their own. */
const fewThreads = 4096;
const fewTurns = 64;

export function computeProduct(
  evaluator: Evaluator,
  a: GpuBuffer | DeviceArray,
  b: GpuBuffer | DeviceArray,
  product: Product,
  form: Form,
  epilogue: Epilogue,
): DeviceArray {
  const { batch, rows, columns } = product;
  const shareRows = rowsOfShare(rows, form.shares);
  const threadColumns = Math.ceil(columns / form.columns);
  const threads = batch * shareRows * threadColumns;
  const cut = cutOf(threads, form.turns);
  const padded = threadColumns * form.columns;
  const isWhole = !cut && form.shares === 1 && (padded === columns || batch * rows === 1);
  const ending = isWhole ? epilogue : nothing;

  const numbers: NumberParameter[] = [
    ['columns', threadColumns],
    ['turns', form.turns],
    ['left', form.left],
    ...form.numbers,
    ...(cut ? cutNumbers(cut, threads) : []),
    ...matrixNumbers(product, form),
    ...epilogueNumbers(ending),
  ];
  const { matrices } = product;
  const key = [
    `matmul ${form.name}`,
    cut ? ' cut' : isOneTurn(form) ? ' once' : '',
    matrices ? ` ${matrices.map(viewKey)}` : '',
    epilogueKey(ending, product.biasPerColumn),
  ].join('');
  const source = (): string => {
    const names = ['a', 'b', ...(ending.bias ? ['bias'] : []), ...numbers.map(([name]) => name)];
    return `function (${names.join(', ')}) {\n  ${body(product, form, cut !== undefined, ending).join('\n  ')}\n}`;
  };
  const parts = cut?.parts ?? 1;
  const arrays = ending.bias ? [a, b, ending.bias] : [a, b];
  const values = numbers.map(([, value]) => value);
  const kernel = { key, source, width: form.columns, outputs: form.shares };
  if (isWhole) return evaluator.launch(kernel, batch * rows * columns, arrays, values);
  const sums = evaluator.launchAll(kernel, parts * batch * shareRows * padded, arrays, values);
  const result = finishProduct(evaluator, sums, product, { parts, shareRows, padded }, epilogue);
  for (const array of sums) evaluator.device.free(array);
  return result;
}

interface Cut {
  /** Turns in each part, the last of which may have fewer. */
  readonly part: number;
  readonly parts: number;
}

function cutOf(threads: number, turns: number): Cut | undefined {
  const most = Math.min(Math.floor(turns / fewTurns), Math.floor(fewThreads / threads));
  if (most < 2) return undefined;
  const part = Math.ceil(turns / most);
  return { part, parts: Math.ceil(turns / part) };
}

function cutNumbers({ part, parts }: Cut, threads: number): NumberParameter[] {
  return [
    ['part', part],
    ['parts', parts],
    ['threads', threads],
  ];
}

function matrixNumbers({ rows, matrices }: Product, { matrixSizes, shares }: Form): NumberParameter[] {
  if (!matrices) return [];
  const numbers: NumberParameter[] = [['rows', rowsOfShare(rows, shares)]];
  for (const [side, view] of matrices.entries()) {
    numbers.push([`matrix${side}`, matrixSizes[side]]);
    for (const [i, value] of viewNumbers(view).entries()) numbers.push([`view${side}n${i}`, value]);
  }
  return numbers;
}

function body({ matrices, biasPerColumn }: Product, form: Form, isCut: boolean, epilogue: Epilogue): string[] {
  const elements = Array.from({ length: form.shares * form.columns }, (_, i) => i);
  const sums = elements.map((i) => `sum${i}`);
  // Several shares get their epilogue later.
  const biases = biasesOfColumns(form.columns, form.inFours, biasPerColumn);
  const { lines: ending, results } = epilogueLines(epilogue, sums, biases);
  const share = (i: number): string => {
    const own = results.slice(i * form.columns, (i + 1) * form.columns);
    return form.columns === 1 ? own[0] : `[${own.join(', ')}]`;
  };
  return [
    ...place(matrices !== undefined, isCut),
    `let p = ${form.start[0]};`,
    `let q = ${form.start[1]};`,
    'let count = turns;',
    'let rest = left;',
    ...(matrices ? ['p', 'q'].flatMap((index, side) => matrixLines(matrices[side], side, index)) : []),
    ...(isCut ? sectionLines(form.stride) : []),
    ...sums.map((sum) => `let ${sum} = 0;`),
    ...(isOneTurn(form) ? once(elements, form.turn) : inBlocks(elements, form.turn)),
    ...form.ending,
    ...ending,
    ...Array.from({ length: form.shares - 1 }, (_, i) => `output${i + 1}(${share(i + 1)});`),
    `return ${share(0)};`,
  ];
}

/** Where the thread is: the part of the inner axis, the product of the batch, row and column. */
function place(hasMatrices: boolean, isCut: boolean): string[] {
  return [
    ...(isCut ? divisionLines('section', 'this.thread.x', 'threads') : []),
    `const thread = this.thread.x${isCut ? ' - section * threads' : ''};`,
    ...divisionLines('line', 'thread', 'columns'),
    'const column = thread - line * columns;',
    ...(hasMatrices ? divisionLines('which', 'line', 'rows') : []),
    `const row = line${hasMatrices ? ' - which * rows' : ''};`,
  ];
}

function matrixLines(view: View, side: number, index: string): string[] {
  let i = 0;
  const next = (): string => `view${side}n${i++}`;
  return [...indexLines(view, 'which', next, `which${side}`), `${index} += which${side} * matrix${side};`];
}

function sectionLines([p, q]: Form['stride']): string[] {
  return [
    `p += section * part * ${p};`,
    `q += section * part * ${q};`,
    'count = Math.min(part, turns - section * part);',
    'if (section < parts - 1) { rest = 0; }',
  ];
}

/** Whether the inner axis is so short that there is nothing to repeat. */
function isOneTurn({ turns, left }: Form): boolean {
  return turns === 1 && left === 0;
}

function once(elements: readonly number[], turn: readonly string[]): string[] {
  return [...elements.map((c) => `let part${c} = 0;`), ...turn, ...elements.map((c) => `sum${c} += part${c};`)];
}

/**
 * Sums in blocks of 16 turns, which round less than one long sum. The bounds are spelled without calls: gpu.js takes the
 * result of a call for a constant, and WebGL 1 has no other loops.
 */
function inBlocks(elements: readonly number[], turn: readonly string[]): string[] {
  return [
    'for (let block = 0; 16 * block < count; block++) {',
    '  const remaining = count - 16 * block;',
    '  const most = remaining < 16 ? remaining : 16;',
    ...elements.map((c) => `  let part${c} = 0;`),
    '  for (let k = 0; k < most; k++) {',
    ...turn.map((line) => `    ${line}`),
    '  }',
    ...elements.map((c) => `  sum${c} += part${c};`),
    '}',
  ];
}
