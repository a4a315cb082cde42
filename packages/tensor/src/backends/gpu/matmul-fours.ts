/**
 * Matrix products where arrays are read four elements at a time. A thread computes four neighbours in a row of the output:
 * for each four of a row of a it reads four fours of b, which lie along b's columns or across them. Every line must begin
 * at a four, so operands that are stored otherwise are rearranged before, which costs little beside the product.
 */
import type { GpuBuffer } from './buffer.ts';
import type { DeviceArray, KernelSource } from './device.ts';
import type { Epilogue } from './epilogue.ts';
import type { Evaluator } from './evaluator.ts';
import { elementLines } from './fours.ts';
import { computeProduct, type Form, type Product, rowsOfShare } from './matmul-kernel.ts';
import { divisionLines } from './view.ts';

export function multiplyFours(
  evaluator: Evaluator,
  a: GpuBuffer,
  b: GpuBuffer,
  product: Product,
  epilogue: Epilogue,
): DeviceArray {
  const { rows, inner, columns } = product;
  const isAlong = product.b.inner === 1 && inner > 1;
  const left = linesOf(evaluator, a, {
    count: rows,
    paddedCount: rows,
    length: inner,
    lineStep: product.a.row,
    step: product.a.inner,
  });
  const right = linesOf(evaluator, b, {
    count: isAlong ? columns : inner,
    paddedCount: isAlong ? columns : 4 * Math.ceil(inner / 4),
    length: isAlong ? inner : columns,
    lineStep: isAlong ? product.b.column : product.b.inner,
    step: isAlong ? product.b.inner : product.b.column,
  });
  const form = formOf(product, isAlong, sharesOf(evaluator, product));
  const result = computeProduct(evaluator, left.array, right.array, product, form, epilogue);
  for (const { array, isCopy } of [left, right]) if (isCopy) evaluator.device.free(array);
  return result;
}

/** How the lines of an operand are stored, and how many there must be in each matrix. */
interface Storage {
  readonly count: number;
  readonly paddedCount: number;
  /** Elements of a line. */
  readonly length: number;
  /** Elements from one line to the next, and from one element of a line to the next. */
  readonly lineStep: number;
  readonly step: number;
}

/** An operand with every line at a four, filled up with zeros. */
function linesOf(
  evaluator: Evaluator,
  buffer: GpuBuffer,
  { count, paddedCount, length, lineStep, step }: Storage,
): { array: DeviceArray; isCopy: boolean } {
  const isInPlace = buffer.length === 0 || (count === paddedCount && length % 4 === 0 && step === 1);
  if (isInPlace) return { array: evaluator.array(buffer), isCopy: false };
  const fours = Math.ceil(length / 4);
  const matrix = count * length;
  const size = (buffer.length / matrix) * paddedCount * 4 * fours;
  const numbers = [fours, length, count, paddedCount, matrix, lineStep, step];
  return { array: evaluator.launch(step === 1 ? padding : arranging, size, [buffer], numbers), isCopy: true };
}

const four = [0, 1, 2, 3];

const padding = rearranging('padding', (start) => shiftedLines(start));
const arranging = rearranging('arranging', (start) =>
  four.flatMap((e) => elementLines(`read${e}`, 'a', `${start}${e === 0 ? '' : ` + ${e} * step`}`)),
);

/** A kernel that writes padded lines. `read` gives statements after which read0 to read3 are what a line holds there. */
function rearranging(name: string, read: (start: string) => string[]): KernelSource {
  const source = (): string =>
    [
      'function (a, fours, length, count, paddedCount, matrix, lineStep, step) {',
      ...divisionLines('line', 'this.thread.x', 'fours'),
      'const position = 4 * (this.thread.x - line * fours);',
      ...divisionLines('which', 'line', 'paddedCount'),
      'const own = line - which * paddedCount;',
      'const start = which * matrix + own * lineStep + position * step;',
      'const most = own < count ? length - position : 0;',
      ...read('start'),
      ...four.map((e) => `const element${e} = most > ${e} ? read${e} : 0;`),
      'return [element0, element1, element2, element3];',
      '}',
    ].join('\n');
  return { key: `matmul ${name}`, width: 4, source };
}

