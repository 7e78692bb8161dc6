/** The time and chance of a run, given from outside so that runs can be repeated. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** A fresh random UUID (version 4). */
  uuid(): string;
}
