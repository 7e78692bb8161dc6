import { closing, is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';
import type { Cut, PrepareDialect } from './cut.ts';

const dateUnits = /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND)$/;

/** What of Firebird's SQL none of the grammars reads. */
export const prepareFirebird: PrepareDialect = (_text, tokens, _from, i, to, cut) => {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (is(token, '[')) {
    // A cell of an array.
    let end = i + 1;
    while (end < to && !is(tokens[end], ']')) end++;
    cut(i, Math.min(end + 1, to), '');
    return end;
  }
  if (token.kind !== 'word') return i;
  switch (token.text) {
    case 'FIRST':
    case 'SKIP': {
      if (next?.kind !== 'number' && next?.kind !== 'variable' && !is(next, '(')) return i;
      const end = is(next, '(') ? closing(tokens, i + 1, to) : i + 2;
      cut(i, end);
      return end - 1;
    }
    case 'DATEADD':
    case 'DATEDIFF':
      datePart(tokens, i, to, cut);
      return i;
    case 'UPDATE':
      if (!isWord(next, 'OR') || !isWord(tokens[i + 2], 'INSERT')) return i;
      cut(i, i + 2, '');
      return i + 1;
    case 'MATCHING': {
      if (!is(next, '(')) return i;
      const end = closing(tokens, i + 1, to);
      cut(i, end);
      return end - 1;
    }
    case 'CONTAINING':
      cut(i, i + 1, ' LIKE ');
      return i;
    case 'STARTING':
      cut(i, isWord(next, 'WITH') ? i + 2 : i + 1, ' LIKE ');
      return i;
    case 'ROWS': {
      // ROWS m TO n at the end of a query; not the frame of a window.
      const isFrame =
        isWord(next, 'BETWEEN', 'UNBOUNDED', 'CURRENT', 'ONLY') ||
        isWord(tokens[i - 1], 'FETCH', 'NEXT', 'FIRST') ||
        tokens[i - 1]?.kind === 'number';
      if (isFrame) return i;
      let end = i + 1;
      while (
        end < to &&
        !is(tokens[end], ')') &&
        !is(tokens[end], ';') &&
        !isWord(tokens[end], 'INTO', 'FOR', 'UNION', 'WITH')
      )
        end++;
      cut(i, end);
      return end - 1;
    }
    case 'PLAN': {
      let end = i + 1;
      while (end < to && isWord(tokens[end], 'JOIN', 'SORT', 'MERGE', 'HASH')) end++;
      if (is(tokens[end], '(')) end = closing(tokens, end, to);
      cut(i, end);
      return end - 1;
    }
    default:
      return i;
  }
};

/** DATEADD(1 MONTH TO x) and DATEDIFF(DAY FROM x TO y): the words between the values become commas. */
function datePart(tokens: readonly Token[], i: number, to: number, cut: Cut): void {
  if (!is(tokens[i + 1], '(')) return;
  const end = closing(tokens, i + 1, to);
  let depth = 0;
  for (let at = i + 1; at < end; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')')) depth--;
    else if (depth === 1 && isWord(tokens[at], 'TO'))
      cut(dateUnits.test(tokens[at - 1]?.text ?? '') ? at - 1 : at, at + 1, ', ');
    else if (depth === 1 && isWord(tokens[at], 'FROM')) cut(at, at + 1, ', ');
  }
}
