/** Time that passes, apart from the clock that people set. */
export interface Timer {
  /** Milliseconds of a clock that only goes forward; only differences mean anything. */
  monotonic(): number;
  pause(milliseconds: number): Promise<void>;
  /** Calls `work` again and again until what it gives back is called. It does not keep the process alive. */
  every(milliseconds: number, work: () => void): () => void;
}
