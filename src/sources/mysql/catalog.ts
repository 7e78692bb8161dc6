import type { QueryRows } from '../server/client.ts';
import type { ColumnField } from './column-plan.ts';
import { hexLiteral } from './quote.ts';

export interface CatalogRelation {
  readonly name: string;
  readonly view: boolean;
  readonly description: string | null;
}

/** Tables and views of the connection's database that its user may see; sequences and temporary tables are none. */
export async function readRelations(query: QueryRows): Promise<readonly CatalogRelation[]> {
  const rows = await query(
    `SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY CAST(TABLE_NAME AS BINARY)`,
  );
  return rows.map(([name, type, comment]) => ({
    name: String(name),
    view: type === 'VIEW',
    // Of a view MySQL says VIEW.
    description: type === 'VIEW' ? null : textOf(comment),
  }));
}

export interface CatalogDetails {
  readonly description: string | null;
  readonly key: readonly string[];
  readonly fields: readonly ColumnField[];
}

/** What a relation's columns are, from its metadata alone. */
export async function readDetails(
  query: QueryRows,
  { name, view, description }: CatalogRelation,
): Promise<CatalogDetails> {
  // By its bytes: names that differ in case only are two tables on most systems.
  const same = `TABLE_SCHEMA = DATABASE() AND CAST(TABLE_NAME AS BINARY) = ${hexLiteral(name)}`;
  const key = await query(
    `SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE ${same} AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
  );
  const fields = await query(
    `SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_SET_NAME, IS_NULLABLE, COLUMN_COMMENT
     FROM information_schema.COLUMNS WHERE ${same} ORDER BY ORDINAL_POSITION`,
  );
  return {
    description,
    key: key.map(([column]) => String(column)),
    fields: fields.map((field) => ({
      name: String(field[0]),
      type: String(field[1]).toLowerCase(),
      words: String(field[2]),
      precision: Number(field[3] ?? 0),
      scale: Number(field[4] ?? 0),
      charset: textOf(field[5]),
      // What an outer join gives, the tables below a view do not tell.
      nullable: view || field[6] !== 'NO',
      description: textOf(field[7]),
    })),
  };
}

function textOf(value: string | number | null | undefined): string | null {
  return value == null || value === '' ? null : String(value);
}
