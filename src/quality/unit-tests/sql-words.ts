import { sqlTokens } from '../../text/index.ts';

/** A statement cut into tokens without comments, as something to walk over by index. */
export interface SqlWords {
  readonly sql: string;
  readonly count: number;
  /** The token in upper case where it is a word, as it stands where it is a symbol, empty for all else and behind the end. */
  at(index: number): string;
  start(index: number): number;
  end(index: number): number;
  /** The index of the bracket that closes the one at `index`; the end of the statement where there is none. */
  closing(index: number): number;
}

export function sqlWords(sql: string): SqlWords {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  const words = tokens.map((token, index) => {
    const text = sql.slice(token.start, token.end);
    if (token.kind === 'symbol') return text;
    // What follows a dot is a name, whatever it says.
    const before = tokens[index - 1];
    const isName = before !== undefined && sql.slice(before.start, before.end) === '.';
    return token.kind === 'word' && !isName ? text.toUpperCase() : '';
  });
  const at = (index: number) => words[index] ?? '';
  return {
    sql,
    count: tokens.length,
    at,
    start: (index) => tokens[index]?.start ?? sql.length,
    end: (index) => tokens[index]?.end ?? sql.length,
    closing(index) {
      let depth = 0;
      for (let next = index; next < tokens.length; next++) {
        if (opens(at(next))) depth++;
        else if (closes(at(next)) && --depth === 0) return next;
      }
      return tokens.length;
    },
  };
}

export function opens(word: string): boolean {
  return word === '(' || word === '[' || word === '{';
}

export function closes(word: string): boolean {
  return word === ')' || word === ']' || word === '}';
}
