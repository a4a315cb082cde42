/**
 * The second kernel of matrix products that one kernel does not finish. It puts the shares of the rows together, sums the
 * parts of the inner axis, drops what pads the rows, and applies the epilogue.
 */
import type { DeviceArray } from './device.ts';
import {
  type BiasReads,
  biasesOfColumns,
  type Epilogue,
  epilogueKey,
  epilogueLines,
  epilogueNumbers,
  type NumberParameter,
} from './epilogue.ts';
import type { Evaluator } from './evaluator.ts';
import { channelText, elementLines } from './fours.ts';
import type { Product } from './matmul-kernel.ts';
import { divisionLines } from './view.ts';

/** Where the sums lie in each array: the parts one after the other, in each the share's rows of every product. */
interface Layout {
  readonly parts: number;
  readonly shareRows: number;
  /** Elements from one row to the next. */
  readonly padded: number;
}

/** How a thread reads: one element, one four, or four elements out of fours. */
type Reading = 'element' | 'four' | 'cropping';

/** @param shares the rows of each product, in as many arrays */
export function finishProduct(
  evaluator: Evaluator,
  shares: readonly DeviceArray[],
  { rows, columns, batch, biasPerColumn }: Product,
  { parts, shareRows, padded }: Layout,
  epilogue: Epilogue,
): DeviceArray {
  const { bias } = epilogue;
  const { readsFours } = evaluator.device;
  const reading = !readsFours ? 'element' : padded === columns ? 'four' : 'cropping';
  const unit = readsFours ? 4 : 1;
  const form: Form = { reading, shares: shares.length, hasBatch: batch > 1, hasParts: parts > 1 };
  const shareSize = (batch * shareRows * padded) / unit;
  const numbers: NumberParameter[] = [
    ['shareSize', shareSize],
    ['columns', reading === 'four' ? columns / 4 : columns],
    ['padded', padded / unit],
    ...(form.hasBatch ? ([['rows', rows]] as const) : []),
    ...(shares.length > 1 ? ([['shareRows', shareRows]] as const) : []),
    ...(form.hasParts ? ([['parts', parts]] as const) : []),
    ...epilogueNumbers(epilogue),
  ];
  const source = (): string => {
    const arrays = [...shares.map((_, share) => `share${share}`), ...(bias ? ['bias'] : [])];
    const parameters = [...arrays, ...numbers.map(([name]) => name)];
    return `function (${parameters.join(', ')}) {\n  ${body(form, epilogue, biasPerColumn).join('\n  ')}\n}`;
  };
  const key = `matmul finish ${Object.values(form)}${epilogueKey(epilogue, biasPerColumn)}`;
  return evaluator.launch(
    { key, source, width: unit },
    batch * rows * columns,
    bias ? [...shares, bias] : shares,
    numbers.map(([, value]) => value),
  );
}

/** What gives the kernel its text. */
interface Form {
  readonly reading: Reading;
  readonly shares: number;
  readonly hasBatch: boolean;
  readonly hasParts: boolean;
}

function body(form: Form, epilogue: Epilogue, biasPerColumn: boolean): string[] {
  const { reading, hasParts } = form;
  const isCropping = reading === 'cropping';
  const sums = reading === 'element' ? ['sum0'] : ['sum0', 'sum1', 'sum2', 'sum3'];
  /** The places that the thread reads. */
  const reads = isCropping ? [0, 1, 2, 3] : [0];
  const add = reads.flatMap((read) => choice(form, read, 0));
  const biases = isCropping
    ? biasesOfElements(biasPerColumn)
    : biasesOfColumns(reading === 'four' ? 4 : 1, reading === 'four', biasPerColumn);
  const { lines, results } = epilogueLines(epilogue, sums, biases);
  return [
    ...divisionLines('line0', isCropping ? '4 * this.thread.x' : 'this.thread.x', 'columns'),
    `const column0 = ${isCropping ? '4 * ' : ''}this.thread.x - line0 * columns;`,
    'const column = column0;',
    ...reads.slice(1).flatMap(next),
    ...reads.flatMap((read) => place(form, read)),
    ...sums.map((sum) => `let ${sum} = 0;`),
    ...(hasParts ? ['for (let k = 0; k < parts; k++) {'] : []),
    ...add,
    ...(hasParts ? [...reads.map((read) => `index${read} += shareSize;`), '}'] : []),
    ...lines,
    `return ${sums.length === 1 ? results[0] : `[${results.join(', ')}]`};`,
  ];
}

/** The element after: in the same row, or the first of the next. */
function next(element: number): string[] {
  const before = element - 1;
  return [
    `const isNext${element} = column${before} + 1 < columns ? 0 : 1;`,
    `const line${element} = line${before} + isNext${element};`,
    `const column${element} = (column${before} + 1) * (1 - isNext${element});`,
  ];
}

/** Which share the line of the output is in, and the index in it. */
function place({ reading, shares, hasBatch }: Form, read: number): string[] {
  if (reading !== 'cropping' && !(hasBatch && shares > 1)) {
    // The output is its shares, one after the other.
    if (shares === 1) return ['let index0 = this.thread.x;'];
    return [
      ...divisionLines('place0', 'this.thread.x', 'shareSize'),
      'let index0 = this.thread.x - place0 * shareSize;',
    ];
  }
  const lines: string[] = [];
  let column = `column${read}`;
  if (reading === 'cropping') {
    lines.push(`const group${read} = Math.floor(column${read} * 0.25);`);
    lines.push(`const channel${read} = column${read} - 4 * group${read};`);
    column = `group${read}`;
  }
  if (shares === 1) return [...lines, `let index${read} = line${read} * padded + ${column};`];
  let row = `line${read}`;
  let before = '';
  if (hasBatch) {
    lines.push(...divisionLines(`which${read}`, row, 'rows'), `const row${read} = ${row} - which${read} * rows;`);
    row = `row${read}`;
    before = `which${read} * shareRows + `;
  }
  lines.push(...divisionLines(`place${read}`, row, 'shareRows'));
  return [...lines, `let index${read} = (${before}${row} - place${read} * shareRows) * padded + ${column};`];
}

/** Adds what stands at an index, in the right one of the shares from `share` on. */
function choice(form: Form, read: number, share: number): string[] {
  const four = `four${read}of${share}`;
  const element = `share${share}[index${read}]`;
  const add = {
    element: [`sum0 += ${element};`],
    four: [`const ${four} = ${element};`, ...[0, 1, 2, 3].map((c) => `sum${c} += ${four}[${c}];`)],
    cropping: [`const ${four} = ${element};`, `sum${read} += ${channelText(four, `channel${read}`)};`],
  }[form.reading];
  if (share === form.shares - 1) return add;
  return [`if (place${read} < ${share + 1}) {`, ...add, '} else {', ...choice(form, read, share + 1), '}'];
}

function biasesOfElements(isPerColumn: boolean): BiasReads {
  if (!isPerColumn) return biasesOfColumns(4, true, false);
  const names = [0, 1, 2, 3].map((c) => `bias${c}`);
  return { lines: names.flatMap((name, c) => elementLines(name, 'bias', `column${c}`)), values: names };
}
