import type { Dialect } from '../../estate/dialect.ts';
import type { Token } from '../text/tokenize.ts';
import type { Grammars } from './grammars.ts';

/** The tokens `from` to `to` (excluded) of a text, and what they are read with. */
export interface TokenSpan {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly from: number;
  readonly to: number;
  readonly dialect: Dialect;
  readonly grammars: Grammars;
}
