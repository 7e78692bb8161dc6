import { type Column, nothing, plainSelect, type Tree, text, tree } from './query-tree.ts';
import type { Random } from './random.ts';

type Edit = (node: Tree, random: Random, columns: readonly Column[]) => Tree | null;

/** A random edit somewhere in the query: some keep what it gives, some change it a little. Null where the place that was chosen takes none. */
export function randomEdit(query: Tree, random: Random): Tree | null {
  if (random.chance(25)) return wrapped(query, random);
  const places: { path: readonly number[]; columns: readonly Column[]; node: Tree }[] = [];
  const visit = (node: Tree, path: readonly number[], columns: readonly Column[]) => {
    const own = node.kind === 'select' ? [...(node.scope ?? []), ...columns] : columns;
    if (edits[node.kind] !== undefined) places.push({ path, columns: own, node });
    for (const [index, part] of node.parts.entries()) visit(part, [...path, index], own);
  };
  visit(query, [], []);
  if (places.length === 0) return null;
  const place = random.pick(places);
  const made = random.pick(edits[place.node.kind]!)(place.node, random, place.columns);
  return made === null ? null : replaced(query, place.path, made);
}

function replaced(node: Tree, path: readonly number[], made: Tree): Tree {
  const [index, ...rest] = path;
  if (index === undefined) return made;
  return { ...node, parts: node.parts.map((part, at) => (at === index ? replaced(part, rest, made) : part)) };
}

const flipped: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const others: Readonly<Record<string, readonly string[]>> = {
  '+': ['-', '*'],
  '-': ['+'],
  '*': ['+'],
  AND: ['OR'],
  OR: ['AND'],
  '=': ['<>', 'IS NOT DISTINCT FROM'],
  '<': ['<=', '>'],
  '<=': ['<'],
  'IS NOT DISTINCT FROM': ['=', 'IS DISTINCT FROM'],
};
const negations: Readonly<Record<string, string>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
  LIKE: 'NOT LIKE',
  'NOT ILIKE': 'ILIKE',
  'IS DISTINCT FROM': 'IS NOT DISTINCT FROM',
  'IS NOT DISTINCT FROM': 'IS DISTINCT FROM',
};

const not = (node: Tree) => tree('prefix', 'NOT', [node], 'bool');
const and = (a: Tree, b: Tree) => tree('infix', 'AND', [a, b], 'bool');

/** Any value may be written another way. */
const anyValue: readonly Edit[] = [
  (node) => (node.type === 'int' ? tree('infix', '+', [node, text('0')], 'int') : null),
  (node) => (node.type === 'int' ? tree('cast', 'INTEGER', [tree('cast', 'BIGINT', [node])], 'int') : null),
  (node) => (node.type === 'int' ? tree('infix', '*', [text('1'), node], 'int') : null),
  (node) => (node.type === 'bool' ? not(not(node)) : null),
  (node, random) =>
    node.type === 'bool'
      ? tree('infix', random.pick(['AND', 'OR']), [node, text(random.pick(['true', 'false']))], 'bool')
      : null,
  (node) => (node.type === 'bool' ? and(node, node) : null),
  (node) => (node.type === 'text' ? tree('infix', '||', [node, text("''")], 'text') : null),
  (node) => (node.type === undefined ? null : tree('call', 'coalesce', [node, node], node.type)),
  (node) => (node.type === 'bool' ? tree('infix', '=', [node, text('true')], 'bool') : null),
  (node) => (node.type === 'int' ? tree('call', 'coalesce', [node, text('0')], 'int') : null),
  (node) => (node.type === 'int' ? tree('call', 'try', [node], 'int') : null),
];

