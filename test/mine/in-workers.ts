/** A program that estimates in workers and prints what it saw: the runner's own process cannot read the sources in a worker. */
import { AbortedError, type MutualInformationOptions, mutualInformation, type Progress } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { correlated, quick } from './small-data.ts';

const { x, y } = correlated(800, 0.8);
const options: MutualInformationOptions = { ...quick, steps: 100, folds: 2, restarts: 2 };

async function estimate(workers: number | undefined, more: MutualInformationOptions = {}) {
  const steps: number[] = [];
  const onProgress = ({ step, steps: all }: Progress) => steps.push(step / all);
  const result = await mutualInformation(x, y, { ...options, ...more, workers, onProgress });
  const { seconds: _, workers: used, ...rest } = result.toJSON();
  return { used, rest, steps };
}

const small: MutualInformationOptions = { backend: 'reference', steps: 20, hidden: [4], restarts: 1 };

async function abort() {
  const controller = new AbortController();
  let reports = 0;
  const onProgress = () => {
    if (++reports === 3) controller.abort(new Error('enough'));
  };
  const asked = { ...options, steps: 100_000, patience: 100_000, workers: 2, signal: controller.signal, onProgress };
  const error = await mutualInformation(x, y, asked).catch((reason: unknown) => reason);
  return error instanceof AbortedError && { message: error.message, steps: error.partial?.steps };
}

async function failInProgress() {
  const onProgress = () => {
    throw new RangeError('from the callback');
  };
  const error = await mutualInformation(x, y, { ...options, workers: 2, onProgress }).catch(
    (reason: unknown) => reason,
  );
  return error instanceof RangeError && error.message;
}

const answers = {
  one: await estimate(1),
  few: await estimate(9, { restarts: 1 }),
  unasked: await estimate(undefined),
  elliptical: [
    await estimate(1, { estimator: 'auto', restarts: 1 }),
    await estimate(2, { estimator: 'auto', restarts: 1 }),
  ],
  onReference: [await estimate(1, small), await estimate(2, small)],
  aborted: await abort(),
  failed: await failInProgress(),
  tensors: memory().tensors,
};
console.log(JSON.stringify(answers));
