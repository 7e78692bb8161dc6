import { type Column, nothing, plainSelect, type Tree, text, tree } from './query-tree.ts';
import type { Random } from './random.ts';
import type { Type } from './tables.ts';

/** What an expression may stand on: columns, those of queries around, and whether it may hold a subquery. */
export interface Scope {
  readonly columns: readonly Column[];
  readonly outer: readonly Column[];
  readonly subqueries: boolean;
  /** Makes a subquery over `scope` that gives these types. */
  readonly query: (types: readonly Type[], outer: readonly Column[]) => Tree;
}

export function expression(type: Type, scope: Scope, depth: number, random: Random): Tree {
  if (depth <= 0 || random.chance(25)) return simple(type, scope, random);
  const of = (wanted: Type) => expression(wanted, scope, depth - 1, random);
  const general = random.below(14);
  if (general === 0)
    return tree('case', '', [of('bool'), of(type), random.chance(40) ? text('NULL') : of(type)], type);
  if (general === 1) return tree('call', 'coalesce', [of(type), of(type)], type);
  if (general === 2) return tree('call', 'nullif', [of(type), of(type)], type);
  if (general === 3) return tree('call', 'if', [of('bool'), of(type), of(type)], type);
  if (general === 4 && scope.subqueries && depth > 1)
    return tree('scalar', '', [scalar(type, scope, random)], type);
  if (general === 5) {
    const value = of(type);
    const other = of(type);
    const test = random.chance(50) ? 'IS NULL' : 'IS NOT NULL';
    const [yes, no] = test === 'IS NULL' ? [other, value] : [value, other];
    return tree('case', '', [tree('suffix', test, [value], 'bool'), yes, no], type);
  }
  switch (type) {
    case 'int':
      return integer(of, random);
    case 'text':
      return random.pick([
        () => tree('infix', '||', [of('text'), of('text')], type),
        () => tree('call', 'upper', [of('text')], type),
        () => tree('cast', 'VARCHAR', [of('int')], type),
      ])();
    case 'float':
      return random.pick([
        () => tree('infix', random.pick(['+', '*', '-']), [of('float'), of('float')], type),
        () => tree('cast', 'DOUBLE', [of('int')], type),
      ])();
    case 'bool':
      return condition(scope, depth, random);
  }
}

function integer(of: (type: Type) => Tree, random: Random): Tree {
  return random.pick([
    () => tree('infix', random.pick(['+', '+', '-', '*']), [of('int'), of('int')], 'int'),
    () => tree('prefix', '-', [of('int')], 'int'),
    () =>
      tree(
        'cast',
        'INTEGER',
        [tree('cast', random.pick(['BIGINT', 'VARCHAR', 'DOUBLE']), [of('int')])],
        'int',
      ),
    () => tree('call', random.pick(['abs', 'try', 'try']), [of('int')], 'int'),
    () => tree('call', random.pick(['greatest', 'least', 'xor']), [of('int'), of('int')], 'int'),
    () => tree('call', 'length', [of('text')], 'int'),
    () => tree('infix', '%', [of('int'), text('2')], 'int'),
    () => tree('cast', 'INTEGER', [of('bool')], 'int'),
  ])();
}

function scalar(type: Type, scope: Scope, random: Random): Tree {
  // One row for sure: an aggregate, or a look-up by key.
  const correlated = random.chance(60) ? [...scope.columns, ...scope.outer] : [];
  const inner = scope.query([type], correlated);
  if (inner.kind !== 'select' || random.chance(30))
    return plainSelect(
      [
        tree('items', '', [tree('aggregate', 'max', [text('z.c0'), nothing, nothing])]),
        tree('subquery', 'z', [inner]),
      ],
      type,
    );
  const ints = correlated.filter((column) => column.type === 'int');
  if (type === 'int' && ints.length > 0 && random.chance(60)) {
    const key = random.pick(ints).text;
    return plainSelect(
      [
        tree('items', '', [text(`zk.${random.pick(['a', 'n', 'id'])}`)]),
        text('k zk'),
        text(`zk.id = ${key}`),
      ],
      type,
    );
  }
  const [items, ...rest] = inner.parts;
  if (rest[2]?.kind !== 'nothing' || inner.value !== '')
    return plainSelect(
      [
        tree('items', '', [tree('aggregate', 'min', [text('z.c0'), nothing, nothing])]),
        tree('subquery', 'z', [inner]),
      ],
      type,
    );
  const aggregate = tree('aggregate', random.pick(['max', 'min']), [items!.parts[0]!, nothing, nothing]);
  return {
    ...inner,
    parts: [tree('items', '', [aggregate]), ...rest.slice(0, 2), ...Array.from({ length: 5 }, () => nothing)],
  };
}

