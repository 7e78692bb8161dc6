import type { Dialect } from '../../estate/dialect.ts';
import { cutBody, type Fragment } from '../../sql/cut/cut-body.ts';
import { isWord } from '../../sql/text/token-tests.ts';
import { type Token, tokenize } from '../../sql/text/tokenize.ts';

/** What decides whether a statement runs, and how often. */
export type Control = 'branch' | 'loop' | 'handler';

/** A statement of a routine's body. */
export interface RoutineStatement {
  readonly kind: Fragment['kind'];
  readonly text: string;
  /** In the text that was read, from 1. */
  readonly line: number;
  /** null: it runs once, whatever happens. */
  readonly under: Control | null;
}

/** The statements of a procedure, a function or a script in order, with the branch, loop or handler that each stands in. Declarations before the body are left out. */
export function routineStatements(text: string, dialect: Dialect): readonly RoutineStatement[] {
  const { tokens, from } = bodyOf(text, dialect);
  const fragments = new Map(
    cutBody(tokens, from, tokens.length, dialect).map((fragment) => [fragment.from, fragment]),
  );
  const open: { what: Control | 'block' }[] = [];
  // In these a condition rules one statement or block; in the others it has an END IF.
  const isShort = dialect === 'tsql' || dialect === 'firebird';
  const found: RoutineStatement[] = [];
  let pending: Control | null = null;
  for (let i = from; i < tokens.length; ) {
    const fragment = fragments.get(i);
    if (fragment !== undefined) {
      const [first, next] = [tokens[i]!, tokens[i + 1]];
      i = fragment.to;
      if (isWord(first, 'IF', 'WHILE', 'FOR', 'FORALL')) {
        const what = first.text === 'IF' ? 'branch' : 'loop';
        if (isShort || first.text === 'FORALL') pending = what;
        else open.push({ what });
        // FOR and WHILE open the LOOP or DO behind them.
        if (isWord(tokens[i], 'LOOP', 'DO')) i++;
      } else if (isWord(first, 'CASE')) open.push({ what: 'branch' });
      else if (isWord(first, 'DECLARE') && isWord(next, 'CONTINUE', 'EXIT', 'UNDO')) pending = 'handler';
      else if (!isWord(first, 'ELSIF', 'ELSEIF', 'WHEN', 'UNTIL')) {
        const under = pending ?? innermost(open);
        pending = null;
        const last = tokens[fragment.to - 1]!;
        found.push({
          kind: fragment.kind,
          text: text.slice(first.start, last.end),
          line: first.line,
          under,
        });
      }
      continue;
    }
    const [token, next] = [tokens[i]!, tokens[i + 1]];
    i++;
    if (token.kind !== 'word') continue;
    if (token.text === 'BEGIN') {
      if (isWord(next, 'TRAN', 'TRANSACTION', 'WORK', 'DISTRIBUTED')) continue;
      open.push({ what: isWord(next, 'CATCH') ? 'handler' : (pending ?? 'block') });
      pending = null;
    } else if (token.text === 'END') {
      open.pop();
      const closes = dialect === 'tsql' ? ['TRY', 'CATCH'] : ['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR', 'CASE'];
      if (isWord(next, ...closes)) i++;
    } else if (token.text === 'ELSE') {
      if (isShort) pending = 'branch';
    } else if (token.text === 'LOOP' || token.text === 'REPEAT') open.push({ what: 'loop' });
    else if (token.text === 'EXCEPTION') {
      const block = open.findLast(({ what }) => what === 'block');
      if (block !== undefined) block.what = 'handler';
    }
  }
  return found;
}

function innermost(open: readonly { what: Control | 'block' }[]): Control | null {
  const inner = open.findLast(({ what }) => what !== 'block')?.what;
  return inner === undefined || inner === 'block' ? null : inner;
}

/** The tokens of a body, and where it begins: behind the head of a routine; a script has none. */
function bodyOf(text: string, dialect: Dialect): { tokens: readonly Token[]; from: number } {
  const quoted = /\$(\w*)\$([\s\S]*?)\$\1\$/.exec(text);
  const isRoutine = /\b(procedure|proc|function|trigger)\b/i.test(text);
  if (dialect === 'postgres' && quoted !== null) {
    const start = quoted.index + quoted[1]!.length + 2;
    const line = text.slice(0, start).split('\n').length;
    const tokens = tokenize(text, dialect, start, start + quoted[2]!.length, line);
    return { tokens, from: Math.max(0, beginOf(tokens)) };
  }
  const tokens = tokenize(text, dialect);
  if (!isRoutine) return { tokens, from: 0 };
  if (dialect !== 'tsql') return { tokens, from: Math.max(0, beginOf(tokens)) };
  const as = tokens.findIndex(
    (token, at) =>
      isWord(token, 'AS') &&
      !isWord(tokens[at - 1], 'EXECUTE', 'EXEC') &&
      tokens[at - 1]?.kind !== 'variable',
  );
  return { tokens, from: as + 1 };
}

function beginOf(tokens: readonly Token[]): number {
  return tokens.findIndex((token) => isWord(token, 'BEGIN'));
}
