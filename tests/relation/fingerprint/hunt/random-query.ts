import { type Column, nothing, type Tree, text, tree } from './query-tree.ts';
import type { Random } from './random.ts';
import { condition, expression, type Scope, simple } from './random-expression.ts';
import { huntTables, type Type } from './tables.ts';

const types: readonly Type[] = ['int', 'int', 'int', 'text', 'float', 'bool'];

/** A random query with two or three columns. Aliases come from `names`, so that none is given twice. */
export function randomQuery(random: Random): Tree {
  let aliases = 0;
  const alias = () => `q${aliases++}`;
  const wanted = Array.from({ length: 2 + random.below(2) }, () => random.pick(types));
  return query(wanted, [], 2);

  function query(columns: readonly Type[], outer: readonly Column[], depth: number): Tree {
    if (depth > 0 && random.chance(12)) {
      const word = random.pick([
        'UNION ALL',
        'UNION ALL',
        'UNION',
        'EXCEPT',
        'INTERSECT',
        'EXCEPT ALL',
        'INTERSECT ALL',
      ]);
      return tree('set', word, [query(columns, outer, depth - 1), query(columns, outer, depth - 1)]);
    }
    return select(columns, outer, depth);
  }

  function select(columns: readonly Type[], outer: readonly Column[], depth: number): Tree {
    const { source, columns: available } = from(depth, outer);
    const scope: Scope = {
      columns: available,
      outer,
      subqueries: depth > 0,
      query: (wantedTypes, around) => query(wantedTypes, around, depth - 1),
    };
    const where = random.chance(60) ? condition(scope, 2, random) : nothing;
    const grouped = random.chance(25);
    const base = { scope: available, types: columns };
    if (grouped) return { ...groupedSelect(columns, source, where, scope), ...base };
    const windows = random.chance(30);
    const items = columns.map((type) =>
      windows && random.chance(50) ? windowCall(type, scope) : expression(type, scope, 2, random),
    );
    const qualify = random.chance(12)
      ? tree('infix', random.pick(['=', '<=']), [windowCall('int', scope), text('1')], 'bool')
      : nothing;
    const sorted = random.chance(15);
    const order = sorted ? sortKeys(scope, depth) : nothing;
    const limit = sorted && random.chance(50) ? text(random.pick(['1', '2', '3 OFFSET 1'])) : nothing;
    const distinct = random.chance(15)
      ? sorted || random.chance(70)
        ? 'DISTINCT'
        : `DISTINCT ON (${simple('int', scope, random).value})`
      : '';
    // With DISTINCT, ORDER BY may only name what is selected.
    const plain = distinct === 'DISTINCT';
    return {
      ...tree('select', distinct, [
        tree('items', '', items),
        source,
        where,
        nothing,
        nothing,
        plain ? nothing : qualify,
        plain && order.kind !== 'nothing' ? text('c0') : order,
        limit,
      ]),
      ...base,
    };
  }

  function sortKeys(scope: Scope, depth: number): Tree {
    const count = 1 + random.below(2);
    const keys = Array.from({ length: count }, () => simple('int', scope, random)).filter((key) =>
      /[a-z]/.test(key.value),
    );
    return keys.length === 0 || depth < 0
      ? nothing
      : tree(
          'items',
          '',
          keys.map((key) => text(`${key.value}${random.pick(['', ' DESC', ' NULLS FIRST'])}`)),
        );
  }

  function groupedSelect(columns: readonly Type[], source: Tree, where: Tree, scope: Scope): Tree {
    const keyed = random.chance(80);
    const keyCount = keyed ? 1 + random.below(Math.min(2, columns.length)) : 0;
    const keys = columns
      .slice(0, keyCount)
      .map((type) => expression(type, { ...scope, subqueries: false }, 1, random));
    const items = columns.map((type, index) => keys[index] ?? aggregate(type, scope));
    const constant = keys.some((key) => !/[a-z]\d?\./.test(JSON.stringify(key)));
    const group = !keyed
      ? nothing
      : constant || random.chance(20)
        ? text('ALL')
        : random.chance(10)
          ? text(`ROLLUP (${keys.map((_, index) => index + 1).join(', ')})`)
          : text(keys.map((_, index) => index + 1).join(', '));
    const having = random.chance(25)
      ? tree(
          'infix',
          random.pick(['>', '=', '<=']),
          [aggregate('int', scope), text(random.pick(['0', '1', '2']))],
          'bool',
        )
      : nothing;
    return tree('select', '', [
      tree('items', '', items),
      source,
      where,
      group,
      having,
      nothing,
      nothing,
      nothing,
    ]);
  }

  function aggregate(type: Type, scope: Scope): Tree {
    const inner = { ...scope, subqueries: false };
    const of = (wantedType: Type, depth = 1) => expression(wantedType, inner, depth, random);
    const filter = random.chance(20) ? condition(inner, 1, random) : nothing;
    const distinct = random.chance(20) ? ' DISTINCT' : '';
    const call = (name: string, argument: Tree, order: Tree = nothing) =>
      tree('aggregate', name, [argument, filter, order], type);
    switch (type) {
      case 'int':
        return random.pick([
          () => call(`sum${distinct}`, of('int')),
          () => call(`count${distinct}`, of(random.pick(types))),
          () => call('count', text(random.pick(['*', '1']))),
          () => call(`${random.pick(['min', 'max'])}${distinct}`, of('int')),
          () => call('sum', tree('case', '', [of('bool'), of('int'), text('NULL')])),
          () => call('sum', of('int', 0), simple('int', inner, random)),
          () =>
            call(
              random.pick(['first', 'last', 'any_value']),
              of('int', 0),
              random.chance(60) ? simple('int', inner, random) : nothing,
            ),
          () =>
            call(
              random.pick(['arg_min', 'arg_max']),
              tree('items', '', [of('int', 0), simple('int', inner, random)]),
            ),
          () => call('count', tree('case', '', [of('bool'), text('1'), text('NULL')])),
        ])();
      case 'text':
        return random.pick([
          () => call(random.pick(['min', 'max']), of('text')),
          () => {
            const argument = of('text', 0);
            return call('string_agg', argument, random.chance(70) ? argument : nothing);
          },
        ])();
      case 'float':
        return random.pick([
          () => call('avg', of('int')),
          () => call(random.pick(['min', 'max']), of('float')),
        ])();
      case 'bool':
        return call(`${random.pick(['bool_and', 'bool_or'])}${distinct}`, of('bool'));
    }
  }

  function windowCall(type: Type, scope: Scope): Tree {
    const of = (wantedType: Type) => simple(wantedType, scope, random);
    const partition = random.chance(60) ? of('int') : nothing;
    const keys = random.chance(70)
      ? [of('int'), ...(random.chance(40) ? [of('int')] : [])].filter((key) => /\./.test(key.value))
      : [];
    const order =
      keys.length === 0
        ? nothing
        : tree(
            'items',
            '',
            keys.map((key) => text(`${key.value}${random.pick(['', '', ' DESC', ' NULLS FIRST'])}`)),
          );
    const frame = random.chance(35)
      ? ` ${random.pick([
          'ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
          'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
          'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
          'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
          'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW',
        ])}`
      : '';
    const filter = random.chance(15) ? tree('suffix', 'IS NOT NULL', [of('int')], 'bool') : nothing;
    const call = (name: string, argument: Tree, filtered: Tree = nothing) =>
      tree('window', `${name}${frame}`, [argument, partition, order, filtered], type);
    switch (type) {
      case 'int':
        return random.pick([
          () => call('sum', of('int'), filter),
          () => call('count', random.pick([text('*'), of('int')]), filter),
          () => call(random.pick(['row_number', 'rank', 'dense_rank']), nothing),
          () => call(random.pick(['lag', 'lead', 'first_value']), of('int')),
          () => call(random.pick(['min', 'max']), of('int'), filter),
        ])();
      case 'text':
        return call(random.pick(['min', 'max', 'lag']), of('text'));
      case 'float':
        return random.pick([() => call('avg', of('int')), () => call('cume_dist', nothing)])();
      case 'bool':
        return call('bool_or', of('bool'));
    }
  }

  interface Source {
    readonly source: Tree;
    readonly columns: readonly Column[];
  }

  function from(depth: number, outer: readonly Column[]): Source {
    const first = leaf(depth, outer);
    const joins = random.pick([0, 0, 1, 1, 1, 2]);
    let all = first;
    for (let count = 0; count < joins; count++) all = join(all, leaf(depth - 1, outer), depth, outer);
    return all;
  }

  function leaf(depth: number, outer: readonly Column[]): Source {
    const name = alias();
    if (depth > 0 && random.chance(25)) {
      const given = Array.from({ length: 1 + random.below(3) }, () => random.pick(types));
      return {
        source: tree('subquery', name, [query(given, random.chance(20) ? outer : [], depth - 1)]),
        columns: given.map((type, index) => ({ text: `${name}.c${index}`, type })),
      };
    }
    if (random.chance(5)) return rareLeaf(name);
    const table = random.pick(huntTables);
    return {
      source: tree('table', `${table.name} ${name}`),
      columns: table.columns.map(([column, type]) => ({ text: `${name}.${column}`, type })),
    };
  }

  function rareLeaf(name: string): Source {
    const [sql, given] = random.pick(rareSources);
    return {
      source: text(`(${sql}) ${name}`),
      columns: given.map((type, index) => ({ text: `${name}.c${index}`, type })),
    };
  }

  function join(left: Source, right: Source, depth: number, outer: readonly Column[]): Source {
    const columns = [...left.columns, ...right.columns];
    const word = random.pick([
      'JOIN',
      'JOIN',
      'JOIN',
      ',',
      'LEFT JOIN',
      'LEFT JOIN',
      'LEFT JOIN',
      'RIGHT JOIN',
      'FULL JOIN',
      'SEMI JOIN',
      'ANTI JOIN',
      'CROSS JOIN',
      'ASOF JOIN',
      'POSITIONAL JOIN',
    ]);
    if (word === ',' || word === 'CROSS JOIN' || (word === 'POSITIONAL JOIN' && random.chance(30)))
      return { source: tree('join', word, [left.source, right.source, nothing]), columns };
    const ints = (source: Source) => source.columns.filter((column) => column.type === 'int');
    const side = (source: Source) =>
      ints(source).length === 0 ? text('1') : text(random.pick(ints(source)).text, 'int');
    const scope: Scope = {
      columns,
      outer,
      subqueries: false,
      query: (wantedTypes, around) => query(wantedTypes, around, depth - 1),
    };
    const equal = tree(
      'infix',
      random.pick(['=', '=', '=', 'IS NOT DISTINCT FROM', '<']),
      [side(left), side(right)],
      'bool',
    );
    const on =
      word === 'ASOF JOIN'
        ? tree('infix', '>=', [side(left), side(right)])
        : random.chance(30)
          ? tree('infix', 'AND', [equal, condition(scope, 1, random)], 'bool')
          : equal;
    const joined = tree('join', word === 'POSITIONAL JOIN' ? 'JOIN' : word, [left.source, right.source, on]);
    return { source: joined, columns: word === 'SEMI JOIN' || word === 'ANTI JOIN' ? left.columns : columns };
  }
}

