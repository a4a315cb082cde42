/** Checks of single options. Each throws an `OptionError` that names the option, what it got and what it takes. */
import type { DiscreteColumns } from '../columns/read-columns.ts';
import { OptionError } from '../errors.ts';
import type { SplitFractions } from '../rows/split.ts';
import type { BlockOptions } from '../rows/split-blocks.ts';

export function requireOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === 'string' && allowed.includes(value)) return;
  throw new OptionError(`unknown ${option} ${JSON.stringify(value)}; use ${allowed.join(', ')}`, option);
}

export function requireWhole(option: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new OptionError(`${option} is ${String(value)}; use a whole number of ${least} or more`, option);
}

export function requireRange(option: string, value: unknown, fits: (value: number) => boolean, allowed: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return;
  throw new OptionError(`${option} is ${String(value)}; use ${allowed}`, option);
}

export function requireWidths(hidden: unknown): void {
  const fits =
    Array.isArray(hidden) && hidden.length > 0 && hidden.every((width) => Number.isInteger(width) && width > 0);
  if (!fits) throw new OptionError(`hidden is ${JSON.stringify(hidden)}; use layer widths such as [64, 64]`, 'hidden');
}

export function requireFractions(split: SplitFractions): void {
  const parts = [split?.train, split?.validation, split?.test];
  const areShares = parts.every((part) => typeof part === 'number' && part > 0 && part < 1);
  if (areShares && Math.abs(parts.reduce((sum, part) => sum + part, 0) - 1) < 1e-9) return;
  throw new OptionError(
    `split is ${JSON.stringify(split)}; use three shares above 0 that sum to 1, such as { train: 0.5, validation: 0.2, test: 0.3 }`,
    'split',
  );
}

export function requireBlocks(blocks: BlockOptions | undefined): void {
  if (blocks === undefined) return;
  const { length, gap = 0 } = blocks;
  if (Number.isSafeInteger(length) && length >= 1 && Number.isSafeInteger(gap) && gap >= 0) return;
  throw new OptionError(
    `blocks is ${JSON.stringify(blocks)}; use whole numbers of rows, such as { length: 100, gap: 5 }`,
    'blocks',
  );
}

export function requireDiscrete(discrete: DiscreteColumns | undefined): void {
  if (discrete === undefined) return;
  const isColumns = (columns: unknown): boolean =>
    columns === undefined ||
    typeof columns === 'boolean' ||
    (Array.isArray(columns) && columns.every((column) => Number.isSafeInteger(column) && column >= 0));
  const isKnown = Object.keys(discrete).every((side) => side === 'x' || side === 'y');
  if (isKnown && isColumns(discrete.x) && isColumns(discrete.y)) return;
  throw new OptionError(
    `discrete is ${JSON.stringify(discrete)}; use true or column numbers for x and y, such as { x: [0, 2], y: true }`,
    'discrete',
  );
}
