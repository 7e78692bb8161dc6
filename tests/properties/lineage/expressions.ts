import type { Random } from './random.ts';
import type { Column, ColumnType } from './tables.ts';

/** What an expression may read, and how a subquery over the tables is made that may read it too. */
export interface Scope {
  readonly columns: readonly Column[];
  /** A scalar subquery of that type. */
  readonly scalar: (type: ColumnType) => string;
  /** What comes after EXISTS. */
  readonly existing: () => string;
  /** What comes after IN, for a value of that type. */
  readonly members: (type: ColumnType) => string;
}

/** An expression of `type` as SQL. */
export function randomExpression(type: ColumnType, scope: Scope, depth: number, random: Random): string {
  const own = scope.columns.filter((column) => column.type === type);
  const column = () => (own.length > 0 ? random.pick(own).name : literal(type, random));
  if (depth <= 0 || random.chance(0.35)) return random.chance(0.9) ? column() : literal(type, random);
  const e = (of: ColumnType) => randomExpression(of, scope, depth - 1, random);
  const condition = () => randomCondition(scope, depth - 1, random);
  const common = [
    () => `CASE WHEN ${condition()} THEN ${e(type)} ELSE ${e(type)} END`,
    () => `COALESCE(${e(type)}, ${e(type)})`,
    () => `NULLIF(${e(type)}, ${e(type)})`,
    () => `if(${condition()}, ${e(type)}, ${e(type)})`,
    () => scope.scalar(type),
  ];
  const forms: Readonly<Record<ColumnType, readonly (() => string)[]>> = {
    int: [
      () => `(${e('int')} + ${e('int')})`,
      () => `(${e('int')} - ${e('int')})`,
      () => `length(${e('text')})::INTEGER`,
      () => `abs(${e('int')})`,
      () => `greatest(${e('int')}, ${e('int')})`,
      () => `(${e('struct')}).x`,
      () => `(${e('list')})[1]`,
      () => `list_sum(${e('list')})::INTEGER`,
      () => `len(${e('list')})::INTEGER`,
      () => `day(${e('date')})::INTEGER`,
      () => `TRY(1 // nullif(${e('int')}, 0))::INTEGER`,
      () => `(${condition()})::INTEGER`,
      () => `list_reduce([0, 1], lambda p, q: p + q + ${column()})::INTEGER`,
    ],
    text: [
      () => `(${e('text')} || ${e('text')})`,
      () => `upper(${e('text')})`,
      () => `(${e('struct')}).y`,
      () => `(${e('int')})::VARCHAR`,
      () => `left(md5(${e('text')}), 3)`,
      () => `(${e('date')})::VARCHAR`,
    ],
    date: [() => `(${e('date')} + ${random.below(3)})`, () => `greatest(${e('date')}, ${e('date')})`],
    list: [
      () => `[${e('int')}, ${e('int')}]`,
      () => `list_transform(${e('list')}, lambda x: x + ${column2('int', scope, random)})`,
      () => `list_filter(${e('list')}, lambda x: x > ${column2('int', scope, random)})`,
      () => `[y + 1 FOR y IN ${e('list')} IF y < ${column2('int', scope, random)}]`,
      () => `list_sort(${e('list')})`,
    ],
    struct: [
      () => `{'x': ${e('int')}, 'y': ${e('text')}}`,
      () => `struct_pack(x := ${e('int')}, y := ${e('text')})`,
    ],
  };
  return random.pick([...forms[type], ...forms[type], ...common])();
}

function column2(type: ColumnType, scope: Scope, random: Random): string {
  const own = scope.columns.filter((column) => column.type === type);
  return own.length > 0 ? random.pick(own).name : literal(type, random);
}

/** A condition as SQL. */
export function randomCondition(scope: Scope, depth: number, random: Random): string {
  const type = random.pick(['int', 'int', 'text', 'date'] as const);
  const e = (of: ColumnType = type) => randomExpression(of, scope, Math.min(depth, 1), random);
  const simple = [
    () => `${e()} ${random.pick(['=', '<>', '<', '>', '<=', '>='])} ${e()}`,
    () => `${e()} IS ${random.pick(['', 'NOT '])}NULL`,
    () => `${e()} IS ${random.pick(['', 'NOT '])}DISTINCT FROM ${e()}`,
    () => `${e('int')} BETWEEN ${e('int')} AND ${e('int')}`,
    () => `${e('int')} ${random.pick(['', 'NOT '])}IN (1, ${e('int')}, 3)`,
    () => `${e('text')} LIKE 'a%'`,
  ];
  if (depth <= 0) return random.pick(simple)();
  const c = () => randomCondition(scope, depth - 1, random);
  return random.pick([
    ...simple,
    ...simple,
    () => `(${c()} ${random.pick(['AND', 'OR'])} ${c()})`,
    () => `NOT (${c()})`,
    () => `${random.pick(['', 'NOT '])}EXISTS (${scope.existing()})`,
    () => `${e()} ${random.pick(['', 'NOT '])}IN (${scope.members(type)})`,
    () => `${e()} ${random.pick(['> ALL', '= ANY', '<= ANY'])} (${scope.members(type)})`,
  ])();
}

export function literal(type: ColumnType, random: Random): string {
  switch (type) {
    case 'int':
      return String(random.below(5));
    case 'text':
      return random.pick(["'a'", "'b'"]);
    case 'date':
      return `DATE '2020-01-0${random.below(5) + 1}'`;
    case 'list':
      return '[1, 2]';
    case 'struct':
      return "{'x': 1, 'y': 'p'}";
  }
}
