/** The page in which mine.test.ts estimates: one seed, one table of correlated normals, any backend. */
import { type MutualInformationOptions, type MutualInformationResult, mutualInformation } from '@infograd/mine';
import { add, mul, random, reference, scope, wasm } from '@infograd/tensor';
import { type GpuMode, gpu } from '@infograd/tensor/gpu';

type Plain = Omit<MutualInformationResult, 'toJSON'>;

/** What a test may ask for; callbacks and critics do not cross into a page. */
export type PageOptions = Pick<MutualInformationOptions, 'steps' | 'evaluateEvery' | 'hidden'>;

export interface MinePage {
  /** The result on 10,000 pairs of correlation `rho`, the same in every backend. */
  estimate(mode: 'wasm' | GpuMode, rho: number, options: PageOptions): Promise<Plain>;
}

async function estimate(mode: 'wasm' | GpuMode, rho: number, options: PageOptions): Promise<Plain> {
  const backend = mode === 'wasm' ? wasm() : await gpu({ mode });
  const { x, y } = scope(() => {
    const rng = random(1);
    const x = rng.normal([10_000, 1], { backend: reference() });
    const noise = rng.normal([10_000, 1], { stdDev: Math.sqrt(1 - rho ** 2), backend: reference() });
    return { x, y: add(mul(x, rho), noise) };
  });
  try {
    return (await mutualInformation(x, y, { estimator: 'mine', ...options, backend })).toJSON();
  } finally {
    x.dispose();
    y.dispose();
  }
}

Object.assign(globalThis, { minePage: { estimate } satisfies MinePage });
