/**
 * What 'auto' does differently on data that its settings do not suit: few rows, and columns of many categories. Each change leaves a note
 * for the result. Settings that the caller chose are not changed; where they do not fit, an error says so.
 */
import { layoutOf, oneHotAtMost } from './columns/encode-columns.ts';
import type { Columns } from './columns/read-columns.ts';
import { OptionError } from './errors.ts';
import type { Settings } from './options.ts';
import type { Split } from './split.ts';

export interface AdaptedSettings {
  readonly settings: Settings;
  /** In words, one for each change. */
  readonly notes: readonly string[];
}

/** Whether the batch may shrink to the rows that there are. */
export function mayShrinkBatch({ isAuto }: Settings, ownBatchSize: number | undefined): boolean {
  return isAuto && ownBatchSize === undefined;
}

/**
 * The settings for these columns and splits.
 *
 * @throws OptionError when a critic that was asked for cannot take the columns
 */
export function adaptSettings(settings: Settings, x: Columns, y: Columns, splits: readonly Split[]): AdaptedSettings {
  const notes: string[] = [];
  let adapted = settings;
  const fewest = Math.min(...splits.map(({ train }) => train.length));
  if (fewest < settings.batchSize) {
    adapted = { ...adapted, batchSize: fewest };
    notes.push(`batches of ${fewest} rows, not ${settings.batchSize}, because training has no more`);
  }
  const side = settings.critic === 'elliptical' ? longSide(x, y) : undefined;
  if (side !== undefined) {
    if (!settings.isAuto) {
      throw new OptionError(
        `critic 'elliptical' starts from correlations, which a column of ${side} with more than ${oneHotAtMost} categories has not; use critic 'separable'`,
        'critic',
      );
    }
    adapted = { ...adapted, critic: 'separable' };
    notes.push(
      `the separable critic with learnt vectors for categories, not the elliptical one, because a column of ${side} has more than ${oneHotAtMost} categories`,
    );
  }
  return { settings: adapted, notes };
}

/** The side with a column that is not one-hot. */
function longSide(x: Columns, y: Columns): 'x' | 'y' | undefined {
  const isLong = ({ levels }: Columns): boolean => layoutOf({ scale: null, levels }).embedded.length > 0;
  if (isLong(x)) return 'x';
  return isLong(y) ? 'y' : undefined;
}