/** Four neighbours, out of the two fours that they may lie in. */
function shiftedLines(start: string): string[] {
  const channel = (i: number): string => (i < 4 ? `low[${i}]` : `high[${i - 4}]`);
  const pick = (e: number): string =>
    `(shift < 1.5 ? (shift < 0.5 ? ${channel(e)} : ${channel(e + 1)}) : (shift < 2.5 ? ${channel(e + 2)} : ${channel(e + 3)}))`;
  return [
    `const group = Math.floor(${start} * 0.25);`,
    `const shift = ${start} - 4 * group;`,
    'const low = a[group];',
    'const high = a[group + 1];',
    ...four.map((e) => `const read${e} = ${pick(e)};`),
  ];
}

/** Products and rows that are worth a second kernel, and the inner length from which it may crop as well. */
const manyMultiplications = 2 ** 18;
const manyRows = 8;
const longInner = 64;
/** The inner length that takes no loop. */
const shortInner = 16;

function sharesOf({ device }: Evaluator, { batch, rows, inner, columns }: Product): number {
  const isLarge = rows >= manyRows && batch * rows * inner * columns >= manyMultiplications;
  return isLarge && (columns % 4 === 0 || inner >= longInner) && device.maxOutputs >= 4 ? 4 : 1;
}

function formOf({ rows, inner, columns }: Product, isAlong: boolean, shares: number): Form {
  const fours = Math.ceil(inner / 4);
  const unroll = 4 * fours <= shortInner ? Math.max(1, fours) : ([2, 3, 5].find((u) => fours % u === 0) ?? 1);
  const bLine = Math.ceil((isAlong ? inner : columns) / 4);
  const turns = Array.from({ length: unroll }, (_, u) => u);
  return {
    name: `fours ${isAlong ? 'along' : 'across'} ${unroll} ${shares}`,
    inFours: true,
    columns: 4,
    shares,
    numbers: [
      ['aLine', fours],
      ['aShare', rowsOfShare(rows, shares) * fours],
      ['bLine', bLine],
    ],
    turns: fours / unroll,
    left: 0,
    start: ['row * aLine', isAlong ? '4 * column * bLine' : 'column'],
    stride: [`${unroll}`, isAlong ? `${unroll}` : `${4 * unroll} * bLine`],
    matrixSizes: [rows * fours, (isAlong ? columns : 4 * fours) * bLine],
    turn: turns.flatMap((u) => (isAlong ? turnAlong(u, shares) : turnAcross(u, shares))),
    ending: [],
  };
}

/** Reads a four of each share's row of a. */
function readRows(name: string, shares: number): string[] {
  return Array.from({ length: shares }, (_, s) => `const ${name}s${s} = a[p${s === 0 ? '' : ` + ${s} * aShare`}];`);
}

/** The fours of b lie along its columns: four inner positions of one column each. */
function turnAlong(u: number, shares: number): string[] {
  const add = (s: number, c: number): string =>
    `part${4 * s + c} += ${four.map((k) => `x${u}s${s}[${k}] * y${u}c${c}[${k}]`).join(' + ')};`;
  return [
    ...readRows(`x${u}`, shares),
    ...four.map((c) => `const y${u}c${c} = b[q${c === 0 ? '' : ` + ${c} * bLine`}];`),
    ...Array.from({ length: shares }, (_, s) => four.map((c) => add(s, c))).flat(),
    'p += 1;',
    'q += 1;',
  ];
}

/** The fours of b lie across its columns: four columns at one inner position each. */
function turnAcross(u: number, shares: number): string[] {
  const add = (s: number, c: number): string =>
    `part${4 * s + c} += ${four.map((k) => `x${u}s${s}[${k}] * y${u}k${k}[${c}]`).join(' + ')};`;
  return [
    ...readRows(`x${u}`, shares),
    ...four.flatMap((k) => [`const y${u}k${k} = b[q];`, 'q += bLine;']),
    ...Array.from({ length: shares }, (_, s) => four.map((c) => add(s, c))).flat(),
    'p += 1;',
  ];
}
