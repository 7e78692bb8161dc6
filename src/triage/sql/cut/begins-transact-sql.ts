import { is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

const always =
  /^(IF|ELSE|WHILE|BEGIN|END|DECLARE|PRINT|RAISERROR|THROW|RETURN|BREAK|CONTINUE|GOTO|WAITFOR|DEALLOCATE|COMMIT|ROLLBACK|DBCC|BULK|TRUNCATE|RECONFIGURE|CHECKPOINT)$/;
const sometimes =
  /^(SELECT|INSERT|UPDATE|DELETE|MERGE|SET|EXEC|EXECUTE|CREATE|ALTER|DROP|OPEN|FETCH|CLOSE|USE|SAVE|GRANT|DENY|REVOKE|WITH|BACKUP|RESTORE|KILL)$/;

/**
 * Whether the word at `at` (outside of brackets and CASE) begins a statement of its own, the one before having begun at `start`: T-SQL needs no semicolon between them. A word that
 * can continue the statement in hand does so.
 */
export function beginsTransactSql(tokens: readonly Token[], start: number, at: number): boolean {
  const token = tokens[at]!;
  if (token.kind !== 'word' || at <= start) return false;
  const { text } = token;
  const first = tokens[start]!.text;
  const before = tokens[at - 1]!;
  const next = tokens[at + 1];
  if (is(before, '.') || is(next, '.') || is(before, '=') || is(before, ',')) return false;
  const isGrant = /^(GRANT|DENY|REVOKE)$/.test(first);
  if (isGrant && !seen(tokens, start, at, 'TO', 'FROM')) return false;
  if (always.test(text)) {
    if (text === 'IF')
      return !(/^(DROP|CREATE|ALTER)$/.test(first) && isWord(next, 'EXISTS', 'NOT') && at - start <= 4);
    // WITH … AS BEGIN, or the END of a block that has been left.
    if (text === 'RETURN') return true;
    if (text === 'CONTINUE' || text === 'BREAK') return !is(next, '=');
    return !isWord(before, 'AS') || text === 'BEGIN';
  }
  if (!sometimes.test(text)) return false;
  switch (text) {
    case 'SELECT':
      if (isWord(before, 'UNION', 'ALL', 'EXCEPT', 'INTERSECT', 'AS', 'FOR')) return false;
      if (first === 'INSERT' && !seen(tokens, start, at, 'SELECT', 'VALUES', 'EXEC', 'EXECUTE')) return false;
      if (first === 'WITH' && !seen(tokens, start, at, 'SELECT', 'UPDATE', 'DELETE', 'INSERT', 'MERGE'))
        return false;
      if (
        first === 'WITH' &&
        seen(tokens, start, at, 'INSERT') &&
        !seen(tokens, start, at, 'SELECT', 'VALUES')
      )
        return false;
      return true;
    case 'UPDATE':
    case 'DELETE':
    case 'INSERT':
      if (isWord(before, 'THEN', 'FOR', 'ON', 'AFTER', 'OF', 'UPDATE', 'BULK') || is(next, '(')) return false;
      return first !== 'WITH' || seen(tokens, start, at, 'SELECT', 'UPDATE', 'DELETE', 'INSERT', 'MERGE');
    case 'MERGE':
      if (isWord(before, 'INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER') || isWord(next, 'JOIN', 'UNION'))
        return false;
      return first !== 'WITH' || seen(tokens, start, at, 'SELECT', 'MERGE');
    case 'SET':
      if (isWord(before, 'DELETE', 'UPDATE', 'THEN')) return false;
      if (first === 'UPDATE' || (first === 'WITH' && seen(tokens, start, at, 'UPDATE')))
        return seen(tokens, start, at, 'SET');
      return !(first === 'ALTER' && !seen(tokens, start, at, 'SET'));
    case 'EXEC':
    case 'EXECUTE':
      return (
        !(first === 'INSERT' && !seen(tokens, start, at, 'SELECT', 'VALUES', 'EXEC', 'EXECUTE')) &&
        !isWord(before, 'WITH') &&
        !isWord(next, 'AS')
      );
    case 'ALTER':
    case 'DROP':
      return !(
        first === 'ALTER' &&
        isWord(
          next,
          'COLUMN',
          'CONSTRAINT',
          'PERIOD',
          'MEMBER',
          'IF',
          'ROLE',
          'PARTITION',
          'INDEX',
          'FEDERATION',
        )
      );
    case 'CREATE':
      return true;
    case 'FETCH':
      return !isWord(before, 'ROWS', 'ROW');
    case 'WITH':
      // IF … WITH c AS (SELECT …) INSERT …: elsewhere a semicolon has to stand before it.
      return (
        (first === 'IF' || first === 'WHILE') &&
        (next?.kind === 'word' || next?.kind === 'name') &&
        (isWord(tokens[at + 2], 'AS') || is(tokens[at + 2], '('))
      );
    case 'OPEN':
    case 'CLOSE':
      return next?.kind === 'word' || next?.kind === 'name' || next?.kind === 'variable';
    case 'USE':
      return !isWord(next, 'HINT', 'PLAN');
    default:
      return true;
  }
}

/** Whether one of the words stands outside of brackets between the two places. */
function seen(tokens: readonly Token[], from: number, to: number, ...words: readonly string[]): boolean {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(')) depth++;
    else if (is(tokens[i], ')')) depth--;
    else if (depth === 0 && i > from && isWord(tokens[i], ...words)) return true;
  }
  return false;
}
