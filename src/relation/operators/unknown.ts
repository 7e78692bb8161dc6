import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

/** What the decoder does not know: `types` is empty, every column that is read of it depends on everything below. */
export interface UnknownRows extends Rows {
  readonly kind: 'unknown';
  readonly what: string;
  readonly inputs: readonly Operator[];
  readonly raw: string;
}
