import { closing, is, isWord, nameAt } from '../../sql/text/token-tests.ts';
import type { Token } from '../../sql/text/tokenize.ts';
import { depthZero, splitTokens } from './token-stretches.ts';

interface MergedRows {
  readonly target: readonly string[];
  readonly query: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly isWhole: boolean;
  readonly notes: readonly string[];
}

/** A MERGE as the rows that it brings and the columns that say whose place they take; or why it is none. */
export function readMerge(
  text: string,
  tokens: readonly Token[],
  main: number,
): MergedRows | { readonly target: readonly string[] | null; readonly reason: string } {
  const of = (from: number, to: number) =>
    from >= to ? '' : text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  const name = nameAt(text, tokens, isWord(tokens[main + 1], 'INTO') ? main + 2 : main + 1);
  const refused = (reason: string) => ({ target: name?.parts ?? null, reason: `a MERGE ${reason}` });
  const using = depthZero(tokens, main, (token) => isWord(token, 'USING'));
  const on = depthZero(tokens, using + 1, (token) => isWord(token, 'ON'));
  const whens = tokens.flatMap((token, at) =>
    at > on && isWord(token, 'WHEN') && depthAt(tokens, on, at) === 0 ? [at] : [],
  );
  if (name === null || using < 0 || on < 0 || whens.length === 0) return refused('that is not understood');
  const called = isWord(tokens[name.next], 'AS') ? name.next + 1 : name.next;
  const alias = called < using ? tokens[called]!.text.toLowerCase() : name.parts.at(-1)!.toLowerCase();
  const keys: string[] = [];
  const [open, shut] =
    is(tokens[on + 1], '(') && closing(tokens, on + 1) === whens[0]
      ? [on + 2, whens[0]! - 1]
      : [on + 1, whens[0]!];
  for (const [from, to] of splitTokens(tokens, open, shut, 'AND')) {
    const equal = tokens.findIndex((token, at) => at > from && at < to && is(token, '='));
    const sides = [of(from, equal), of(equal + 1, to)].map((side) => side.replaceAll(/["`[\]]/g, '').trim());
    const mine = sides.find((side) => side.toLowerCase().startsWith(`${alias}.`) && /^\w+\.\w+$/.test(side));
    if (equal < 0 || mine === undefined) return refused('whose condition is more than equal columns');
    keys.push(mine.slice(alias.length + 1));
  }
  let inserted: ReadonlyMap<string, string> | null = null;
  let updated: ReadonlyMap<string, string> | null = null;
  let isWhole = false;
  for (const [index, when] of whens.entries()) {
    const end = whens[index + 1] ?? tokens.length;
    const then = tokens.findIndex((token, at) => at > when && at < end && isWord(token, 'THEN'));
    const head = of(when, then).toUpperCase().replaceAll(/\s+/g, ' ');
    const action = tokens[then + 1]?.text;
    if (/\bAND\b/.test(head)) return refused('that writes some of the rows only (WHEN … AND …)');
    if (head.includes('BY SOURCE') && action === 'DELETE') isWhole = true;
    else if (action === 'INSERT' && !head.includes('BY SOURCE')) {
      const list = then + 2;
      const values = tokens.findIndex((token, at) => at > then && at < end && isWord(token, 'VALUES'));
      if (!is(tokens[list], '(') || values < 0) return refused('whose INSERT names no columns');
      const columns = splitTokens(tokens, list + 1, closing(tokens, list) - 1, ',');
      const each = splitTokens(tokens, values + 2, closing(tokens, values + 1) - 1, ',');
      if (
        columns.length !== each.length ||
        closing(tokens, values + 1) < end - (is(tokens[end - 1], ';') ? 1 : 0)
      )
        return refused('that inserts some of the rows only');
      inserted = new Map(
        columns.map(([from], at) => [nameAt(text, tokens, from)?.parts.at(-1) ?? '', of(...each[at]!)]),
      );
    } else if (action === 'UPDATE') {
      const sets = splitTokens(tokens, then + 3, end, ',');
      if (depthZero(tokens.slice(0, end), then, (token) => isWord(token, 'WHERE', 'DELETE')) >= 0)
        return refused('that updates some of the rows only');
      updated = new Map(
        sets.map(([from, to]) => {
          const column = nameAt(text, tokens, from);
          return [column?.parts.at(-1) ?? '', of((column?.next ?? from) + 1, to)];
        }),
      );
    } else return refused(`with ${head} THEN ${action ?? ''}`);
  }
  if (inserted === null) return refused('that only changes rows that stand');
  if (updated === null && !isWhole) return refused('that leaves rows alone that are there');
  const plain = (sql: string | undefined) => sql?.replaceAll(/\s+/g, '').toLowerCase();
  const other = [...(updated ?? [])].find(([column, value]) => {
    const same = [...inserted].find(([each]) => each.toLowerCase() === column.toLowerCase());
    return plain(same?.[1]) !== plain(value);
  });
  if (other !== undefined)
    return refused(`that gives \`${other[0]}\` of a row that is there another value than of a new one`);
  const isKey = (column: string) => keys.some((key) => key.toLowerCase() === column.toLowerCase());
  const once = [...inserted.keys()].filter(
    (column) =>
      !isKey(column) &&
      updated !== null &&
      ![...updated.keys()].some((each) => each.toLowerCase() === column.toLowerCase()),
  );
  return {
    target: name.parts,
    columns: [...inserted.keys()],
    query: `SELECT ${[...inserted].map(([column, value]) => `${value} AS ${column}`).join(', ')} FROM ${of(using + 1, on)}`,
    keys,
    isWhole,
    notes:
      once.length === 0
        ? []
        : [
            `To be decided: the original writes ${once.map((each) => `\`${each}\``).join(', ')} of new rows only; the model writes it of every row that comes again.`,
          ],
  };
}

function depthAt(tokens: readonly Token[], from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')')) depth--;
  }
  return depth;
}
