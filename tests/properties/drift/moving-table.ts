import type { FirebirdDatabase } from '../../support/firebird.ts';

type Value = string | number | null;

interface Column {
  name: string;
  /** How far its family of types has been widened. */
  width: number;
  family: Family;
  required: boolean;
}

const families = {
  whole: ['SMALLINT', 'INTEGER', 'BIGINT'],
  decimal: ['NUMERIC(9,2)', 'NUMERIC(18,2)', 'NUMERIC(18,4)'],
  text: ['VARCHAR(20)', 'VARCHAR(60)'],
  day: ['DATE', 'TIMESTAMP'],
} as const;
type Family = keyof typeof families;

/** A table of a real database whose schema and rows change at random, and what it holds as plain values. */
export interface MovingTable {
  readonly columns: readonly Column[];
  /** By id. */
  readonly rows: ReadonlyMap<number, ReadonlyMap<string, Value>>;
  /** Changes schema and rows; says what it did. */
  move(): string;
}

/** The same numbers for the same seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_769 + 1;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

export function movingTable(database: FirebirdDatabase, random: (below: number) => number): MovingTable {
  const columns: Column[] = [
    { name: 'NAME', width: 0, family: 'text', required: false },
    { name: 'AMOUNT', width: 0, family: 'decimal', required: false },
    { name: 'QTY', width: 0, family: 'whole', required: true },
    { name: 'BORN', width: 0, family: 'day', required: false },
  ];
  const rows = new Map<number, Map<string, Value>>();
  const former: string[] = [];
  let fresh = 0;
  const typeOf = ({ family, width }: Column) => families[family][width]!;
  const drawn = ({ family }: Column): Value => {
    switch (family) {
      case 'whole':
        return random(1000);
      case 'decimal':
        return random(100_000) / 100;
      case 'text':
        return `t${random(10_000)}`;
      case 'day':
        return `2026-0${1 + random(9)}-1${random(10)}`;
    }
  };
  const sqlOf = (value: Value) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`;
  const insert = (): string => {
    const id = rows.size === 0 ? 1 : Math.max(...rows.keys()) + 1;
    const row = new Map(
      columns.map((column) => [column.name, column.required || random(4) > 0 ? drawn(column) : null]),
    );
    rows.set(id, row);
    const names = ['ID', ...row.keys()].map((name) => `"${name}"`);
    return `insert into ORDERS (${names.join(', ')}) values (${[id, ...row.values()].map(sqlOf).join(', ')});`;
  };
  const setAll = (column: Column, ids: readonly number[]): string[] =>
    ids.map((id) => {
      const value = drawn(column);
      rows.get(id)!.set(column.name, value);
      return `update ORDERS set "${column.name}" = ${sqlOf(value)} where ID = ${id};`;
    });
  const some = (): number[] => [...rows.keys()].filter(() => random(3) > 0);
  const pick = (): Column => columns[random(columns.length)]!;
  const add = (): string[] => {
    const again = former.length > 0 && random(3) === 0 ? former.splice(random(former.length), 1)[0]! : null;
    fresh += 1;
    const family = (Object.keys(families) as Family[])[random(4)]!;
    const column: Column = { name: again ?? `C${fresh}`, width: 0, family, required: false };
    columns.push(column);
    for (const row of rows.values()) row.set(column.name, null);
    return [
      `alter table ORDERS add "${column.name}" ${typeOf(column)};`,
      'commit;',
      ...setAll(column, some()),
    ];
  };
  const drop = (column: Column): string[] => {
    columns.splice(columns.indexOf(column), 1);
    former.push(column.name);
    for (const row of rows.values()) row.delete(column.name);
    return [`alter table ORDERS drop "${column.name}";`];
  };

  const changes: readonly (() => readonly [what: string, sql: readonly string[]])[] = [
    () => ['add', add()],
    () => (columns.length < 2 ? ['add', add()] : ['drop', drop(pick())]),
    () => {
      const column = pick();
      fresh += 1;
      const to = `R${fresh}`;
      const sql = `alter table ORDERS alter column "${column.name}" to "${to}";`;
      for (const row of rows.values()) {
        row.set(to, row.get(column.name) ?? null);
        row.delete(column.name);
      }
      former.push(column.name);
      column.name = to;
      return ['rename', [sql]];
    },
    () => {
      const column = pick();
      if (column.width + 1 >= families[column.family].length) return ['add', add()];
      column.width += 1;
      return ['widen', [`alter table ORDERS alter column "${column.name}" type ${typeOf(column)};`]];
    },
    () => {
      // Another type under the same name.
      const column = pick();
      const sql = drop(column);
      former.splice(former.indexOf(column.name), 1);
      const family = (Object.keys(families) as Family[]).filter((each) => each !== column.family)[random(3)]!;
      const next: Column = { name: column.name, width: 0, family, required: false };
      columns.push(next);
      for (const row of rows.values()) row.set(next.name, null);
      return [
        'retype',
        [
          ...sql,
          'commit;',
          `alter table ORDERS add "${next.name}" ${typeOf(next)};`,
          'commit;',
          ...setAll(next, [...rows.keys()]),
        ],
      ];
    },
    () => {
      const at = 1 + random(columns.length + 1);
      return ['reorder', [`alter table ORDERS alter column "${pick().name}" position ${at};`]];
    },
    () => {
      const column = pick();
      if (column.required) {
        column.required = false;
        const [id] = [...rows.keys()];
        rows.get(id!)!.set(column.name, null);
        return [
          'loosen',
          [
            `alter table ORDERS alter column "${column.name}" drop not null;`,
            'commit;',
            `update ORDERS set "${column.name}" = NULL where ID = ${id};`,
          ],
        ];
      }
      column.required = true;
      const empty = [...rows].filter(([, row]) => row.get(column.name) === null).map(([id]) => id);
      return [
        'tighten',
        [
          ...setAll(column, empty),
          'commit;',
          `alter table ORDERS alter column "${column.name}" set not null;`,
        ],
      ];
    },
  ];

  const list = columns.map(
    (column) => `"${column.name}" ${typeOf(column)}${column.required ? ' not null' : ''}`,
  );
  database.isql(`create table ORDERS (ID integer not null primary key, ${list.join(', ')});\ncommit;\n`);
  database.isql(`${[insert(), insert(), insert(), insert()].join('\n')}\ncommit;\n`);
  return {
    columns,
    rows,
    move() {
      const [what, sql] = changes[random(changes.length)]!();
      const rest = [insert(), ...setAll(pick(), some())];
      database.isql(`${[...sql, 'commit;', ...rest, 'commit;'].join('\n')}\n`);
      return `${what}: ${sql[0]}`;
    },
  };
}
