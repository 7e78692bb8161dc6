import type { Random } from './random.ts';

export type ColumnType = 'int' | 'text' | 'date' | 'list' | 'struct';

export interface Column {
  /** As it is written in SQL. */
  readonly name: string;
  readonly type: ColumnType;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  text: 'VARCHAR',
  date: 'DATE',
  list: 'INTEGER[]',
  struct: 'STRUCT(x INTEGER, y VARCHAR)',
};

/** Three tables of every type of column, whose names do not repeat. */
export const tables: readonly Table[] = ['r', 's', 't'].map((name) => ({
  name,
  columns: (
    [
      ['k', 'int'],
      ['a', 'int'],
      ['b', 'int'],
      ['u', 'text'],
      ['v', 'text'],
      ['d', 'date'],
      ['l', 'list'],
      ['o', 'struct'],
    ] as const
  ).map(([column, type]) => ({ name: `${name}_${column}`, type })),
}));

/** The values of a table, row by row, as SQL literals. */
export type Data = ReadonlyMap<string, readonly (readonly string[])[]>;

export function randomData(random: Random): Data {
  return new Map(
    tables.map((table) => [
      table.name,
      Array.from({ length: random.below(7) + 1 }, () =>
        table.columns.map((column) => randomValue(column.type, random)),
      ),
    ]),
  );
}

/** The same data with other values in one column, in each row or in one. */
export function changeColumn(data: Data, table: Table, column: number, random: Random): Data {
  const rows = data.get(table.name)!;
  const only = random.chance(0.3) ? random.below(rows.length) : null;
  return new Map(data).set(
    table.name,
    rows.map((row, index) =>
      only === null || only === index
        ? row.map((value, at) => (at === column ? randomValue(table.columns[at]!.type, random) : value))
        : row,
    ),
  );
}

/** The same rows in another order. */
export function shuffleRows(data: Data, random: Random): Data {
  return new Map([...data].map(([name, rows]) => [name, random.shuffled(rows)]));
}

/** Statements that put `data` in place of what some of the tables hold. */
export function loadStatements(data: Data, which: readonly Table[] = tables): string {
  return which
    .map((table) => {
      const columns = table.columns.map((column) => `${column.name} ${sqlTypes[column.type]}`).join(', ');
      const rows = data.get(table.name)!.map((row) => `(${row.join(', ')})`);
      return `CREATE OR REPLACE TABLE ${table.name} (${columns}); INSERT INTO ${table.name} VALUES ${rows.join(', ')};`;
    })
    .join('\n');
}

/** Few different values, so that joins meet and groups hold several rows; one in six is NULL. */
export function randomValue(type: ColumnType, random: Random): string {
  if (random.chance(1 / 6)) return 'NULL';
  switch (type) {
    case 'int':
      return String(random.below(5));
    case 'text':
      return random.pick(["'a'", "'b'", "'c'", "''"]);
    case 'date':
      return `DATE '2020-01-0${random.below(5) + 1}'`;
    case 'list':
      return `[${Array.from({ length: random.below(3) }, () => random.below(4)).join(', ')}]::INTEGER[]`;
    case 'struct':
      return `{'x': ${random.below(4)}, 'y': '${random.pick(['p', 'q'])}'}`;
  }
}
