import type { Dialect } from '../../estate/dialect.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { beginsTransactSql } from './begins-transact-sql.ts';

/**
 * `sql`: a statement that a grammar of SQL can read. `control`: a condition, loop head, assignment or declaration, in which queries may stand. `dynamic`: runs a text. `cursor`: declares
 * or opens one over a query.
 */
export interface Fragment {
  readonly kind: 'sql' | 'control' | 'dynamic' | 'cursor' | 'loop';
  /** Tokens, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

const sqlWords =
  /^(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP|CALL|REPLACE|EXEC|EXECUTE|PERFORM|SEL|INS|UPD|DEL|VALUES|COPY|LOAD|UPSERT|GRANT|REVOKE|REFRESH|COMMENT|ANALYZE|LOCK|RENAME|RECREATE|BULK)$/;

/**
 * The statements of a routine's body or of a batch, in order. Blocks, branches and loops are opened, their conditions and heads are fragments of their own. Works on words alone, so that
 * a dialect's own statements are no obstacle.
 */
export function cutBody(
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
): readonly Fragment[] {
  const found: Fragment[] = [];
  const isTransact = dialect === 'tsql';
  let i = from;

  /** To the first token outside of brackets and CASE that stops it. */
  const seek = (start: number, stop: (token: Token, at: number) => boolean): number => {
    let depth = 0;
    let cases = 0;
    for (let at = start; at < to; at++) {
      const token = tokens[at]!;
      if (is(token, '(')) depth++;
      else if (is(token, ')')) depth = Math.max(0, depth - 1);
      if (depth === 0 && cases === 0 && stop(token, at)) return at;
      if (token.kind !== 'word') {
        // A missing bracket shall not swallow what follows.
        if (is(token, ';')) return at;
        continue;
      }
      if (token.text === 'CASE') cases++;
      else if (token.text === 'END' && cases > 0) cases--;
    }
    return to;
  };
  const semicolon = (token: Token) => is(token, ';');
  const statementEnd = (start: number): number =>
    isTransact
      ? seek(start + 1, (token, at) => is(token, ';') || beginsTransactSql(tokens, start, at))
      : seek(start, semicolon);
  const add = (kind: Fragment['kind'], start: number, end: number) => {
    if (end > start) found.push({ kind, from: start, to: end });
  };

  while (i < to) {
    const token = tokens[i]!;
    const next = tokens[i + 1];
    if (token.kind === 'line' || is(token, ';')) {
      i++;
      continue;
    }
    if (is(token, '<')) {
      // A label: <<name>>.
      const end = seek(i, (each, at) => is(each, '>') && is(tokens[at + 1], '>'));
      i = Math.max(i + 1, Math.min(to, end + 2));
      continue;
    }
    if (token.kind !== 'word') {
      const end = statementEnd(i);
      if (is(token, '(') && isWord(next, 'SELECT', 'WITH', 'SEL')) add('sql', i, end);
      else add('control', i, end);
      i = Math.max(end, i + 1);
      continue;
    }
    if (is(next, ':') && !is(tokens[i + 2], '=') && tokens[i + 2]?.kind !== 'symbol') {
      i += 2;
      continue;
    }
    switch (token.text) {
      case 'BEGIN':
        i += isWord(next, 'TRY', 'CATCH', 'ATOMIC') ? 2 : 1;
        // The options of a natively compiled block.
        if (isWord(next, 'ATOMIC') && isWord(tokens[i], 'WITH') && is(tokens[i + 1], '('))
          i = closing(tokens, i + 1, to);
        if (isWord(next, 'TRAN', 'TRANSACTION', 'WORK', 'DISTRIBUTED')) i = statementEnd(i - 1);
        continue;
      case 'END': {
        // T-SQL has no END IF: an IF or WHILE behind END begins a statement.
        const closes = isTransact
          ? isWord(next, 'TRY', 'CATCH', 'CONVERSATION')
          : isWord(next, 'IF', 'LOOP', 'WHILE', 'CASE', 'REPEAT', 'FOR', 'TRY', 'CATCH');
        i += closes ? 2 : 1;
        if (!isTransact) i = seek(i, (each) => is(each, ';') || startsClause(each));
        continue;
      }
      case 'ELSE':
      case 'LOOP':
      case 'REPEAT':
      case 'EXCEPTION':
      case 'DO':
      case 'THEN':
      case 'NOT':
      case 'ATOMIC':
      case 'TRY':
      case 'CATCH':
        i++;
        continue;
      case 'PROCEDURE':
      case 'FUNCTION': {
        // A routine within a package or a routine: its head says nothing that is run.
        const end = seek(i + 1, (each) => is(each, ';') || isWord(each, 'IS', 'AS', 'BEGIN'));
        i = Math.max(i + 1, Math.min(to, end + 1));
        continue;
      }
      case 'IF':
      case 'ELSIF':
      case 'ELSEIF':
      case 'WHILE':
      case 'WHEN':
      case 'UNTIL':
      case 'CASE': {
        const isLoop = token.text === 'WHILE' || token.text === 'UNTIL';
        let end: number;
        if (token.text === 'CASE') end = seek(i + 1, (each) => isWord(each, 'WHEN'));
        else if (isTransact)
          end = seek(i + 1, (each, at) => is(each, ';') || beginsTransactSql(tokens, i, at));
        else {
          const stops =
            token.text === 'WHILE' ? ['LOOP', 'DO'] : token.text === 'UNTIL' ? ['END'] : ['THEN', 'DO'];
          end = seek(i + 1, (each) => isWord(each, ...stops));
        }
        add(isLoop ? 'loop' : 'control', i, end);
        i = Math.max(end, i + 1);
        continue;
      }
      case 'FOR':
      case 'FORALL': {
        const end =
          token.text === 'FORALL'
            ? seek(i + 1, (each) => isWord(each, 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'EXECUTE'))
            : seek(i + 1, (each) => isWord(each, 'LOOP', 'DO'));
        add('loop', i, end);
        i = Math.max(end, i + 1);
        continue;
      }
      case 'DECLARE': {
        // PSQL and PL/SQL open a part of declarations with it; what follows are statements of one declaration each.
        if (isWord(next, 'CONTINUE', 'EXIT', 'UNDO') && isWord(tokens[i + 2], 'HANDLER')) {
          // MySQL: DECLARE … HANDLER FOR condition statement.
          const end = seek(
            i + 4,
            (each) =>
              is(each, ';') ||
              isWord(
                each,
                'BEGIN',
                'SET',
                'ROLLBACK',
                'CLOSE',
                'INSERT',
                'UPDATE',
                'DELETE',
                'SELECT',
                'CALL',
              ),
          );
          add('control', i, end);
          i = Math.max(end, i + 1);
          continue;
        }
        const end = statementEnd(i);
        const isCursor = tokens.slice(i, end).some((each) => isWord(each, 'CURSOR'));
        add(isCursor ? 'cursor' : 'control', i, end);
        i = Math.max(end, i + 1);
        continue;
      }
      case 'CURSOR':
      case 'OPEN': {
        const end = statementEnd(i);
        const runs = tokens.slice(i, end).some((each) => isWord(each, 'EXECUTE', 'SELECT', 'WITH'));
        const isDynamic =
          token.text === 'OPEN' &&
          tokens
            .slice(i, end)
            .some((each, at) => isWord(each, 'FOR') && !isWord(tokens[i + at + 1], 'SELECT', 'WITH'));
        add(isDynamic ? 'dynamic' : token.text === 'CURSOR' || runs ? 'cursor' : 'control', i, end);
        i = Math.max(end, i + 1);
        continue;
      }
      case 'EXECUTE':
      case 'EXEC':
      case 'PREPARE': {
        const end = statementEnd(i);
        add(isDynamicCall(tokens, i, end) ? 'dynamic' : 'sql', i, end);
        i = Math.max(end, i + 1);
        continue;
      }
      default: {
        const end = statementEnd(i);
        const isAssignment = is(next, '=') || (is(next, ':') && is(tokens[i + 2], '='));
        const isPart = token.text === 'REPLACE' ? isWord(next, 'INTO') : true;
        add(sqlWords.test(token.text) && !isAssignment && isPart ? 'sql' : 'control', i, end);
        i = Math.max(end, i + 1);
      }
    }
  }
  return found;
}

function startsClause(token: Token): boolean {
  return isWord(
    token,
    'END',
    'WHEN',
    'ELSE',
    'BEGIN',
    'IF',
    'FOR',
    'WHILE',
    'INSERT',
    'UPDATE',
    'DELETE',
    'SELECT',
    'EXCEPTION',
    'SUSPEND',
  );
}

/** Whether an EXECUTE or PREPARE runs a text. */
export function isDynamicCall(tokens: readonly Token[], from: number, to: number): boolean {
  const next = tokens[from + 1];
  if (isWord(next, 'IMMEDIATE', 'STATEMENT') || is(next, '(') || next?.kind === 'string') return true;
  if (tokens[from]!.text === 'PREPARE') return true;
  for (let i = from + 1; i < Math.min(to, from + 10); i++)
    if (
      isWord(tokens[i], 'SP_EXECUTESQL') ||
      (tokens[i]!.kind === 'name' && /^sp_executesql$/i.test(tokens[i]!.text))
    )
      return true;
  // PL/pgSQL: EXECUTE 'SELECT …' || x, EXECUTE format(…), EXECUTE a_variable.
  return isWord(tokens[from], 'EXECUTE') && isWord(next, 'FORMAT');
}
