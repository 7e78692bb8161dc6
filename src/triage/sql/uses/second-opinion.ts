import { is, isWord, relationName } from '../text/token-tests.ts';
import { namedByWith } from './scan-names.ts';
import type { TokenSpan } from './token-span.ts';
import { type UseSet, useAll } from './use-set.ts';

/** Relations that node-sql-parser found and polyglot did not, but for names of WITH and aliases. */
export function addSecondOpinion(span: TokenSpan, sql: string, uses: UseSet): void {
  const tables = span.grammars.tables(sql, span.dialect);
  if (tables === null) return;
  // It takes every table of UPDATE … FROM for one that is written: what the first has found to be read is read alone.
  const isSettled = uses.writes.size > 0;
  const more = isSettled
    ? tables.filter(({ use: how, parts }) => how === 'select' || !uses.reads.has(relationName(parts)))
    : tables;
  addTables(span, more, uses);
}

export function addTables(
  { text, tokens, from, to }: TokenSpan,
  tables: readonly { readonly use: string; readonly parts: readonly string[] }[],
  uses: UseSet,
): void {
  const named = namedByWith(text, tokens, from, to);
  const aliases = new Set<string>();
  for (let i = from + 1; i < to; i++) {
    const token = tokens[i]!;
    const before = tokens[i - 1]!;
    const follows =
      before.kind === 'name' ||
      before.kind === 'variable' ||
      is(before, ')') ||
      isWord(before, 'AS') ||
      (before.kind === 'word' &&
        tokens[i - 2] !== undefined &&
        (isWord(tokens[i - 2], 'FROM', 'JOIN', 'INTO', 'UPDATE') ||
          is(tokens[i - 2], ',') ||
          is(tokens[i - 2], '.')));
    if ((token.kind === 'word' || token.kind === 'name') && follows) aliases.add(token.text.toLowerCase());
  }
  for (const { use: how, parts } of tables) {
    const relation = parts.join('.').toLowerCase();
    const last = parts.at(-1)!.toLowerCase();
    if (relation === '' || named.has(relation) || relation.startsWith('@')) continue;
    const sides = how === 'select' ? [uses.reads, uses.writes] : [uses.writes];
    const known = sides.some((side) =>
      [...side.keys()].some((each) => each === relation || each.endsWith(`.${last}`)),
    );
    if (known || (parts.length === 1 && aliases.has(last))) continue;
    if (how === 'select') useAll(uses.reads, relation);
    else useAll(uses.writes, relation);
  }
}
