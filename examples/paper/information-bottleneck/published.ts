/** Test errors of others, in per cent. */
import type { VariantName } from './variants.ts';

/** Table 3 of Belghazi et al., ICML 2018. Its first five rows are those of Alemi et al., "Deep variational information bottleneck" (2017), table 1. */
export const paperErrors: Readonly<Record<VariantName, number>> = {
  baseline: 1.38,
  dropout: 1.34,
  'confidence-penalty': 1.36,
  'label-smoothing': 1.4,
  vib: 1.13,
  'mine-gaussian': 1.11,
  'mine-propagated': 1.1,
  'mine-additive': 1.01,
};

/** The same recipe in PyTorch, one seed, with averaged weights and 12 codes an image, after these epochs. */
export const pytorchEpochs = [1, 5, 10, 15, 20];

export const pytorchErrors: Readonly<Partial<Record<VariantName, readonly number[]>>> = {
  baseline: [3.97, 1.8, 1.53, 1.42, 1.47],
  vib: [4.65, 2.05, 1.55, 1.49, 1.31],
  'mine-gaussian': [3.82, 1.93, 1.56, 1.49, 1.47],
  'mine-additive': [5.62, 2.25, 1.69],
};

export function pytorchError(name: VariantName, epoch: number): number | undefined {
  return pytorchErrors[name]?.[pytorchEpochs.indexOf(epoch)];
}
