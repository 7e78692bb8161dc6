/** What went wrong in a driver's thread, as worker/problem.mjs writes it, and what the watchdog found. */
export type DriverProblem =
  /** The server's own answer; `code` as it numbers or names its errors. */
  | { readonly kind: 'sql'; readonly code: number | string; readonly message: string }
  | {
      readonly kind: 'lost' | 'unreachable' | 'login-unfinished' | 'tls' | 'driver' | 'crashed';
      readonly message: string;
    }
  | {
      readonly kind: 'digits';
      readonly column: string;
      readonly digits: number;
      readonly scale: number;
      /** All digits, without the point, of which `shown` stand behind it; else those of the scale. */
      readonly shown?: number;
      readonly value: string;
    }
  /** A value that the column's type has no place for, written as the server does. */
  | {
      readonly kind: 'out-of-range';
      readonly column: string;
      readonly type: string;
      readonly value: string;
    }
  | {
      readonly kind: 'undecodable';
      readonly column: string;
      readonly charset: string;
      readonly bytes: string;
    }
  /** The table was emptied or written anew since the snapshot. */
  | { readonly kind: 'rewritten'; readonly table: string }
  | { readonly kind: 'type-moved'; readonly column: string }
  | { readonly kind: 'frozen'; readonly seconds: number };

export class DriverFailure extends Error {
  readonly problem: DriverProblem;
  constructor(problem: DriverProblem) {
    super('message' in problem ? problem.message : problem.kind);
    this.problem = problem;
  }
}
