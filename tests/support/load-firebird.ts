import { join } from 'node:path';
import { parse } from 'yaml';
import type { FirebirdDatabase } from './firebird.ts';
import type { BareDuckdb } from './tables.ts';

interface ContractText {
  readonly relations: Readonly<
    Record<string, { readonly columns: Readonly<Record<string, { type: string; description?: string }>> }>
  >;
}

/**
 * Brings a mock into a real database: for each relation of the contract a table with the types that it names, filled from the Parquet file, behind a view of the
 * relation's name. Text whose description says CHAR(n) becomes one where all of its values have that length.
 */
export async function loadFirebird(
  database: FirebirdDatabase,
  duckdb: BareDuckdb,
  contract: string,
  folder: string,
): Promise<void> {
  const { relations } = parse(contract) as ContractText;
  for (const [relation, { columns }] of Object.entries(relations)) {
    const file = join(folder, `${relation}.parquet`);
    const names = Object.keys(columns);
    const types = new Map<string, string>();
    for (const [name, { type, description = '' }] of Object.entries(columns))
      types.set(
        name,
        type === 'VARCHAR' ? await textType(duckdb, file, name, description) : firebirdType(type),
      );
    const definitions = names.map((name) => `"${name}" ${types.get(name)}`).join(', ');
    const items = names.map((name) => `"${name}"::VARCHAR AS "${name}"`).join(', ');
    const rows = await duckdb.rows(`SELECT ${items} FROM '${file}'`);
    const table = `TABLE_${relation}`.slice(0, 31);
    const inserts = rows.map(
      (row) =>
        `insert into "${table}" values (${names.map((name) => literal(row[name] ?? null)).join(', ')});`,
    );
    database.isql(`
      create table "${table}" (${definitions});
      create view "${relation}" as select * from "${table}";
      commit;
      ${inserts.join('\n')}`);
  }
}

async function textType(
  duckdb: BareDuckdb,
  file: string,
  name: string,
  description: string,
): Promise<string> {
  const length = /^CHAR\((\d+)\)/.exec(description)?.[1];
  const [found] = await duckdb.rows(
    `SELECT count(*) AS other FROM '${file}' WHERE length("${name}") <> ${length ?? 0}`,
  );
  return length !== undefined && found?.other === '0' ? `CHAR(${length})` : 'VARCHAR(400)';
}

function firebirdType(type: string): string {
  if (type === 'DOUBLE') return 'DOUBLE PRECISION';
  return type.startsWith('DECIMAL') ? type.replace('DECIMAL', 'NUMERIC') : type;
}

function literal(value: unknown): string {
  return value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`;
}
