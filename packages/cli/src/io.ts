/** Where the command reads its interruption from and writes to: the process's own streams, or a test's. */
export interface Io {
  /** Results. */
  readonly stdout: OutputStream;
  /** Progress, notes and errors. */
  readonly stderr: OutputStream;
  /** Aborts when the user interrupts. */
  readonly signal?: AbortSignal;
}

export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean };
