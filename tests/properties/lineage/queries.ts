import { randomCondition, randomExpression, type Scope } from './expressions.ts';
import type { Random } from './random.ts';
import { type Column, type ColumnType, type Table, tables } from './tables.ts';

/** A SELECT statement and the columns that it gives, whose names are new. */
export interface Query {
  readonly sql: string;
  readonly columns: readonly Column[];
}

type Below = () => Query;
type Form = (below: Below, outer: readonly Column[]) => Query;

/** Makes queries over `from`; names never repeat within one. */
export function randomQuery(random: Random, depth = 3, from: readonly Table[] = tables): Query {
  let names = 0;
  const fresh = (prefix: string) => `${prefix}${names++}`;
  const forms: readonly Form[] = [
    project,
    project,
    project,
    filter,
    filter,
    join,
    join,
    join,
    aggregate,
    aggregate,
    window,
    distinct,
    setOperation,
    setOperation,
    limit,
    cte,
    recursive,
    lateral,
    unnest,
    values,
    pivot,
    pivot,
    window,
    unpivot,
    sample,
    ordered,
  ];
  return relation(depth, []);

  /** A statement that may read the `outer` columns of a query around it. */
  function relation(levels: number, outer: readonly Column[]): Query {
    if (levels <= 0) return scan(random.pick(from), outer);
    const below = () => relation(levels - 1 - random.below(2), outer);
    return random.pick(forms)(below, outer);
  }

  function scan(table: Table, outer: readonly Column[]): Query {
    const query = select(random.some(table.columns).map((column) => [column.name, column.type] as const));
    const where = outer.length > 0 && random.chance(0.8) ? ` WHERE ${correlation(table.columns, outer)}` : '';
    return { sql: `SELECT ${query.list} FROM ${table.name}${where}`, columns: query.columns };
  }

  function correlation(columns: readonly Column[], outer: readonly Column[]): string {
    const pairs = columns.flatMap((own) =>
      outer.filter((other) => other.type === own.type).map((other) => `${own.name} = ${other.name}`),
    );
    return pairs.length === 0 ? 'true' : random.pick(pairs);
  }

  /** Items with new names: their list in SQL and the columns that they give. */
  function select(items: readonly (readonly [sql: string, type: ColumnType])[]) {
    const columns = items.map(([, type]): Column => ({ name: fresh('c'), type }));
    return {
      columns,
      list: items.map(([sql], index) => `${sql} AS ${columns[index]!.name}`).join(', '),
    };
  }

  function scopeOf(columns: readonly Column[], outer: readonly Column[], levels = 1): Scope {
    const readable = [...columns, ...outer];
    const inner = () => relation(random.below(levels), random.chance(0.7) ? columns : []);
    return {
      columns: random.chance(0.2) ? readable : columns,
      scalar(type) {
        const query = inner();
        const own = query.columns.filter((column) => column.type === type);
        if (own.length === 0) return `(SELECT ${constant(type)})`;
        const value = random.pick(own).name;
        switch (type) {
          case 'int':
            return random.pick([
              `(SELECT ${random.pick(['max', 'min', 'sum', 'count'])}(${value})::INTEGER FROM (${query.sql}))`,
              `(SELECT ${value} FROM (${query.sql}) ORDER BY ALL LIMIT 1)`,
            ]);
          case 'list':
          case 'struct':
            return `(SELECT ${value} FROM (${query.sql}) ORDER BY ALL LIMIT 1)`;
          default:
            return `(SELECT ${random.pick(['max', 'min'])}(${value}) FROM (${query.sql}))`;
        }
      },
      existing: () => inner().sql,
      members(type) {
        const query = inner();
        const own = query.columns.filter((column) => column.type === type);
        return own.length === 0
          ? `SELECT ${constant(type)}`
          : `SELECT ${random.pick(own).name} FROM (${query.sql})`;
      },
    };
  }

  function constant(type: ColumnType): string {
    return { int: '2', text: "'b'", date: "DATE '2020-01-02'", list: '[1]', struct: "{'x': 1, 'y': 'p'}" }[
      type
    ];
  }

  function keyColumns(columns: readonly Column[]): readonly Column[] {
    return columns.filter((column) => column.type !== 'list' && column.type !== 'struct');
  }

  function pass(query: Query, from = `(${query.sql})`, columns = query.columns) {
    const made = select(random.some(columns).map((column) => [column.name, column.type] as const));
    return { sql: `SELECT ${made.list} FROM ${from}`, columns: made.columns };
  }

  function project(below: Below, outer: readonly Column[]): Query {
    const input = below();
    const scope = scopeOf(input.columns, outer);
    const types = Array.from({ length: random.below(4) + 1 }, () =>
      random.pick(['int', 'int', 'text', 'date', 'list', 'struct'] as const),
    );
    const made = select(types.map((type) => [randomExpression(type, scope, 2, random), type] as const));
    return { sql: `SELECT ${made.list} FROM (${input.sql})`, columns: made.columns };
  }

  function filter(below: Below, outer: readonly Column[]): Query {
    const input = below();
    const made = pass(input);
    return { ...made, sql: `${made.sql} WHERE ${randomCondition(scopeOf(input.columns, outer), 2, random)}` };
  }

  function join(below: Below, outer: readonly Column[]): Query {
    const left = below();
    const right = below();
    const both = [...left.columns, ...right.columns];
    const type = random.pick([
      'JOIN',
      'LEFT JOIN',
      'LEFT JOIN',
      'RIGHT JOIN',
      'FULL JOIN',
      'SEMI JOIN',
      'ANTI JOIN',
      'CROSS JOIN',
      'POSITIONAL JOIN',
      'ASOF JOIN',
      'ASOF LEFT JOIN',
      'ASOF RIGHT JOIN',
    ]);
    const equal = correlation(keyColumns(left.columns), keyColumns(right.columns));
    if (type.startsWith('ASOF')) {
      const x = keyColumns(left.columns).find((column) => column.type === 'int');
      const y = keyColumns(right.columns).find((column) => column.type === 'int');
      if (x === undefined || y === undefined) return filter(below, outer);
      const on = equal === 'true' ? '' : `${equal} AND `;
      return pass(left, `(${left.sql}) ${type} (${right.sql}) ON ${on}${x.name} >= ${y.name}`, both);
    }
    const on = random.pick([
      equal,
      equal,
      `${equal} AND ${randomCondition(noSubqueries(both), 0, random)}`,
      randomCondition(noSubqueries(both), 1, random),
    ]);
    const without = type === 'CROSS JOIN' || type === 'POSITIONAL JOIN';
    const half = type === 'SEMI JOIN' || type === 'ANTI JOIN';
    return pass(
      left,
      `(${left.sql}) ${type} (${right.sql})${without ? '' : ` ON ${on}`}`,
      half ? left.columns : both,
    );
  }

  function noSubqueries(columns: readonly Column[]): Scope {
    return {
      columns,
      scalar: constant,
      existing: () => 'SELECT 1',
      members: (type) => `SELECT ${constant(type)}`,
    };
  }

  function aggregate(below: Below, outer: readonly Column[]): Query {
    const input = below();
    const scope = scopeOf(input.columns, outer, 0);
    const keys = random.chance(0.25) ? [] : random.some(keyColumns(input.columns)).slice(0, 3);
    const usable = keys.filter((key) => key !== undefined);
    const int = () => randomExpression('int', scope, 1, random);
    const filtered = () => (random.chance(0.3) ? ` FILTER (WHERE ${randomCondition(scope, 0, random)})` : '');
    const calls: (() => readonly [string, ColumnType])[] = [
      () => [`(sum(${int()})${filtered()})::INTEGER`, 'int'],
      () => [`max(${int()})${filtered()}`, 'int'],
      () => [`(count(*)${filtered()})::INTEGER`, 'int'],
      () => [`(count(DISTINCT ${int()}))::INTEGER`, 'int'],
      () => [`min(${randomExpression('date', scope, 1, random)})`, 'date'],
      () => [
        `string_agg(${randomExpression('text', scope, 1, random)}, ',' ORDER BY ${int()}, ${randomExpression('text', scope, 0, random)})`,
        'text',
      ],
      () => [`list_sort(list(${int()})${filtered()})`, 'list'],
      () => [`first(${int()} ORDER BY ${int()})`, 'int'],
      () => [`any_value(${int()})`, 'int'],
      () => [`arg_max(${int()}, ${int()})`, 'int'],
      () => [`quantile_disc(${int()}, 0.5)`, 'int'],
    ];
    const items: (readonly [string, ColumnType])[] = [
      ...random
        .some([...usable, ...usable])
        .filter((key) => key !== undefined)
        .map((key) => [key.name, key.type] as const),
      ...Array.from({ length: random.below(3) + 1 }, () => random.pick(calls)()),
    ];
    const grouping =
      usable.length === 0
        ? ''
        : random.pick([
            ` GROUP BY ${namesOf(usable)}`,
            ` GROUP BY ${namesOf(usable)}`,
            ` GROUP BY ROLLUP (${namesOf(usable)})`,
            ` GROUP BY CUBE (${namesOf(usable)})`,
            ` GROUP BY GROUPING SETS ((${namesOf(usable)}), ())`,
          ]);
    if (grouping.includes('ROLLUP')) items.push([`grouping(${usable[0]!.name})::INTEGER`, 'int']);
    const made = select(items);
    const having = random.chance(0.2) ? ` HAVING max(${int()}) ${random.pick(['>', '<'])} 2` : '';
    return { sql: `SELECT ${made.list} FROM (${input.sql})${grouping}${having}`, columns: made.columns };
  }

  function namesOf(columns: readonly Column[]): string {
    return columns.map((column) => column.name).join(', ');
  }

  function window(below: Below, outer: readonly Column[]): Query {
    const input = below();
    const scope = scopeOf(input.columns, outer, 0);
    const int = () => randomExpression('int', scope, 1, random);
    const over = (frame: string) => {
      const partition = random.chance(0.6) ? `PARTITION BY ${int()} ` : '';
      const order = `ORDER BY ${int()}, ${namesOf(input.columns)}`;
      return `OVER (${partition}${order}${frame})`;
    };
    const frames = [
      '',
      ' ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
      ' ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW',
      ' GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING',
      ` ROWS BETWEEN ${random.below(2)} PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES`,
    ];
    const calls = [
      () => `(row_number() ${over('')})::INTEGER`,
      () => `(rank() OVER (ORDER BY ${int()}))::INTEGER`,
      () => `(dense_rank() OVER (PARTITION BY ${int()} ORDER BY ${int()}))::INTEGER`,
      () => `(ntile(2) ${over('')})::INTEGER`,
      () => `(100 * cume_dist() OVER (ORDER BY ${int()}))::INTEGER`,
      () => `(100 * percent_rank() OVER (ORDER BY ${int()}))::INTEGER`,
      () => `(sum(${int()}) ${over(random.pick(frames))})::INTEGER`,
      () => `(sum(${int()}) FILTER (WHERE ${randomCondition(scope, 0, random)}) ${over('')})::INTEGER`,
      () => `(count(DISTINCT ${int()}) OVER (PARTITION BY ${int()}))::INTEGER`,
      () => `lag(${int()}, ${random.below(2) + 1}, ${int()}) ${over('')}`,
      () => `lead(${int()}) ${over('')}`,
      () => `first_value(${int()}) ${over(random.pick(frames))}`,
      () => `last_value(${int()} IGNORE NULLS) ${over('')}`,
      () => `nth_value(${int()}, 2) ${over(random.pick(frames))}`,
      () => `(max(${int()}) OVER (ORDER BY ${int()} RANGE BETWEEN 1 PRECEDING AND CURRENT ROW))::INTEGER`,
      () => `first_value(${int()} ORDER BY ${int()}, ${namesOf(input.columns)}) OVER (PARTITION BY ${int()})`,
      () => `nth_value(${int()}, 1) ${over('')}`,
      () => `(fill((${int()})::DOUBLE) OVER (ORDER BY ${int()}))::INTEGER`,
    ];
    const made = select([
      ...random.some(input.columns).map((column) => [column.name, column.type] as const),
      ...Array.from({ length: random.below(2) + 1 }, () => [random.pick(calls)(), 'int'] as const),
    ]);
    const qualify = random.chance(0.2) ? ` QUALIFY ${random.pick(calls.slice(0, 3))()} = 1` : '';
    return { sql: `SELECT ${made.list} FROM (${input.sql})${qualify}`, columns: made.columns };
  }

  function distinct(below: Below): Query {
    const input = below();
    const made = pass(input);
    if (random.chance(0.5)) return { ...made, sql: made.sql.replace('SELECT', 'SELECT DISTINCT') };
    const keys = random.some(made.columns);
    return {
      ...made,
      sql: `${made.sql.replace('SELECT', `SELECT DISTINCT ON (${namesOf(keys)})`)} ORDER BY ALL`,
    };
  }

  function setOperation(below: Below): Query {
    const [first, second] = [below(), below()];
    const pairs = first.columns.flatMap((column) => {
      const partner = second.columns.find((other) => other.type === column.type);
      return partner === undefined ? [] : [[column, partner] as const];
    });
    if (pairs.length === 0) return pass(first);
    const chosen = random.some(pairs);
    const columns = chosen.map(([column]): Column => ({ name: fresh('c'), type: column.type }));
    const arm = (query: Query, side: 0 | 1, order: readonly number[]) =>
      `SELECT ${order.map((index) => `${chosen[index]![side].name} AS ${columns[index]!.name}`).join(', ')} FROM (${query.sql})`;
    const straight = columns.map((_, index) => index);
    const operation = random.pick([
      'UNION ALL',
      'UNION ALL',
      'UNION',
      'EXCEPT',
      'EXCEPT ALL',
      'INTERSECT',
      'INTERSECT ALL',
      'UNION ALL BY NAME',
    ]);
    const order = operation.endsWith('NAME') ? random.shuffled(straight) : straight;
    return { sql: `${arm(first, 0, straight)} ${operation} ${arm(second, 1, order)}`, columns };
  }

  function limit(below: Below, outer: readonly Column[]): Query {
    const input = below();
    const made = pass(input);
    const keys = random
      .some(made.columns)
      .map((column) => `${column.name}${random.pick(['', ' DESC', ' NULLS FIRST'])}`);
    const rest = made.columns.map((column) => column.name);
    const count = random.pick(['2', '1', '50%', '1 OFFSET 1', scopeOf([], outer).scalar('int')]);
    return {
      ...made,
      sql: `SELECT * FROM (${made.sql}) ORDER BY ${[...keys, ...rest].join(', ')} LIMIT ${count}`,
    };
  }

  function cte(below: Below): Query {
    const input = below();
    const [name, x, y] = [fresh('w'), fresh('x'), fresh('y')];
    const key = correlation(
      keyColumns(input.columns).map((column) => ({ ...column, name: `${x}.${column.name}` })),
      keyColumns(input.columns).map((column) => ({ ...column, name: `${y}.${column.name}` })),
    );
    const both = [x, y].flatMap((alias) =>
      input.columns.map((column) => ({ ...column, name: `${alias}.${column.name}` })),
    );
    const made = pass(input, `${name} ${x} JOIN ${name} ${y} ON ${key}`, both);
    const materialized = random.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED ']);
    return { ...made, sql: `WITH ${name} AS ${materialized}(${input.sql}) ${made.sql}` };
  }

  function recursive(below: Below): Query {
    const input = below();
    const ints = input.columns.filter((column) => column.type === 'int');
    if (ints.length === 0) return pass(input);
    const [first, second] = [random.pick(ints), random.pick(ints)];
    const table = random.pick(from);
    const name = fresh('w');
    const [a, b] = [fresh('c'), fresh('c')];
    const step = random.pick([
      `SELECT ${b}, ${a}, n + 1 FROM ${name} WHERE n < 2`,
      `SELECT ${a} + 1, ${b}, n + 1 FROM ${name} WHERE n < 2 AND ${a} < 3`,
      `SELECT ${table.name}_a, ${b} + ${table.name}_b, n + 1 FROM ${name} JOIN ${table.name} ON ${a} = ${table.name}_k WHERE n < 2`,
    ]);
    const union = random.pick(['UNION ALL', 'UNION']);
    const columns: Column[] = [
      { name: a, type: 'int' },
      { name: b, type: 'int' },
    ];
    const all = `WITH RECURSIVE ${name}(${a}, ${b}, n) AS (SELECT ${first.name}, ${second.name}, 0 FROM (${input.sql}) ${union} ${step})`;
    return { sql: `${all} SELECT ${a}, ${b} FROM ${name}`, columns };
  }

  function lateral(below: Below): Query {
    const left = below();
    const right = relation(random.below(2), left.columns);
    const kind = random.pick([', LATERAL', ' LEFT JOIN LATERAL', ' JOIN LATERAL']);
    const on = kind.startsWith(',') ? '' : ' ON true';
    return pass(left, `(${left.sql})${kind} (${right.sql}) ${fresh('q')}${on}`, [
      ...left.columns,
      ...right.columns,
    ]);
  }

  function unnest(below: Below): Query {
    const input = below();
    const list = input.columns.find((column) => column.type === 'list');
    const int = input.columns.find((column) => column.type === 'int');
    const other = random.some(input.columns).map((column) => [column.name, column.type] as const);
    const alias = fresh('q');
    if (list !== undefined && random.chance(0.5)) {
      const made = select([[`unnest(${list.name})`, 'int'], ...other]);
      return { sql: `SELECT ${made.list} FROM (${input.sql})`, columns: made.columns };
    }
    if (list !== undefined) {
      const made = select([[`${alias}.e`, 'int'], ...other]);
      return {
        sql: `SELECT ${made.list} FROM (${input.sql}), unnest(${list.name}) ${alias}(e)`,
        columns: made.columns,
      };
    }
    if (int !== undefined) {
      const made = select([[`${alias}.e::INTEGER`, 'int'], ...other]);
      return {
        sql: `SELECT ${made.list} FROM (${input.sql}), range(coalesce(${int.name}, 1) % 3) ${alias}(e)`,
        columns: made.columns,
      };
    }
    const made = select([[`${alias}.e::INTEGER`, 'int'], ...other]);
    return { sql: `SELECT ${made.list} FROM (${input.sql}), range(2) ${alias}(e)`, columns: made.columns };
  }

  function values(below: Below): Query {
    const input = below();
    const int = input.columns.find((column) => column.type === 'int');
    const alias = fresh('q');
    const rows = int === undefined ? '(1), (2)' : `(${int.name}), (2), (${int.name} + 1)`;
    const made = select([
      [`${alias}.e`, 'int'],
      ...random.some(input.columns).map((column) => [column.name, column.type] as const),
    ]);
    return {
      sql: `SELECT ${made.list} FROM (${input.sql}), LATERAL (VALUES ${rows}) ${alias}(e)`,
      columns: made.columns,
    };
  }

  function pivot(below: Below): Query {
    const input = below();
    const value = input.columns.find((column) => column.type === 'int');
    const key = input.columns.find(
      (column) => column !== value && column.type !== 'list' && column.type !== 'struct',
    );
    const on = input.columns.find(
      (column) => column !== value && column !== key && (column.type === 'text' || column.type === 'int'),
    );
    if (value === undefined || key === undefined || on === undefined) return pass(input);
    const many = on.type === 'int' && random.chance(0.7);
    const all =
      on.type === 'text'
        ? ["'a'", "'b'"]
        : Array.from({ length: many ? 24 : 2 }, (_, index) => String(index));
    const call = random.pick(['sum', 'max', 'count']);
    const made = select([
      [key.name, key.type],
      ['p1::INTEGER', 'int'],
      ['p2::INTEGER', 'int'],
    ]);
    const named = all.map((item, index) => `${item} AS p${index + 1}`).join(', ');
    return {
      sql: `SELECT ${made.list} FROM (${input.sql}) PIVOT (${call}(${value.name}) FOR ${on.name} IN (${named}) GROUP BY ${key.name})`,
      columns: made.columns,
    };
  }

  function unpivot(below: Below): Query {
    const input = below();
    const ints = input.columns.filter((column) => column.type === 'int').slice(0, 3);
    if (ints.length < 2) return pass(input);
    const nulls = random.chance(0.5) ? ' INCLUDE NULLS' : '';
    const [name, value] = [fresh('c'), fresh('c')];
    const rest = input.columns.filter((column) => !ints.includes(column));
    const made = select([
      [value, 'int'],
      [name, 'text'],
      ...rest.map((column) => [column.name, column.type] as const),
    ]);
    return {
      sql: `SELECT ${made.list} FROM (${input.sql}) UNPIVOT${nulls} (${value} FOR ${name} IN (${namesOf(ints)}))`,
      columns: made.columns,
    };
  }

  function sample(below: Below): Query {
    const made = pass(below());
    return { ...made, sql: `${made.sql} USING SAMPLE reservoir(${random.below(3) + 1} ROWS) REPEATABLE (7)` };
  }

  function ordered(below: Below): Query {
    const input = below();
    const int = input.columns.find((column) => column.type === 'int');
    if (int === undefined) return pass(input);
    const made = select([
      [`list(${int.name})`, 'list'],
      [`string_agg(${int.name}::VARCHAR)`, 'text'],
    ]);
    return {
      sql: `SELECT ${made.list} FROM (SELECT * FROM (${input.sql}) ORDER BY ${namesOf(random.shuffled(input.columns))})`,
      columns: made.columns,
    };
  }
}
