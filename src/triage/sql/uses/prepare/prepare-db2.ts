import { closing, is, isWord, nameAt } from '../../text/token-tests.ts';
import type { PrepareDialect } from './cut.ts';

/** CURRENT TIMESTAMP: special registers of two words and more. */
const registers: Readonly<Record<string, string>> = {
  TIMESTAMP: 'CURRENT_TIMESTAMP',
  DATE: 'CURRENT_DATE',
  TIME: 'CURRENT_TIME',
  TIMEZONE: '0',
  SCHEMA: "''",
  SERVER: "''",
  USER: "''",
  PATH: "''",
  ISOLATION: "''",
};
const duration = /^(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|MICROSECOND)S?$/;

/** What of DB2's SQL none of the grammars reads. */
export const prepareDb2: PrepareDialect = (text, tokens, from, i, to, cut, remote) => {
  const token = tokens[i]!;
  if (token.kind !== 'word' || i === from) return i;
  const [before, next] = [tokens[i - 1], tokens[i + 1]];
  if (duration.test(token.text)) {
    // A number of days: `d + 1 DAY`, `d + (n) MONTHS`, `d + n YEARS`.
    const isCounted =
      before?.kind === 'number' ||
      before?.kind === 'variable' ||
      is(before, ')') ||
      (before?.kind === 'word' && (is(tokens[i - 2], '+') || is(tokens[i - 2], '-')));
    if (isCounted && !is(next, '(') && !is(next, '.')) cut(i, i + 1);
    return i;
  }
  switch (token.text) {
    case 'CURRENT': {
      const value = next?.kind === 'word' ? registers[next.text] : undefined;
      if (value === undefined || is(before, '.')) return i;
      cut(i, i + 2, value);
      return i + 1;
    }
    case 'FINAL':
    case 'OLD':
    case 'NEW': {
      // FROM FINAL TABLE (INSERT …): rows of the table that is changed.
      if (!isWord(before, 'FROM', 'JOIN') || !isWord(next, 'TABLE') || !is(tokens[i + 2], '(')) return i;
      const end = closing(tokens, i + 2, to);
      let at = i + 4;
      if (isWord(tokens[at], 'INTO', 'FROM')) at++;
      const name = nameAt(text, tokens, at, end);
      if (name === null || !isWord(tokens[i + 3], 'INSERT', 'UPDATE', 'DELETE', 'MERGE')) return i;
      remote.push({
        server: null,
        sql: text.slice(tokens[i + 3]!.start, tokens[end - 2]!.end),
        isTarget: false,
      });
      cut(i, end, text.slice(tokens[at]!.start, tokens[name.next - 1]!.end));
      return end - 1;
    }
    case 'CONCAT':
      if (is(next, '(') || is(before, '.')) return i;
      cut(i, i + 1, '||');
      return i;
    case 'NEXTVAL':
    case 'PREVVAL':
    case 'VALUE': {
      if (!isWord(next, 'FOR')) return i;
      const name = nameAt(text, tokens, i + 2, to);
      if (name === null) return i;
      const isTwo = token.text === 'VALUE' && isWord(before, 'NEXT', 'PREVIOUS', 'PRIOR');
      cut(isTwo ? i - 1 : i, name.next, 'NULL');
      return name.next - 1;
    }
    case 'TRANSACTION':
      // A table of this name.
      if (isWord(before, 'FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE') || is(next, '.'))
        cut(i, i + 1, '"transaction"');
      return i;
    default:
      return i;
  }
};
