/**
 * Matrix products where arrays are read element by element. Indices move by strides that are numbers, so one kernel reads
 * every operand in place, transposed or not. A thread computes four neighbours in a row where rows have a multiple of
 * four, which then share what they read of a.
 */
import type { GpuBuffer } from './buffer.ts';
import type { DeviceArray } from './device.ts';
import type { Epilogue } from './epilogue.ts';
import type { Evaluator } from './evaluator.ts';
import { computeProduct, type Form, type Product } from './matmul-kernel.ts';

export function multiplyElements(
  evaluator: Evaluator,
  a: GpuBuffer,
  b: GpuBuffer,
  product: Product,
  epilogue: Epilogue,
): DeviceArray {
  return computeProduct(evaluator, a, b, product, formOf(product), epilogue);
}

function formOf({ rows, inner, columns, a, b }: Product): Form {
  const width = columns % 4 === 0 ? 4 : 1;
  const elements = Array.from({ length: width }, (_, c) => c);
  const four = [0, 1, 2, 3];
  const at = (c: number): string => (c === 0 ? 'q' : `q + ${c} * bColumn`);
  const read = (k: number): string[] => [
    `const x${k} = a[p];`,
    ...elements.map((c) => `const y${k}c${c} = b[${at(c)}];`),
    'p += aInner;',
    'q += bInner;',
  ];
  const add = (c: number): string => `part${c} += ${four.map((k) => `x${k} * y${k}c${c}`).join(' + ')};`;
  return {
    name: `elements ${width}`,
    inFours: false,
    columns: width,
    shares: 1,
    numbers: [
      ['aRow', a.row],
      ['aInner', a.inner],
      ['bInner', b.inner],
      ['bColumn', b.column],
    ],
    turns: Math.floor(inner / 4),
    left: inner % 4,
    start: ['row * aRow', `${width === 1 ? '' : '4 * '}column * bColumn`],
    stride: ['4 * aInner', '4 * bInner'],
    matrixSizes: [rows * inner, inner * columns],
    turn: [...four.flatMap(read), ...elements.map(add)],
    ending: [
      'for (let last = 0; last < rest; last++) {',
      '  const x = a[p];',
      ...elements.map((c) => `  sum${c} += x * b[${at(c)}];`),
      '  p += aInner;',
      '  q += bInner;',
      '}',
    ],
  };
}