export function simple(type: Type, scope: Scope, random: Random): Tree {
  const own = scope.columns.filter((column) => column.type === type);
  const around = scope.outer.filter((column) => column.type === type);
  if (around.length > 0 && random.chance(30)) return text(random.pick(around).text, type);
  if (own.length > 0 && random.chance(75)) return text(random.pick(own).text, type);
  if (random.chance(8)) return tree('cast', sqlTypes[type], [text('NULL')], type);
  return text(random.pick(constants[type]), type);
}

export function condition(scope: Scope, depth: number, random: Random): Tree {
  const of = (wanted: Type) => expression(wanted, scope, depth - 1, random);
  const type: Type = random.pick(['int', 'int', 'int', 'text', 'float', 'bool']);
  const compared = () =>
    tree('infix', random.pick(['=', '=', '<>', '<', '>', '<=', '>=']), [of(type), of(type)], 'bool');
  if (depth <= 0)
    return tree(
      'infix',
      random.pick(['=', '<', '>']),
      [simple('int', scope, random), simple('int', scope, random)],
      'bool',
    );
  const inner = () => condition(scope, depth - 1, random);
  return random.pick([
    compared,
    compared,
    () => tree('infix', random.pick(['AND', 'OR']), [inner(), inner()], 'bool'),
    () => tree('prefix', 'NOT', [inner()], 'bool'),
    () => tree('suffix', random.pick(['IS NULL', 'IS NOT NULL']), [of(type)], 'bool'),
    () =>
      tree('infix', random.pick(['IS DISTINCT FROM', 'IS NOT DISTINCT FROM']), [of(type), of(type)], 'bool'),
    () => tree('in', random.pick(['IN', 'NOT IN']), [of('int'), of('int'), of('int')], 'bool'),
    () => tree('between', '', [of('int'), of('int'), of('int')], 'bool'),
    () => tree('infix', random.pick(['=', '<>']), [inner(), text(random.pick(['true', 'false']))], 'bool'),
    () => tree('suffix', random.pick(['IS TRUE', 'IS NOT FALSE']), [inner()], 'bool'),
    () => tree('call', 'coalesce', [inner(), text('false')], 'bool'),
    () =>
      tree(
        'infix',
        random.pick(['=', '<', '<>']),
        [
          tree('cast', 'BIGINT', [of('int')]),
          random.chance(50) ? tree('cast', 'BIGINT', [of('int')]) : text('5'),
        ],
        'bool',
      ),
    () =>
      tree(
        'infix',
        random.pick(['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE']),
        [of('text'), text(random.pick(["'x%'", "'_'"]))],
        'bool',
      ),
    () => (scope.subqueries && depth > 1 ? subqueryCondition(scope, random) : compared()),
    () => (scope.subqueries && depth > 1 ? subqueryCondition(scope, random) : compared()),
  ])();
}

function subqueryCondition(scope: Scope, random: Random): Tree {
  const outer = random.chance(50) ? [...scope.columns, ...scope.outer] : [];
  if (random.chance(50))
    return tree('exists', random.pick(['EXISTS', 'NOT EXISTS']), [scope.query(['int'], outer)], 'bool');
  return tree(
    'in_query',
    random.pick(['IN', 'NOT IN']),
    [simple('int', scope, random), scope.query(['int'], outer)],
    'bool',
  );
}

const constants: Readonly<Record<Type, readonly string[]>> = {
  int: ['0', '1', '2', '3'],
  text: ["'x'", "'y'", "''"],
  float: ['0.5::DOUBLE', '2.0::DOUBLE'],
  bool: ['true', 'false'],
};

const sqlTypes: Readonly<Record<Type, string>> = {
  int: 'INTEGER',
  text: 'VARCHAR',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
};
