/**
 * The eight rows of table 3, as what sets one apart from another: how the code is made, and what is added to the cross-entropy of the labels.
 * Nothing here was tuned.
 */

/**
 * `deterministic`: z = f(x). `gaussian`: z = μ(x) + σ(x) ε. `propagated`: z = f([x, ε]), where the noise enters beside the pixels.
 * `additive`: z = f(x + ε), where it is added to them.
 */
export type CodeKind = 'deterministic' | 'gaussian' | 'propagated' | 'additive';

/** `kl`: that of the code to N(0, I), an upper bound on I(X; Z). `mine`: a statistics network's lower bound on it. */
export type Penalty = 'none' | 'confidence' | 'kl' | 'mine';

export interface Variant {
  readonly name: string;
  /** As the paper has it. */
  readonly title: string;
  readonly code: CodeKind;
  readonly penalty: Penalty;
  /** The share of hidden units that are dropped in training. */
  readonly dropout: number;
  readonly labelSmoothing: number;
}

const plain = { code: 'deterministic', penalty: 'none', dropout: 0, labelSmoothing: 0 } as const;

export const variants = [
  { ...plain, name: 'baseline', title: 'Baseline' },
  { ...plain, name: 'vib', title: 'Deep VIB', code: 'gaussian', penalty: 'kl' },
  { ...plain, name: 'mine-gaussian', title: 'MINE (Gaussian)', code: 'gaussian', penalty: 'mine' },
  { ...plain, name: 'mine-propagated', title: 'MINE (propagated)', code: 'propagated', penalty: 'mine' },
  { ...plain, name: 'mine-additive', title: 'MINE (additive)', code: 'additive', penalty: 'mine' },
  { ...plain, name: 'dropout', title: 'Dropout', dropout: 0.5 },
  { ...plain, name: 'confidence-penalty', title: 'Confidence penalty', penalty: 'confidence' },
  { ...plain, name: 'label-smoothing', title: 'Label smoothing', labelSmoothing: 0.1 },
] as const satisfies readonly Variant[];

export type VariantName = (typeof variants)[number]['name'];

export function variantNamed(name: VariantName): Variant {
  return variants.find((each) => each.name === name)!;
}
