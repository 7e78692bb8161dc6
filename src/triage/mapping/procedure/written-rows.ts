import type { Dialect } from '../../estate/dialect.ts';
import { closing, is, isWord, nameAt } from '../../sql/text/token-tests.ts';
import { type Token, tokenize } from '../../sql/text/tokenize.ts';
import { readMerge } from './read-merge.ts';
import { depthZero, splitTokens } from './token-stretches.ts';

/** What one statement does to a table. Texts are the original's. */
export type Write =
  | {
      readonly kind: 'rows';
      readonly target: readonly string[];
      readonly isTemporary: boolean;
      /** null: those of the table, by place. */
      readonly columns: readonly string[] | null;
      readonly query: string;
      /** What names a row that takes the place of another; null: rows are added. Empty: the table's key. */
      readonly keys: readonly string[] | null;
      /** The table holds these rows and no others afterwards. */
      readonly isWhole: boolean;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'delete'; readonly target: readonly string[]; readonly where: string | null }
  | { readonly kind: 'refused'; readonly target: readonly string[] | null; readonly reason: string };

/** null: it writes no table. */
export function writtenRows(sql: string, dialect: Dialect): Write | null {
  const text = sql.trim().replace(/;\s*$/, '');
  const tokens = tokenize(text, dialect);
  const main = mainWord(tokens);
  const prefix = main === 0 ? '' : `${text.slice(0, tokens[main]!.start)}`;
  const of = (from: number, to = tokens.length) =>
    from >= to ? '' : text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  const nameFrom = (at: number) => nameAt(text, tokens, at);
  const rows = (
    target: readonly string[],
    query: string,
    more: Partial<Extract<Write, { kind: 'rows' }>>,
  ): Write => ({
    kind: 'rows',
    target,
    isTemporary: isTemporary(target),
    columns: null,
    query: withPrefix(prefix, query),
    keys: null,
    isWhole: false,
    notes: [],
    ...more,
  });
  switch (tokens[main]?.text) {
    case 'INSERT':
    case 'REPLACE': {
      const at = isWord(tokens[main + 1], 'INTO') ? main + 2 : main + 1;
      const name = nameFrom(at);
      if (name === null) return null;
      return insertOf(name.parts, name.next);
    }
    case 'CREATE': {
      const table = tokens.findIndex((token, index) => index < main + 6 && isWord(token, 'TABLE'));
      if (table < 0) return null;
      const at = isWord(tokens[table + 1], 'IF') ? table + 4 : table + 1;
      const name = nameFrom(at);
      const as = tokens.findIndex(
        (token, index) => index >= (name?.next ?? 0) && isWord(token, 'AS', 'SELECT'),
      );
      if (name === null || as < 0) return null;
      const isTemp = tokens
        .slice(main, table)
        .some((token) => isWord(token, 'TEMP', 'TEMPORARY', 'VOLATILE'));
      const query = of(isWord(tokens[as], 'AS') ? as + 1 : as).replace(/\bWITH\s+(NO\s+)?DATA\s*$/i, '');
      return rows(name.parts, query, { isTemporary: isTemp || isTemporary(name.parts), isWhole: true });
    }
    case 'SELECT': {
      if (dialect !== 'tsql') return null;
      const into = depthZero(tokens, main, (token) => isWord(token, 'INTO'));
      const name = into < 0 ? null : nameFrom(into + 1);
      if (name === null || name.parts[0]?.startsWith('@')) return null;
      return rows(name.parts, `${of(main, into)} ${of(name.next)}`, { isWhole: true });
    }
    case 'MERGE': {
      const merge = readMerge(text, tokens, main);
      return 'reason' in merge
        ? { kind: 'refused', target: merge.target, reason: merge.reason }
        : rows(merge.target, merge.query, merge);
    }
    case 'DELETE':
    case 'TRUNCATE': {
      const skip = (at: number): number => (isWord(tokens[at], 'FROM', 'TABLE', 'ONLY') ? skip(at + 1) : at);
      const name = nameFrom(skip(main + 1));
      if (name === null) return null;
      const where = depthZero(tokens, name.next, (token) => isWord(token, 'WHERE'));
      const isPlain =
        depthZero(tokens, main + 2, (token) => isWord(token, 'FROM', 'USING', 'JOIN', 'LIMIT')) < 0;
      if (!isPlain && tokens[main]?.text === 'DELETE')
        return { kind: 'refused', target: name.parts, reason: 'a DELETE that joins other tables' };
      return { kind: 'delete', target: name.parts, where: where < 0 ? null : of(where + 1) };
    }
    case 'UPDATE': {
      const name = nameFrom(main + 1);
      const isSingle = isWord(tokens[main + 1], 'OR');
      return {
        kind: 'refused',
        target: isSingle
          ? (nameFrom(main + 4)?.parts ?? null)
          : (targetOfUpdate(text, tokens, main) ?? name?.parts ?? null),
        reason: isSingle
          ? 'UPDATE OR INSERT writes one row from values'
          : 'an UPDATE changes rows that stand: what it computes belongs into the rules of the columns',
      };
    }
    default:
      return null;
  }

  function insertOf(target: readonly string[], next: number): Write {
    const isList = is(tokens[next], '(') && !isWord(tokens[next + 1], 'SELECT', 'WITH', 'SEL');
    const end = isList ? closing(tokens, next) : next;
    const columns = isList
      ? splitTokens(tokens, next + 1, end - 1, ',').flatMap(([from]) => nameFrom(from)?.parts.at(-1) ?? [])
      : null;
    const first = tokens[end];
    const refused = (reason: string): Write => ({ kind: 'refused', target, reason });
    if (isWord(first, 'VALUES', 'DEFAULT', 'VALUE')) return refused('an INSERT of single values');
    if (isWord(first, 'EXEC', 'EXECUTE', 'CALL')) return refused('its rows come from another procedure');
    if (!is(first, '(') && !isWord(first, 'SELECT', 'WITH', 'SEL'))
      return refused('an INSERT that is not understood');
    const on = depthZero(
      tokens,
      end,
      (token, at) => isWord(token, 'ON') && isWord(tokens[at + 1], 'CONFLICT', 'DUPLICATE'),
    );
    const stop = on >= 0 ? on : depthZero(tokens, end, (token) => isWord(token, 'RETURNING'));
    const query = of(end, stop < 0 ? tokens.length : stop);
    const keyed = tokens[main]?.text === 'REPLACE' ? [] : null;
    if (on < 0) return rows(target, query, { columns, keys: keyed });
    const sets = depthZero(tokens, on, (token) => isWord(token, 'UPDATE'));
    if (sets < 0) return refused('an INSERT that leaves rows alone that are there (DO NOTHING)');
    const open = is(tokens[on + 2], '(') ? on + 2 : -1;
    const keys =
      open < 0
        ? []
        : splitTokens(tokens, open + 1, closing(tokens, open) - 1, ',').flatMap(
            ([from]) => nameFrom(from)?.parts ?? [],
          );
    const assigned = splitTokens(
      tokens,
      isWord(tokens[sets + 1], 'SET') ? sets + 2 : sets + 1,
      tokens.length,
      ',',
    );
    const isPlain = assigned.every(([from, to]) =>
      /^["`]?(\w+)["`]?\s*=\s*(?:excluded\s*\.\s*["`]?\1["`]?|values\s*\(\s*["`]?\1["`]?\s*\))$/i.test(
        of(from, to),
      ),
    );
    return isPlain
      ? rows(target, query, { columns, keys })
      : refused('an INSERT that changes rows that are there otherwise than it adds new ones');
  }
}

