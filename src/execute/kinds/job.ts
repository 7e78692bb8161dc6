import type { BuildIdentity, Interval } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import type { Finder } from '../quarantine/build-apart.ts';
import type { Step } from '../step.ts';

/** One run of a model whose table keeps rows of earlier runs. */
export interface ApplicationJob {
  readonly lake: Lake;
  readonly session: Session;
  readonly step: Step;
  /** Of a change set: what a query gives; others may share it. */
  readonly identity: BuildIdentity;
  /** Scope of what depends on the table as well, and on when it is done: nothing else may take it. */
  readonly applicationScope: string;
  /** The intervals to compute; empty for models without. */
  readonly intervals: readonly Interval[];
  /** When the run began, milliseconds since 1970: the time of changes that have none of their own. */
  readonly startedAt: number;
  /** What rows that are put aside are marked with. */
  readonly finder: Finder;
}
