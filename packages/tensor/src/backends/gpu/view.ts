/**
 * Where an operand's element stands for each element of the output, as index arithmetic in a kernel. Every walk that
 * strides can describe (broadcast, transpose, slice, flip) becomes a sum of terms, each the position along some axes
 * times a stride. The shape of the sum is part of the kernel; lengths and strides are numbers passed to it.
 */
import { type Shape, sizeOf } from '../../shape.ts';

/** Axes that are walked with one stride. */
interface Term {
  /** Elements of the output between neighbours along the axes. */
  readonly below: number;
  readonly length: number;
  readonly stride: number;
  readonly isOutermost: boolean;
}

export interface View {
  readonly offset: number;
  readonly terms: readonly Term[];
}

/** The view of an operand that is read in the order of the output. */
export const flatView: View = { offset: 0, terms: [{ below: 1, length: 0, stride: 1, isOutermost: true }] };

/** The view of an operand that gives its one element everywhere. */
export const scalarView: View = { offset: 0, terms: [] };

/** The view that reads, for each element of an output of the shape, what the strides lead to from the offset. */
export function viewOf(shape: Shape, strides: readonly number[], offset = 0): View {
  const total = sizeOf(shape);
  if (total === 1 && offset === 0) return flatView;
  const terms: { below: number; length: number; stride: number }[] = [];
  let below = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis];
    if (length === 1) continue;
    const last = terms[terms.length - 1];
    if (last && strides[axis] === last.stride * last.length) last.length *= length;
    else terms.push({ below, length, stride: strides[axis] });
    below *= length;
  }
  const moving = terms
    .filter(({ stride }) => stride !== 0)
    .map((term) => ({ ...term, isOutermost: term.below * term.length === total }));
  return { offset, terms: moving };
}

export function isFlat({ offset, terms }: View): boolean {
  return offset === 0 && terms.length === 1 && terms[0].below === 1 && terms[0].isOutermost && terms[0].stride === 1;
}

/** The part of a kernel's key that a view decides. */
export function viewKey({ offset, terms }: View): string {
  const parts = terms.map(({ below, isOutermost, stride }) => {
    return `i${below > 1 ? '/' : ''}${isOutermost ? '' : '%'}${stride === 1 ? '' : '*'}`;
  });
  return (offset === 0 ? '' : 'o') + parts.join('+');
}

/** The numbers that a kernel with the view takes, in the order in which `indexLines` names them. */
export function viewNumbers({ offset, terms }: View): number[] {
  const numbers: number[] = offset === 0 ? [] : [offset];
  for (const { below, length, stride, isOutermost } of terms) {
    if (below > 1) numbers.push(below);
    if (!isOutermost) numbers.push(length);
    if (stride !== 1) numbers.push(stride);
  }
  return numbers;
}

/**
 * Statements after which the variable `name` is the index.
 *
 * @param index the name of the output index
 * @param next gives the names of the view's numbers, one by one
 */
export function indexLines({ offset, terms }: View, index: string, next: () => string, name: string): string[] {
  const lines: string[] = [];
  const parts: string[] = offset === 0 ? [] : [next()];
  for (const [i, { below, stride, isOutermost }] of terms.entries()) {
    let position = index;
    if (below > 1) {
      lines.push(...divisionLines(`${name}Quotient${i}`, position, next()));
      position = `${name}Quotient${i}`;
    }
    if (!isOutermost) {
      const length = next();
      lines.push(...divisionLines(`${name}Cycle${i}`, position, length));
      lines.push(`const ${name}Place${i} = ${position} - ${name}Cycle${i} * ${length};`);
      position = `${name}Place${i}`;
    }
    parts.push(stride === 1 ? position : `${position} * ${next()}`);
  }
  return [...lines, `const ${name} = ${parts.length === 0 ? '0' : parts.join(' + ')};`];
}

/**
 * Statements after which the variable `name` is the quotient of whole numbers up to 2²⁴. Devices may divide inexactly
 * (WGSL allows 2.5 units in the last place), so the quotient is put right by the remainder, which is exact. Adding a
 * half instead would fail above 2²³, where float32 has no halves.
 */
export function divisionLines(name: string, value: string, divisor: string): string[] {
  return [
    `const ${name}Guess = Math.floor(${value} / ${divisor});`,
    `const ${name}Rest = ${value} - ${name}Guess * ${divisor};`,
    `const ${name}Low = ${name}Rest < 0 ? ${name}Guess - 1 : ${name}Guess;`,
    `const ${name} = ${name}Rest < ${divisor} ? ${name}Low : ${name}Guess + 1;`,
  ];
}
