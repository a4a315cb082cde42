/**
 * The part to copy: from a choice of data and backend to an estimate of mutual information, with its progress. It knows
 * nothing of the page.
 */
import {
  gaussianMutualInformation,
  type MutualInformationResult,
  mutualInformation,
  type Progress,
} from '@infograd/mine';
import { add, type Backend, mul, random, scope, type Tensor, wasm } from '@infograd/tensor';
import type { GpuOptions } from '@infograd/tensor/gpu';

/** Two vectors of standard normals; component i of y correlates by rho with component i of x, and with nothing else. */
export interface Data {
  readonly rho: number;
  readonly dimension: number;
}

/** The WebAssembly backend, or a mode of the gpu backend. */
export type BackendChoice = 'wasm' | NonNullable<GpuOptions['mode']>;

/** Training steps at most. */
export const steps = 800;

const rows = 10_000;

/** Each estimate draws samples of its own. */
let draws = 0;

/** What the estimate should come to, in nats. */
export function truthOf(data: Data): number {
  return gaussianMutualInformation(data);
}

/** Opens the backend, and says in words what it runs on. */
export async function openBackend(choice: BackendChoice): Promise<{ backend: Backend; runsOn: string }> {
  if (choice === 'wasm') return { backend: wasm(), runsOn: 'wasm: WebAssembly, on the processor' };
  // Loaded only when it is wanted: a page that stays with WebAssembly does not fetch it.
  const { gpu } = await import('@infograd/tensor/gpu');
  const backend = await gpu({ mode: choice });
  const { adapter, software } = backend.info;
  const kind = software ? 'software on the processor, no graphics card' : 'a graphics card';
  return { backend, runsOn: `${backend.name}: ${adapter} (${kind})` };
}

/** Draws samples and trains; `onProgress` is told the bound every few steps, and `signal` stops it. */
export async function estimate(
  data: Data,
  backend: Backend,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<MutualInformationResult> {
  const { x, y } = samplesOf(data);
  try {
    return await mutualInformation(x, y, {
      estimator: 'mine',
      backend,
      // Smaller and slower than the defaults, so that there is a climb to watch.
      hidden: [32, 32],
      learningRate: 0.001,
      steps,
      evaluateEvery: 20,
      patience: steps,
      signal,
      onProgress,
    });
  } finally {
    x.dispose();
    y.dispose();
  }
}

function samplesOf({ rho, dimension }: Data): { x: Tensor; y: Tensor } {
  const rng = random(draws++);
  return scope(() => {
    const x = rng.normal([rows, dimension]);
    const noise = rng.normal([rows, dimension], { stdDev: Math.sqrt(1 - rho ** 2) });
    return { x, y: add(mul(x, rho), noise) };
  });
}
