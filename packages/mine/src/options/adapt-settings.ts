/**
 * What 'auto' does differently on data that its settings do not suit: few rows, and columns of many categories. Each change leaves a note
 * for the result. Settings that the caller chose are not changed; where they do not fit, an error says so.
 */
import { layoutOf, oneHotAtMost } from '../columns/encode-columns.ts';
import type { Columns } from '../columns/read-columns.ts';
import { OptionError } from '../errors.ts';
import type { Split } from '../rows/split.ts';
import type { Settings } from './options.ts';
import { requireDensity } from './require-critic.ts';

export interface AdaptedSettings {
  readonly settings: Settings;
  /** In words, one for each change. */
  readonly notes: readonly string[];
}

/**
 * Training rows that 'auto' trains a network on, at least. On fewer, validation rows are too few to tell what a network learnt from what it
 * learnt by heart; the copula in closed form is then closer to the truth, but sees no other dependence.
 */
const fewestNetworkRows = 200;

/** Whether there are rows enough for a network beside the elliptical critic's copula. */
export function hasRowsForNetwork({ isAuto }: Settings, trainingRows: number): boolean {
  return !isAuto || trainingRows >= fewestNetworkRows;
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
  requireDensity(settings, y.levels);
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
  if (adapted.critic === 'elliptical' && !hasRowsForNetwork(adapted, fewest)) {
    notes.push(
      `a copula in closed form, without a network, because training has ${fewest} rows, and ${fewestNetworkRows} are the fewest for one: dependence that leaves ranks uncorrelated is not seen`,
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
