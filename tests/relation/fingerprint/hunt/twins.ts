import { nothing, plainSelect, type Tree, text, tree } from './query-tree.ts';
import type { Random } from './random.ts';

/** The query with one thing more, written in ways that give the same, or nearly. */
export function twins(query: Tree, random: Random): readonly Tree[] {
  if (query.kind !== 'select' || query.parts[1]!.kind === 'nothing') return [query];
  if (random.chance(40)) return filteredAbove(query);
  const ints = (query.scope ?? []).filter((column) => column.type === 'int');
  if (ints.length === 0) return [query];
  const column = random.pick(ints).text;
  const [table, key] = random.pick([
    ['u', 'a'],
    ['k', 'id'],
    ['w', 'id'],
    ['d', 'i'],
  ] as const);
  const [from, where] = [query.parts[1]!, query.parts[2]!];
  const filtered = (condition: Tree) =>
    where.kind === 'nothing' ? condition : tree('infix', 'AND', [where, condition], 'bool');
  const on = text(`zt.${key} = ${column}`);
  const left = tree('join', 'LEFT JOIN', [from, text(`${table} zt`), on]);
  const exists = (word: string) => ({
    ...query,
    parts: query.parts.with(
      2,
      filtered(text(`${word} (SELECT 1 FROM ${table} zt WHERE zt.${key} = ${column})`)),
    ),
  });
  const member = (word: string) => ({
    ...query,
    parts: query.parts.with(
      2,
      filtered(
        text(`${column} ${word} (SELECT ${random.pick(['', 'DISTINCT '])}zt.${key} FROM ${table} zt)`),
      ),
    ),
  });
  const joined = (condition: string) => ({
    ...query,
    parts: query.parts.with(1, left).with(2, filtered(text(condition))),
  });
  const plain = (word: string) => ({
    ...query,
    parts: query.parts.with(1, tree('join', word, [from, text(`${table} zt`), on])),
  });
  if (random.chance(50))
    return [exists('NOT EXISTS'), joined(`zt.${key} IS NULL`), plain('ANTI JOIN'), member('NOT IN')];
  if (random.chance(50))
    return [
      exists('EXISTS'),
      member('IN'),
      plain('SEMI JOIN'),
      joined(`zt.${key} IS NOT NULL`),
      plain('JOIN'),
    ];
  return [
    joined(`zt.${key} > 0`),
    { ...plain('JOIN'), parts: plain('JOIN').parts.with(2, filtered(text(`zt.${key} > 0`))) },
    {
      ...query,
      parts: query.parts.with(
        1,
        tree('join', 'LEFT JOIN', [
          from,
          text(`${table} zt`),
          tree('infix', 'AND', [on, text(`zt.${key} > 0`)], 'bool'),
        ]),
      ),
    },
    {
      ...query,
      parts: query.parts
        .with(0, tree('items', '', [...query.parts[0]!.parts]))
        .with(1, tree('join', ',', [from, text(`(SELECT 1) z1`), nothing])),
    },
  ];
}

/** WHERE stands above instead: the same, unless a window looks at the rows. */
function filteredAbove(query: Tree): readonly Tree[] {
  const [items, , where, group] = query.parts as Tree[];
  if (
    where!.kind === 'nothing' ||
    group!.kind !== 'nothing' ||
    query.value !== '' ||
    query.parts[7]!.kind !== 'nothing'
  )
    return [query];
  const inner = {
    ...query,
    parts: query.parts
      .with(0, { ...items!, parts: [...items!.parts, where!] })
      .with(2, nothing)
      .with(6, nothing),
  };
  const outer = items!.parts.map((_, index) => text(`wf.c${index}`));
  return [
    query,
    plainSelect([tree('items', '', outer), tree('subquery', 'wf', [inner]), text(`wf.c${outer.length}`)]),
  ];
}