/** `#fresh` and table variables are temporary by their names. */
export function isTemporary(name: readonly string[]): boolean {
  return /^[#@]/.test(name.at(-1) ?? '');
}

/** The query with the steps that stand before its statement. */
export function withPrefix(prefix: string, query: string): string {
  if (prefix.trim() === '') return query;
  return /^\s*with\b/i.test(query)
    ? `${prefix.trim()}, ${query.replace(/^\s*with\b/i, '').trim()}`
    : `${prefix.trim()}\n${query}`;
}

/** The word of the statement behind its WITH. */
function mainWord(tokens: readonly Token[]): number {
  if (!isWord(tokens[0], 'WITH')) return 0;
  const at = depthZero(tokens, 1, (token) => isWord(token, 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'));
  return Math.max(0, at);
}

/** T-SQL: UPDATE alias … FROM table alias. */
function targetOfUpdate(text: string, tokens: readonly Token[], main: number): readonly string[] | null {
  const alias = nameAt(text, tokens, main + 1)?.parts ?? [];
  const from = depthZero(tokens, main, (token) => isWord(token, 'FROM'));
  if (from < 0 || alias.length !== 1) return null;
  for (let at = from + 1; at < tokens.length; at++) {
    const name =
      isWord(tokens[at - 1], 'FROM', 'JOIN') || is(tokens[at - 1], ',') ? nameAt(text, tokens, at) : null;
    if (name === null) continue;
    const called = isWord(tokens[name.next], 'AS') ? name.next + 1 : name.next;
    if (tokens[called]?.text.toLowerCase() === alias[0]?.toLowerCase()) return name.parts;
  }
  return null;
}
