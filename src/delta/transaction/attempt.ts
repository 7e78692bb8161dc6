import type { Clock, Files, Session } from '../../ports/index.ts';
import type { Action, CommitDescription } from '../actions/index.ts';
import type { TableState } from '../snapshot/index.ts';

export interface WritePorts {
  readonly files: Files;
  readonly session: Session;
  readonly clock: Clock;
}

/** What a transaction has read of its snapshot, and so what a commit that came between may not have touched. */
export type ReadSet =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'table' }
  /** `files`: encoded paths of the files that were read; `where`: a condition that holds for every row that counted. */
  | { readonly kind: 'rows'; readonly where: string; readonly files: ReadonlySet<string> }
  /** Only these files, whatever else is added: a rewrite without a change of data. */
  | { readonly kind: 'files'; readonly files: ReadonlySet<string> };

/** A commit that is ready but for its version. Its files are written; `actions` hold no commitInfo. */
export interface Attempt {
  readonly snapshot: TableState;
  readonly actions: readonly Action[];
  readonly reads: ReadSet;
  readonly description: Pick<
    CommitDescription,
    'operation' | 'parameters' | 'metrics' | 'userMetadata' | 'extra'
  >;
  readonly engineVersion: string;
}

/** How often a lost race is run again before the transaction gives up. */
export const attemptLimit = 10_000;
