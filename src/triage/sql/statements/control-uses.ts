import type { RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import type { Surroundings } from '../uses/walk/index.ts';
import type { Reading } from './reading.ts';

/** Queries in a condition, an assignment, a loop's head or a cursor: those in brackets, and one that runs to the end. */
export function queriesIn(
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'SELECT', 'WITH', 'SEL')) continue;
    if (isWord(tokens[i], 'WITH') && !(isWord(tokens[i + 2], 'AS') || is(tokens[i + 2], '('))) continue;
    if (is(tokens[i - 1], '(')) {
      const end = closing(tokens, i - 1, to);
      const last = is(tokens[end - 1], ')') ? end - 1 : end;
      found.push([i, last]);
      i = last;
    } else {
      found.push([i, to]);
      break;
    }
  }
  return found;
}

/** NEW.x := … writes a row of the trigger's table, other mentions of NEW and OLD read it. */
export function triggerUses(
  { tokens, text }: Reading,
  from: number,
  to: number,
  around: Surroundings,
  place: EstatePlace,
): { reads: RelationUse[]; writes: RelationUse[] } | null {
  if (around.triggerTable === null) return null;
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (let i = from; i < to - 2; i++) {
    const token = tokens[i]!;
    const isRow =
      isWord(token, 'NEW', 'OLD') || (token.kind === 'variable' && /^:(new|old)$/i.test(token.text));
    if (!isRow || !is(tokens[i + 1], '.')) continue;
    const name = tokens[i + 2]!;
    if (name.kind !== 'word' && name.kind !== 'name') continue;
    const column = (name.kind === 'word' ? text.slice(name.start, name.end) : name.text).toLowerCase();
    const isTarget = is(tokens[i + 3], '=')
      ? i === from || isWord(tokens[i - 1], 'SET') || is(tokens[i - 1], ',')
      : is(tokens[i + 3], ':') && is(tokens[i + 4], '=');
    (isTarget ? writes : reads).add(column);
  }
  if (reads.size + writes.size === 0) return null;
  const uses = (columns: ReadonlySet<string>): RelationUse[] =>
    columns.size === 0
      ? []
      : [{ relation: around.triggerTable!, columns: [...columns].sort(), place, understanding: 'parsed' }];
  return { reads: uses(reads), writes: uses(writes) };
}

const noCall =
  /^(IF|IN|AND|OR|NOT|WHILE|FOR|EXISTS|VALUES|WHEN|THEN|RETURN|SET|ELSIF|ELSEIF|CASE|CAST|COUNT|MAX|MIN|SUM|COALESCE|NVL|TO_CHAR|TO_DATE|UPPER|LOWER|TRIM|SUBSTR|SUBSTRING|LENGTH|CONVERT|ISNULL|VARCHAR|NVARCHAR|CHAR|DECIMAL|NUMERIC|NUMBER|VARCHAR2|INTO|SELECT|DECLARE|TABLE|BETWEEN|LIKE|ON|UNTIL|REPLACE|ROUND|ABS|CONCAT|VARIABLE|USING)$/;

/** What is called in an expression or, in PL/SQL, as a statement; the estate knows which of them are its own. */
export function callsIn({ tokens, text }: Reading, from: number, to: number): readonly string[] {
  const found = new Set<string>();
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word' && token.kind !== 'name') continue;
    let start = i;
    while (start - 2 >= from && is(tokens[start - 1], '.')) start -= 2;
    const isAlone = start === from && (i + 1 === to || is(tokens[i + 1], ';'));
    if (!is(tokens[i + 1], '(') && !isAlone) continue;
    if (start === i && token.kind === 'word' && noCall.test(token.text)) continue;
    const parts: string[] = [];
    for (let at = start; at <= i; at += 2) {
      const part = tokens[at]!;
      parts.push(part.kind === 'word' ? text.slice(part.start, part.end) : part.text);
    }
    found.add(parts.join('.').toLowerCase());
  }
  return [...found].sort();
}
