/** Time and chance, passed in, so that the core reads neither by itself and tests decide both. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds (0: soon, never synchronously); returns how to cancel it. */
  after(ms: number, task: () => void): () => void;
  /** Uniform in [0, 1): for jitter. */
  random(): number;
}
