/**
 * One fold over many slices at once: one thread an output, with a loop over its slice. A long slice is folded in parts
 * of about equal length, whose totals are folded again; more threads work so, and the rounding errors of a float32 sum
 * grow with the length of a part and not of the slice. Where elements stand is written by view.ts, so that axes in any
 * order are folded without being moved.
 */
import type { Fold, SliceFold } from '../../op.ts';
import { type Shape, sizeOf, stridesOf } from '../../shape.ts';
import type { GpuBuffer } from './buffer.ts';
import type { DeviceArray, KernelSource } from './device.ts';
import { type Evaluator, unwritableNumbers } from './evaluator.ts';
import { type Chain, unwritable } from './fusion.ts';
import { expand, freshNames } from './language/inline.ts';
import { divisionLines, indexLines, type View, viewKey, viewNumbers, viewOf } from './view.ts';

/** An array seen as slices: where each begins, and where in it each element stands. */
export interface Slices {
  readonly outputs: number;
  readonly count: number;
  readonly starts: View;
  readonly steps: View;
}

export function slicesOf(shape: Shape, axes: readonly number[]): Slices {
  const strides = stridesOf(shape);
  const part = (chosen: readonly number[]) => {
    const lengths = chosen.map((axis) => shape[axis]);
    const chosenStrides = chosen.map((axis) => strides[axis]);
    return { size: sizeOf(lengths), view: viewOf(lengths, chosenStrides) };
  };
  const kept = part([...shape.keys()].filter((axis) => !axes.includes(axis)));
  const folded = part(axes);
  return { outputs: kept.size, count: folded.size, starts: kept.view, steps: folded.view };
}

/** What is folded: an array, or a chain of elementwise formulas whose values are never stored. */
export type Source = Omit<Chain, 'arrays'> & { readonly arrays: readonly (GpuBuffer | DeviceArray)[] };

export function elementsOf(array: GpuBuffer | DeviceArray): Source {
  return {
    key: 'an array',
    arrays: [array],
    numbers: [],
    result: 'x',
    statements: (index) => [`const x = a0[${index}];`],
  };
}

