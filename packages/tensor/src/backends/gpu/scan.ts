/**
 * Running folds along an axis, as cumsum is one. The axis is cut into short stretches; a thread folds its own stretch
 * as far as its element, and adds the running fold of the stretches before, which is a shorter scan of the same kind.
 * So a million elements take seven levels, and rounding errors grow with the levels and not with the axis.
 */
import type { Fold } from '../../op.ts';
import type { AxisView } from '../../shape.ts';
import type { GpuBuffer } from './buffer.ts';
import type { DeviceArray } from './device.ts';
import { type Evaluator, unwritableNumbers } from './evaluator.ts';
import { elementsOf, foldStretches } from './fold.ts';
import { unwritable } from './fusion.ts';
import { expand, freshNames } from './language/inline.ts';
import { divisionLines, viewOf } from './view.ts';

/** Elements of a stretch: a thread reads half of one on average. */
const stretch = 8;

export interface ScanOptions {
  /** Leave out the element itself. */
  readonly exclusive?: boolean;
  /** Begin at the end of the axis; the results stand in the order in which they were made. */
  readonly reverse?: boolean;
}

/** The running fold of `x`, seen as [outer, axis, inner], along its axis; an array of the same length. */
export function scan(
  evaluator: Evaluator,
  fold: Fold,
  x: GpuBuffer | DeviceArray,
  { outer, axis, inner }: AxisView,
  { exclusive = false, reverse = false }: ScanOptions,
): DeviceArray {
  const offset = reverse ? (axis - 1) * inner : 0;
  const step = reverse ? -inner : inner;
  const slices = {
    outputs: outer * inner,
    count: axis,
    starts: viewOf([outer, inner], [axis * inner, 1], offset),
    steps: viewOf([axis], [step]),
  };
  const numbers = [axis, inner, offset, step, exclusive ? 0 : 1];
  const length = outer * axis * inner;
  if (axis <= stretch) return evaluator.launch(kernelOf(fold, false), length, [x], [...numbers, ...unwritableNumbers]);
  const totals = foldStretches(evaluator, fold, elementsOf(x), slices, stretch);
  const stretches = { outer: 1, axis: Math.ceil(axis / stretch), inner: slices.outputs };
  const before = scan(evaluator, fold, totals, stretches, { exclusive: true });
  const result = evaluator.launch(
    kernelOf(fold, true),
    length,
    [x, before],
    [...numbers, slices.outputs, ...unwritableNumbers],
  );
  evaluator.device.free(totals);
  evaluator.device.free(before);
  return result;
}

function kernelOf(fold: Fold, continues: boolean) {
  return {
    key: `scan ${fold.start} | ${fold.fold} ${continues ? 'on' : ''}`,
    source: () => scanText(fold, continues),
  };
}

function scanText({ start, fold }: Fold, continues: boolean): string {
  const fresh = freshNames();
  const own = Object.fromEntries(Object.keys(unwritable).map((name) => [name, name]));
  const first = expand(start, own, fresh);
  const next = expand(fold, { ...own, total: 'total', x: 'x' }, fresh);
  const whole = expand(fold, { ...own, total: 'earlier', x: 'total' }, fresh);
  const parameters = [
    'a',
    ...(continues ? ['before'] : []),
    'axis',
    'inner',
    'offset',
    'step',
    'own',
    ...(continues ? ['outputs'] : []),
  ];
  return [
    `function (${[...parameters, ...Object.keys(unwritable)].join(', ')}) {`,
    ...divisionLines('row', 'this.thread.x', 'inner'),
    'const column = this.thread.x - row * inner;',
    ...divisionLines('outer', 'row', 'axis'),
    'const place = row - outer * axis;',
    ...(continues
      ? [...divisionLines('part', 'place', `${stretch}`), `const begin = part * ${stretch};`]
      : ['const begin = 0;']),
    'const loops = place - begin + own;',
    'const start = outer * axis * inner + column + offset + begin * step;',
    ...first.lines,
    `let total = ${first.result};`,
    'for (let k = 0; k < loops; k++) {',
    'const x = a[start + k * step];',
    ...next.lines,
    `total = ${next.result};`,
    '}',
    ...(continues
      ? ['const earlier = before[part * outputs + outer * inner + column];', ...whole.lines, `total = ${whole.result};`]
      : []),
    'return total;',
    '}',
  ].join('\n');
}
