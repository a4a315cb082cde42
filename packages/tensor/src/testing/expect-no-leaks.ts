/**
 * Leak detection by counting: the tensors and bytes that are alive after a piece of code must be those from before,
 * apart from what it is said to leave behind.
 */
import { InfogradError } from '../errors.ts';
import { memory } from '../storage.ts';

export class LeakError extends InfogradError {
  override name = 'LeakError';
}

/**
 * Runs `body` and throws when it leaves more, or fewer, live tensors or bytes behind than it found.
 *
 * @throws LeakError with the counts
 * @example expectNoLeaks(() => scope(() => { exp(ones([1000])); }))
 */
export function expectNoLeaks<T>(body: () => T): T {
  const before = memory();
  const result = body();
  if (result instanceof Promise) throw new TypeError('expectNoLeaks: the body must be synchronous');
  const after = memory();
  const tensors = after.tensors - before.tensors;
  const bytes = after.bytes - before.bytes;
  if (tensors !== 0 || bytes !== 0) {
    throw new LeakError(
      `the body left ${tensors} tensors and ${bytes} bytes behind; return nothing, dispose what it makes, or use scope()`,
    );
  }
  return result;
}
