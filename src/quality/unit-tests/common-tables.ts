import { sqlTokens } from '../../text/index.ts';

export interface CommonTables {
  /** Names as written, without quotes. */
  readonly names: readonly string[];
  /** The statement's beginning, up to the end of its last common table. */
  readonly head: string;
}

/** The common tables of a statement's outermost WITH; null where it has none. Found by counting brackets: `statement` is known to be one SELECT. */
export function commonTables(statement: string): CommonTables | null {
  const tokens = sqlTokens(statement).filter((token) => token.kind !== 'comment');
  const word = (index: number): string => {
    const token = tokens[index];
    return token === undefined ? '' : statement.slice(token.start, token.end).toUpperCase();
  };
  if (word(0) !== 'WITH') return null;
  const afterBrackets = (from: number): number => {
    let depth = 0;
    for (let at = from; at < tokens.length; at++) {
      if (word(at) === '(') depth++;
      else if (word(at) === ')' && --depth === 0) return at + 1;
    }
    return tokens.length;
  };
  const names: string[] = [];
  let at = word(1) === 'RECURSIVE' ? 2 : 1;
  while (at < tokens.length) {
    const { start, end, kind } = tokens[at]!;
    const written = statement.slice(start, end);
    names.push(kind === 'quoted' ? written.slice(1, -1).replaceAll('""', '"') : written);
    while (at < tokens.length && word(at) !== 'AS') at = word(at) === '(' ? afterBrackets(at) : at + 1;
    while (at < tokens.length && word(at) !== '(') at++;
    at = afterBrackets(at);
    if (word(at) !== ',') break;
    at++;
  }
  return { names, head: statement.slice(0, tokens[at - 1]?.end ?? 0) };
}
