/**
 * Every error that this library throws on purpose. Each class is one kind of mistake, so that callers can catch by
 * kind; each message says what was given, where, and what to do instead. Nothing here recovers from anything.
 */

/** The root of all errors that Infograd throws on purpose. */
export class InfogradError extends Error {
  override name = 'InfogradError';
}

/** Shapes, axes or ranks that do not fit an operation. */
export class ShapeError extends InfogradError {
  override name = 'ShapeError';
}

/** A dtype that an operation or a backend does not take. */
export class DTypeError extends InfogradError {
  override name = 'DTypeError';
}

/** An argument whose value is outside what an operation accepts. */
export class ValueError extends InfogradError {
  override name = 'ValueError';
}

/** An index outside the axis that it points into. */
export class IndexError extends InfogradError {
  override name = 'IndexError';
}

/** A tensor that was used after its memory was given back. */
export class DisposedError extends InfogradError {
  override name = 'DisposedError';
}

/** Tensors of different backends in one operation. */
export class BackendMismatchError extends InfogradError {
  override name = 'BackendMismatchError';
}

/** A backend that cannot run here; the message gives the reason and the remedy. */
export class BackendUnavailableError extends InfogradError {
  override name = 'BackendUnavailableError';
}

/** A synchronous read from a backend that can only be read asynchronously. */
export class AsyncReadError extends InfogradError {
  override name = 'AsyncReadError';
}

/** Memory that a backend cannot give. */
export class OutOfMemoryError extends InfogradError {
  override name = 'OutOfMemoryError';
}

/** A graphics device that went away, and everything that was on it; the message says how to go on. */
export class ContextLostError extends InfogradError {
  override name = 'ContextLostError';
}
