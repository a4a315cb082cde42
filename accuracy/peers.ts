/**
 * What the estimators of the Beyond Normal benchmark (Czyż, Grabowski, Vogt, Beerenwinkel and Marx, NeurIPS 2023; the `bmi` package) give on
 * its tasks with 10,000 rows when its published protocol is followed: our runs of that protocol, not figures from the paper. MINE is the mean over those
 * of 10 seeds that did not fail; InfoNCE, Donsker-Varadhan and NWJ are one seed, KSG (5 neighbours) and CCA the mean of two or three. The protocol
 * trains on half of the rows and reports the largest value over checkpoints on the other half, which flatters these figures.
 */

/** In the order of the table's columns. */
export const peerNames = ['MINE', 'InfoNCE', 'Donsker-Varadhan', 'NWJ', 'KSG', 'CCA'] as const;

export type PeerName = (typeof peerNames)[number];

/** Estimates in nats, null where there was none; then how many of MINE's 10 seeds failed. */
const table: Readonly<Record<string, readonly (number | null)[]>> = {
  '1v1-normal-0.75': [0.4014, 0.3957, 0.3945, 0.3885, 0.4127, 0.4092, 0],
  'normal_cdf-1v1-normal-0.75': [0.3782, 0.4126, 0.4135, 0.404, 0.4278, 0.398, 0],
  '1v1-additive-0.75': [0.3056, 0.3115, 0.3126, 0.3108, 0.3272, 0.1818, 0],
  'wiggly-1v1-normal-0.75': [0.4005, 0.4084, 0.4105, 0.4072, 0.4187, 0.3824, 0],
  'half_cube-1v1-normal-0.75': [0.3933, 0.3895, 0.3948, 0.3851, 0.4064, 0.3867, 0],
  'student-identity-1-1-1': [0.1425, 0.1778, 0.0201, 0.0203, 0.1862, 0.227, 8],
  'multinormal-dense-2-2-0.5': [0.2834, 0.2738, 0.2736, 0.2713, 0.3, 0.2924, 0],
  'multinormal-dense-3-3-0.5': [0.3929, 0.4063, 0.3914, 0.4036, 0.4178, 0.4169, 0],
  'multinormal-dense-25-25-0.5': [1.1753, 1.1786, 1.1996, null, 1.0892, 1.3169, 0],
  'multinormal-sparse-2-2-2-2.0': [0.9217, 1.0113, 1.0029, 0.9776, 1.0384, 1.0231, 0],
  'multinormal-sparse-5-5-2-2.0': [0.9099, 0.986, 0.9812, 0.9719, 0.8019, 1.038, 0],
  'multinormal-sparse-25-25-2-2.0': [0.8525, 0.834, 0.8591, 0.8456, 0.2097, 1.0586, 0],
  'student-identity-2-2-1': [0.1417, 0.2828, 0, null, 0.27, 0.5491, 5],
  'student-identity-3-3-2': [0.1575, 0.2609, 0.2006, null, 0.1388, 0.063, 0],
  'student-identity-3-3-3': [0.0823, 0.1524, 0.0993, 0.0536, 0.0804, 0.0921, 2],
  'student-identity-5-5-2': [0.2646, 0.3441, 0.246, 0.041, 0.2032, 0.378, 4],
  'normal_cdf-multinormal-sparse-3-3-2-2.0': [0.8969, 0.943, 0.9212, 0.9262, 0.9348, 0.9538, 0],
  'normal_cdf-multinormal-sparse-25-25-2-2.0': [0.7727, 0.7624, 0.8048, 0.7692, 0.2091, 1.0015, 0],
  'half_cube-multinormal-sparse-3-3-2-2.0': [0.9456, 0.9995, 0.9943, 0.9837, 0.9195, 0.961, 0],
  'half_cube-multinormal-sparse-5-5-2-2.0': [0.9272, 0.9498, 0.9565, 0.942, 0.7009, 0.9417, 0],
  'spiral-multinormal-sparse-3-3-2-2.0': [0.4457, 0.597, 0.542, 0.4965, 0.7692, 0.2386, 0],
  'spiral-multinormal-sparse-25-25-2-2.0': [0.686, 0.7398, 0.7038, 0.7087, 0.2004, 0.8652, 0],
  'spiral-normal_cdf-multinormal-sparse-3-3-2-2.0': [0.8217, 0.8813, 0.8929, 0.8478, 0.9213, 0.8367, 0],
  'spiral-normal_cdf-multinormal-sparse-5-5-2-2.0': [0.8198, 0.8451, 0.8813, 0.8214, 0.7413, 0.9072, 0],
  'asinh-student-identity-2-2-1': [0.2247, 0.3611, 0.3406, 0.0715, 0.4049, 0.0007, 0],
  'asinh-student-identity-5-5-2': [0.1997, 0.2952, 0.2556, 0.33, 0.2498, 0.0025, 1],
};

/** A peer's estimate on a task, in nats; undefined where none is known. */
export function peerEstimate(peer: PeerName, task: string): number | undefined {
  return table[task]?.[peerNames.indexOf(peer)] ?? undefined;
}

/** How many of the 10 runs of MINE on a task failed, and are not part of its figure; undefined where it is not known. */
export function failedMineSeeds(task: string): number | undefined {
  return table[task]?.[peerNames.length] ?? undefined;
}
