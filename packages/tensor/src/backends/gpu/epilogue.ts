/**
 * What a layer does to each sum of a matrix product: it adds the bias of the column and applies an activation, both in
 * the kernel that has the sum at hand. A matrix product alone has an empty epilogue.
 */
import type { GpuBuffer } from './buffer.ts';
import type { Expression } from './expression.ts';
import { unwritable } from './fusion.ts';
import { expand, freshNames } from './language/inline.ts';

export interface Epilogue {
  readonly bias?: GpuBuffer;
  /** A formula over `x`. */
  readonly activation?: Pick<Expression, 'formula' | 'numbers'>;
}

/** A number that a kernel takes: the name of the parameter, and its value at this launch. */
export type NumberParameter = readonly [name: string, value: number];

export const nothing: Epilogue = {};

/** @param isPerColumn whether each column has its bias; if not, there is one for all */
export function epilogueKey({ bias, activation }: Epilogue, isPerColumn: boolean): string {
  return `${bias ? (isPerColumn ? ' bias' : ' one bias') : ''}${activation ? ` ${activation.formula}` : ''}`;
}

/** The numbers that the epilogue's kernel takes besides its own. */
export function epilogueNumbers({ activation }: Epilogue): NumberParameter[] {
  return activation ? Object.entries({ ...activation.numbers, ...unwritable }) : [];
}

/** The biases that belong to a kernel's sums: statements that read them, and the texts of the values. */
export interface BiasReads {
  readonly lines: readonly string[];
  readonly values: readonly string[];
}

/** Statements that finish sums, and the texts of the results. */
export function epilogueLines(
  { bias, activation }: Epilogue,
  sums: readonly string[],
  biases: BiasReads,
): { lines: string[]; results: string[] } {
  if (!bias && !activation) return { lines: [], results: [...sums] };
  const lines = bias ? [...biases.lines] : [];
  const fresh = freshNames();
  const results = sums.map((sum, i) => {
    const x = `biased${i}`;
    lines.push(`const ${x} = ${bias ? `${sum} + ${biases.values[i]}` : sum};`);
    if (!activation) return x;
    const own = [...Object.keys(activation.numbers), ...Object.keys(unwritable)];
    const expansion = expand(activation.formula, { ...Object.fromEntries(own.map((name) => [name, name])), x }, fresh);
    lines.push(...expansion.lines);
    return expansion.result;
  });
  return { lines, results };
}

/** The biases of neighbouring columns, the first being `columns` times the variable `column`. */
export function biasesOfColumns(columns: 1 | 4, inFours: boolean, isPerColumn: boolean): BiasReads {
  const each = Array.from({ length: columns }, (_, c) => c);
  if (inFours) {
    const lines = [`const biasFour = bias[${isPerColumn ? 'column' : '0'}];`];
    return { lines, values: each.map((c) => `biasFour[${isPerColumn ? c : 0}]`) };
  }
  if (!isPerColumn) return { lines: [], values: each.map(() => 'bias[0]') };
  return { lines: [], values: columns === 1 ? ['bias[column]'] : each.map((c) => `bias[4 * column + ${c}]`) };
}