/** What formulas may name: results of earlier folds, one for each slice, and numbers. */
export interface Known {
  readonly results: Readonly<Record<string, DeviceArray>>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** How slices are cut: element k of part p stands at p * `partStep` + k * `step`, if that is in the slice. */
interface Parts {
  readonly count: number;
  readonly length: number;
  readonly partStep: number;
  readonly step: number;
}

/** More elements than one loop takes are folded in parts. */
const longestLoop = 256;

/**
 * Folds every slice to one number, and gives an array of `slices.outputs` numbers. What is read stays.
 *
 * @param known what the fold's formulas may name; their `count` is the length of the slice and need not be given
 */
export function foldSlices(
  evaluator: Evaluator,
  { start, each, fold, finish }: SliceFold,
  source: Source,
  slices: Slices,
  { results, numbers }: Known,
): DeviceArray {
  const { count } = slices;
  const known = { results, numbers: { count, ...numbers } };
  if (count <= longestLoop)
    return launchFold(evaluator, { start, each, fold, finish }, source, slices, known, undefined);
  const parts = spreadParts(count);
  const totals = launchFold(evaluator, { start, each, fold }, source, slices, known, parts);
  const result = foldSlices(
    evaluator,
    { start, fold, finish },
    elementsOf(totals),
    acrossParts(slices.outputs, parts.count),
    known,
  );
  evaluator.device.free(totals);
  return result;
}

/** The totals of neighbouring stretches of `length` elements, as an array of [stretches, slices]. */
export function foldStretches(
  evaluator: Evaluator,
  { start, fold }: Fold,
  source: Source,
  slices: Slices,
  length: number,
): DeviceArray {
  const parts = { count: Math.ceil(slices.count / length), length, partStep: length, step: 1 };
  return launchFold(evaluator, { start, fold }, source, slices, { results: {}, numbers: {} }, parts);
}

/** Parts whose elements take turns: neighbouring threads read neighbouring elements, which suits graphics cards. */
function spreadParts(count: number): Parts {
  const passes = Math.ceil(Math.log(count) / Math.log(longestLoop));
  const parts = Math.ceil(count / Math.ceil(count ** (1 / passes)));
  return { count: parts, length: Math.ceil(count / parts), partStep: 1, step: parts };
}

/** The totals of parts, [parts, outputs], as slices. */
function acrossParts(outputs: number, parts: number): Slices {
  return { outputs, count: parts, starts: viewOf([outputs], [1]), steps: viewOf([parts], [outputs]) };
}

function launchFold(
  evaluator: Evaluator,
  fold: SliceFold,
  source: Source,
  { outputs, count, starts, steps }: Slices,
  { results, numbers }: Known,
  parts: Parts | undefined,
): DeviceArray {
  const names = { results: Object.keys(results), numbers: Object.keys(numbers) };
  const { start, each = 'x', fold: step, finish = 'total' } = fold;
  const key = [
    `fold ${start} | ${each} | ${step} | ${finish} (${names.results}; ${names.numbers})`,
    `${viewKey(starts)} ${viewKey(steps)} ${parts ? 'in parts' : 'at once'} of ${source.key}`,
  ].join(' ');
  const kernel: KernelSource = {
    key,
    source: () => foldText(fold, starts, steps, names, source, parts !== undefined),
  };
  return evaluator.launch(
    kernel,
    outputs * (parts?.count ?? 1),
    [...source.arrays, ...Object.values(results)],
    [
      ...source.numbers,
      ...(parts ? [outputs, count, parts.length, parts.partStep, parts.step] : [count]),
      ...viewNumbers(starts),
      ...viewNumbers(steps),
      ...Object.values(numbers),
      ...unwritableNumbers,
    ],
  );
}

function foldText(
  { start, each = 'x', fold, finish = 'total' }: SliceFold,
  starts: View,
  steps: View,
  names: { readonly results: readonly string[]; readonly numbers: readonly string[] },
  source: Source,
  inParts: boolean,
): string {
  const fresh = freshNames('f');
  const viewNames = freshNames('s');
  const startLines = indexLines(starts, 'output', viewNames, 'start');
  const stepLines = indexLines(steps, 'position', viewNames, 'along');
  const known = Object.fromEntries(
    [...names.results, ...names.numbers, ...Object.keys(unwritable)].map((name) => [name, name]),
  );
  const written = (formula: string, variables: Record<string, string>, target: string): string[] => {
    const { lines, result } = expand(formula, { ...known, ...variables }, fresh);
    return [...lines, `${target} = ${result};`];
  };
  const parameters = [
    ...source.arrays.map((_, i) => `a${i}`),
    ...names.results.map((name) => `${name}Of`),
    ...source.numbers.map((_, i) => `n${i}`),
    ...(inParts ? ['outputs', 'end', 'loops', 'partStep', 'step'] : ['loops']),
    ...viewNumbers(starts)
      .concat(viewNumbers(steps))
      .map((_, i) => `s${i}`),
    ...names.numbers,
    ...Object.keys(unwritable),
  ];
  const body = [
    ...stepLines,
    'const at = start + along;',
    ...source.statements('at'),
    ...written(each, { x: source.result, position: 'position' }, 'const element'),
    ...written(fold, { x: 'element', total: 'total' }, 'total'),
  ];
  return [
    `function (${parameters.join(', ')}) {`,
    ...(inParts
      ? [...divisionLines('part', 'this.thread.x', 'outputs'), 'const output = this.thread.x - part * outputs;']
      : ['const output = this.thread.x;']),
    ...startLines,
    ...names.results.map((name) => `const ${name} = ${name}Of[output];`),
    ...written(start, {}, 'let total'),
    'for (let k = 0; k < loops; k++) {',
    ...(inParts
      ? ['const position = part * partStep + k * step;', 'if (position < end) {', ...body, '}']
      : ['const position = k;', ...body]),
    '}',
    ...written(finish, { total: 'total' }, 'const result'),
    'return result;',
    '}',
  ].join('\n');
}