/** Sources that are seldom seen, and reach the operators that nothing else reaches. */
const rareSources: readonly (readonly [sql: string, types: readonly Type[]])[] = [
  ['SELECT i::INTEGER AS c0 FROM range(3) r(i)', ['int']],
  ['SELECT unnest([1, 2, NULL]) AS c0', ['int']],
  ['SELECT a AS c0, unnest([a, b]) AS c1 FROM t', ['int', 'int']],
  ["SELECT * FROM (VALUES (1, 'x'), (2, 'y'), (NULL, NULL)) v(c0, c1)", ['int', 'text']],
  [
    'SELECT x.a AS c0, l.n AS c1 FROM t x, LATERAL (SELECT max(y.b) AS n FROM u y WHERE y.a = x.a) l',
    ['int', 'int'],
  ],
  [
    'SELECT x.a AS c0, l.n AS c1 FROM t x, LATERAL (SELECT y.b AS n FROM u y WHERE y.a = x.a) l',
    ['int', 'int'],
  ],
  [
    'SELECT x.a AS c0, l.n AS c1 FROM t x LEFT JOIN LATERAL (SELECT y.b AS n FROM u y WHERE y.a = x.a) l ON true',
    ['int', 'int'],
  ],
  [
    'WITH RECURSIVE r(n) AS (SELECT a FROM t UNION SELECT n + 1 FROM r WHERE n < 4) SELECT n AS c0 FROM r',
    ['int'],
  ],
  [
    'WITH RECURSIVE r(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n AS c0 FROM r',
    ['int'],
  ],
  ['SELECT a AS c0 FROM t USING SAMPLE 50%', ['int']],
  [
    'SELECT c0, c1 FROM (PIVOT (SELECT a, b, c FROM t) ON b IN (0, 1) USING sum(c) GROUP BY a) p(c0, c1, c2)',
    ['int', 'int'],
  ],
  ['SELECT a AS c0 FROM u WHERE false', ['int']],
  ['SELECT a AS c0, list(b ORDER BY b)::VARCHAR AS c1 FROM u GROUP BY a', ['int', 'text']],
  ['SELECT a AS c0 FROM u WHERE random() BETWEEN 0.2 AND 0.8', ['int']],
  ['SELECT x.a AS c0, y.b AS c1 FROM t x POSITIONAL JOIN u y', ['int', 'int']],
  ['SELECT list_sum(list_transform([a, b], lambda e: e + 1))::INTEGER AS c0 FROM t', ['int']],
  ['SELECT coalesce(m.c0, 0) AS c0 FROM (SELECT NULL::INTEGER AS c0) m', ['int']],
  [
    'SELECT s.c0 FROM (SELECT DISTINCT n AS c0 FROM k UNION ALL (SELECT a FROM u UNION ALL SELECT b FROM w)) s',
    ['int'],
  ],
];