const edits: Readonly<Partial<Record<Tree['kind'], readonly Edit[]>>> = {
  text: [
    (node, random, columns) => {
      const same = columns.filter((column) => column.type === node.type && column.text !== node.value);
      return node.type === undefined || same.length === 0 ? null : text(random.pick(same).text, node.type);
    },
    (node) => (/^\d$/.test(node.value) ? text(String((Number(node.value) + 1) % 4), node.type) : null),
    ...anyValue,
  ],
  infix: [
    (node) => ({ ...node, parts: [...node.parts].reverse() }),
    (node) => ({ ...node, value: flipped[node.value] ?? node.value, parts: [...node.parts].reverse() }),
    (node) => ({ ...node, value: flipped[node.value] ?? node.value, parts: [...node.parts].reverse() }),
    (node, random) =>
      others[node.value] === undefined ? null : { ...node, value: random.pick(others[node.value]!) },
    (node) => (negations[node.value] === undefined ? null : not({ ...node, value: negations[node.value]! })),
    (node, random) =>
      negations[node.value] === undefined
        ? null
        : not({ ...node, value: random.pick(Object.keys(negations)) }),
    (node) => {
      if (node.value !== 'AND' && node.value !== 'OR') return null;
      const [a, b] = node.parts as [Tree, Tree];
      return not(tree('infix', node.value === 'AND' ? 'OR' : 'AND', [not(a), not(b)], 'bool'));
    },
    (node) => {
      const [a, b] = node.parts as [Tree, Tree];
      if (
        b.kind !== 'infix' ||
        b.value !== node.value ||
        !['+', '*', '||', 'AND', 'OR', '-'].includes(node.value)
      )
        return null;
      return { ...node, parts: [{ ...node, parts: [a, b.parts[0]!] }, b.parts[1]!] };
    },
    ...anyValue,
  ],
  prefix: [(node) => node.parts[0]!, ...anyValue],
  suffix: [
    (node) => ({
      ...node,
      value: node.value.includes('NOT')
        ? node.value.replace('NOT ', '')
        : node.value.replace('IS ', 'IS NOT '),
    }),
    (node) =>
      not({
        ...node,
        value: node.value.includes('NOT')
          ? node.value.replace('NOT ', '')
          : node.value.replace('IS ', 'IS NOT '),
      }),
  ],
  call: [
    (node) => ({ ...node, parts: [...node.parts].reverse() }),
    (node) => {
      const [a, b] = node.parts as [Tree, Tree];
      return node.value === 'coalesce' && b !== undefined
        ? tree('case', '', [tree('suffix', 'IS NULL', [a], 'bool'), b, a], node.type)
        : null;
    },
    (node) => (node.value === 'if' ? { ...node, kind: 'case', value: '' } : null),
    (node) => {
      const [a, b] = node.parts as [Tree, Tree];
      return node.value === 'nullif'
        ? tree('case', '', [tree('infix', '=', [a, b], 'bool'), text('NULL'), a], node.type)
        : null;
    },
    ...anyValue,
  ],
  case: [
    (node) => (node.parts.length === 3 ? { ...node, kind: 'call', value: 'if' } : null),
    (node) => {
      const [a, b, c] = node.parts as [Tree, Tree, Tree];
      return { ...node, parts: [not(a), c, b] };
    },
    (node) => {
      const [a, b, c] = node.parts as [Tree, Tree, Tree];
      return a.kind === 'suffix'
        ? { ...node, parts: [{ ...a, value: a.value === 'IS NULL' ? 'IS NOT NULL' : 'IS NULL' }, c, b] }
        : null;
    },
    ...anyValue,
  ],
  cast: [(node) => node.parts[0]!, ...anyValue],
  in: [
    (node) => {
      const [value, ...members] = node.parts;
      const any = members
        .map((member) => tree('infix', '=', [value!, member], 'bool'))
        .reduce((a, b) => tree('infix', 'OR', [b, a], 'bool'));
      return node.value === 'IN' ? any : not(any);
    },
    (node) => ({ ...node, value: node.value === 'IN' ? 'NOT IN' : 'IN' }),
    (node) => not({ ...node, value: node.value === 'IN' ? 'NOT IN' : 'IN' }),
    (node) => ({ ...node, parts: [node.parts[0]!, ...node.parts.slice(1).reverse()] }),
  ],
  between: [
    (node) => {
      const [value, low, high] = node.parts as [Tree, Tree, Tree];
      return and(tree('infix', '<=', [low, value], 'bool'), tree('infix', '>=', [high, value], 'bool'));
    },
    (node) => {
      const [value, low, high] = node.parts as [Tree, Tree, Tree];
      return { ...node, parts: [value, high, low] };
    },
  ],
  exists: [
    (node) => not({ ...node, value: node.value === 'EXISTS' ? 'NOT EXISTS' : 'EXISTS' }),
    (node) => {
      const [inner] = node.parts;
      return inner?.kind === 'select' && inner.value === ''
        ? { ...node, parts: [{ ...inner, value: 'DISTINCT' }] }
        : null;
    },
    (node) => {
      const [inner] = node.parts;
      return inner?.kind === 'select'
        ? { ...node, parts: [{ ...inner, parts: [tree('items', '', [text('1')]), ...inner.parts.slice(1)] }] }
        : null;
    },
  ],
  in_query: [
    (node) => {
      const [value, inner] = node.parts as [Tree, Tree];
      if (
        inner.kind !== 'select' ||
        inner.value !== '' ||
        inner.parts[3]?.kind !== 'nothing' ||
        inner.parts[5]?.kind !== 'nothing' ||
        inner.parts[7]?.kind !== 'nothing'
      )
        return null;
      const [items, from, where, ...rest] = inner.parts as [Tree, Tree, Tree, ...Tree[]];
      const equal = tree('infix', '=', [items.parts[0]!, value], 'bool');
      const filter = where.kind === 'nothing' ? equal : and(where, equal);
      const exists = { ...inner, parts: [tree('items', '', [text('1')]), from, filter, ...rest] };
      return tree('exists', node.value === 'IN' ? 'EXISTS' : 'NOT EXISTS', [exists], 'bool');
    },
    (node) => {
      const [value, inner] = node.parts as [Tree, Tree];
      return inner.kind === 'select' && inner.value === ''
        ? { ...node, parts: [value, { ...inner, value: 'DISTINCT' }] }
        : null;
    },
    (node) => not({ ...node, value: node.value === 'IN' ? 'NOT IN' : 'IN' }),
    (node) => ({ ...node, value: node.value === 'IN' ? 'NOT IN' : 'IN' }),
  ],
  aggregate: [
    (node) =>
      node.value === 'count'
        ? { ...node, parts: [text(node.parts[0]!.value === '*' ? '1' : '*'), ...node.parts.slice(1)] }
        : null,
    (node) => ({
      ...node,
      value: node.value.includes('DISTINCT') ? node.value.split(' ')[0]! : `${node.value} DISTINCT`,
    }),
    (node) => ({ ...node, parts: [node.parts[0]!, nothing, ...node.parts.slice(2)] }),
    (node) => ({ ...node, parts: [...node.parts.slice(0, 2), nothing] }),
    (node) => {
      const [argument, filter, order] = node.parts as [Tree, Tree, Tree];
      if (argument.kind !== 'case' || filter.kind !== 'nothing') return null;
      return { ...node, parts: [argument.parts[1]!, argument.parts[0]!, order] };
    },
    (node) => {
      const [argument, filter, order] = node.parts as [Tree, Tree, Tree];
      if (filter.kind === 'nothing') return null;
      return {
        ...node,
        parts: [tree('case', '', [filter, argument, text('NULL')], node.type), nothing, order],
      };
    },
  ],
  window: [
    (node, random) => ({
      ...node,
      value:
        `${node.value.split(' ')[0]} ${random.pick(['', 'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING', 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'])}`.trim(),
    }),
    (node) => ({ ...node, parts: [node.parts[0]!, nothing, ...node.parts.slice(2)] }),
    (node) => ({ ...node, parts: [...node.parts.slice(0, 2), nothing, ...node.parts.slice(3)] }),
    (node) => {
      const [argument, partition, order, filter] = node.parts as [Tree, Tree, Tree, Tree];
      if (partition.kind === 'nothing' || order.kind === 'nothing') return null;
      return {
        ...node,
        parts: [argument, partition, tree('items', '', [partition, ...order.parts]), filter],
      };
    },
  ],
  set: [
    (node) => ({ ...node, parts: [...node.parts].reverse() }),
    (node) => ({ ...node, parts: [...node.parts].reverse() }),
    (node, random) => ({ ...node, value: random.pick(['UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT']) }),
    (node) => {
      // The arms' columns change places in one arm only.
      const [a, b] = node.parts as [Tree, Tree];
      if (b.kind !== 'select') return null;
      const [items, ...rest] = b.parts;
      return {
        ...node,
        parts: [a, { ...b, parts: [{ ...items!, parts: [...items!.parts].reverse() }, ...rest] }],
      };
    },
    (node) => {
      const [a, b] = node.parts as [Tree, Tree];
      if (b.kind !== 'set' || b.value !== node.value) return null;
      return { ...node, parts: [{ ...node, parts: [a, b.parts[0]!] }, b.parts[1]!] };
    },
    (node) => ({ ...node, parts: [node.parts[0]!, node.parts[0]!] }),
  ],
  join: [
    (node) => {
      const word = {
        JOIN: 'JOIN',
        ',': ',',
        'LEFT JOIN': 'RIGHT JOIN',
        'RIGHT JOIN': 'LEFT JOIN',
        'FULL JOIN': 'FULL JOIN',
        'CROSS JOIN': ',',
      }[node.value];
      const [a, b, c] = node.parts as [Tree, Tree, Tree];
      return word === undefined ? null : { ...node, value: word, parts: [b, a, c] };
    },
    (node) => {
      const word = {
        JOIN: 'JOIN',
        'LEFT JOIN': 'RIGHT JOIN',
        'RIGHT JOIN': 'LEFT JOIN',
        'FULL JOIN': 'FULL JOIN',
      }[node.value];
      const [a, b, c] = node.parts as [Tree, Tree, Tree];
      return word === undefined ? null : { ...node, value: word, parts: [b, a, c] };
    },
    (node, random) =>
      node.parts[2]?.kind === 'nothing'
        ? null
        : {
            ...node,
            value: random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN']),
          },
  ],
  select: [
    (node) => (node.value === '' ? { ...node, value: 'DISTINCT' } : { ...node, value: '' }),
    (node) => ({ ...node, parts: node.parts.with(2, nothing) }),
    (node) => ({ ...node, parts: node.parts.with(6, nothing) }),
    (node) =>
      node.value === '' && node.parts[6]?.kind === 'nothing'
        ? { ...node, parts: node.parts.with(6, text('1')) }
        : null,
    (node) =>
      node.parts[3]?.value.match(/^\d/) ? { ...node, parts: node.parts.with(3, text('ALL')) } : null,
    // A condition of an inner join is as good in WHERE, one of an outer join is not.
    (node) => {
      const [, from, where] = node.parts as [Tree, Tree, Tree];
      if (
        from.kind !== 'join' ||
        from.parts[2]?.kind === 'nothing' ||
        !['JOIN', 'LEFT JOIN'].includes(from.value)
      )
        return null;
      const [a, b, on] = from.parts as [Tree, Tree, Tree];
      const filter = where.kind === 'nothing' ? on : and(where, on);
      return { ...node, parts: node.parts.with(1, { ...from, parts: [a, b, text('true')] }).with(2, filter) };
    },
    (node) => {
      const [, from, where] = node.parts as [Tree, Tree, Tree];
      if (from.kind !== 'join' || where.kind === 'nothing' || from.parts[2]?.kind === 'nothing') return null;
      const [a, b, on] = from.parts as [Tree, Tree, Tree];
      return {
        ...node,
        parts: node.parts.with(1, { ...from, parts: [a, b, and(on, where)] }).with(2, nothing),
      };
    },
    (node) => {
      const [, from] = node.parts as [Tree, Tree];
      return from.kind === 'join' && from.value === 'JOIN'
        ? {
            ...node,
            parts: node.parts
              .with(1, tree('join', ',', [from.parts[0]!, from.parts[1]!, nothing]))
              .with(
                2,
                node.parts[2]!.kind === 'nothing' ? from.parts[2]! : and(node.parts[2]!, from.parts[2]!),
              ),
          }
        : null;
    },
    // A look-up by key, and one by what is none.
    (node, random, columns) => {
      const ints = columns.filter((column) => column.type === 'int' && node.scope?.includes(column));
      if (ints.length === 0 || node.parts[1]!.kind === 'text') return null;
      const name = `z${random.below(1000000)}`;
      const key = random.pick(['id', 'id', 'a']);
      const on = tree('infix', '=', [text(`${name}.${key}`), text(random.pick(ints).text)], 'bool');
      return {
        ...node,
        parts: node.parts.with(
          1,
          tree('join', 'LEFT JOIN', [node.parts[1]!, text(`${random.pick(['k', 'k', 'w'])} ${name}`), on]),
        ),
      };
    },
    // WHERE above: the same, unless a window or an aggregate looks at the rows.
    (node) => {
      const [items, , where] = node.parts as Tree[];
      if (
        where!.kind === 'nothing' ||
        node.value !== '' ||
        node.parts[3]!.kind !== 'nothing' ||
        node.parts[7]!.kind !== 'nothing'
      )
        return null;
      const inner = {
        ...node,
        parts: node.parts
          .with(0, { ...items!, parts: [...items!.parts, where!] })
          .with(2, nothing)
          .with(6, nothing),
      };
      const outer = items!.parts.map((_, index) => text(`wf.c${index}`));
      return plainSelect([
        tree('items', '', outer),
        tree('subquery', 'wf', [inner]),
        text(`wf.c${outer.length}`),
      ]);
    },
    // QUALIFY is a filter above.
    (node) => {
      const [items, , , , , qualify] = node.parts as Tree[];
      if (qualify!.kind === 'nothing' || node.value !== '' || node.parts[7]!.kind !== 'nothing') return null;
      const inner = {
        ...node,
        parts: node.parts
          .with(0, { ...items!, parts: [...items!.parts, qualify!] })
          .with(5, nothing)
          .with(6, nothing),
      };
      const outer = items!.parts.map((_, index) => text(`qf.c${index}`));
      return tree('select', '', [
        tree('items', '', outer),
        tree('subquery', 'qf', [inner]),
        text(`qf.c${outer.length}`),
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
      ]);
    },
    (node) => ({
      ...node,
      parts: node.parts.with(0, { ...node.parts[0]!, parts: [...node.parts[0]!.parts].reverse() }),
    }),
  ],
};

/** The query within another that hands its columns up. */
function wrapped(query: Tree, random: Random): Tree {
  const width = widthOf(query);
  const name = `v${random.below(1000000)}`;
  const items = tree(
    'items',
    '',
    Array.from({ length: width }, (_, index) => text(`${name}.c${index}`)),
  );
  const blank = [nothing, nothing, nothing, nothing, nothing, nothing];
  if (random.chance(50)) return tree('select', '', [items, tree('subquery', name, [query]), ...blank]);
  return tree('with', `n${name}`, [query, tree('select', '', [items, text(`n${name} ${name}`), ...blank])]);
}

export function widthOf(query: Tree): number {
  if (query.kind === 'set') return widthOf(query.parts[0]!);
  if (query.kind === 'with') return widthOf(query.parts[1]!);
  return query.parts[0]!.parts.length;
}
