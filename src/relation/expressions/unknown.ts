import type { DataType } from '../data-type.ts';
import type { Node } from './node.ts';

/** What the decoder does not know. It may read any column of its operator's input; nothing can be proved of it. */
export interface UnknownExpression extends Node {
  readonly kind: 'unknown';
  /** The engine's name for it and, where it was known, what was wrong with its shape. */
  readonly what: string;
  /** The engine's canonical JSON for it. */
  readonly raw: string;
  readonly type: DataType;
}
