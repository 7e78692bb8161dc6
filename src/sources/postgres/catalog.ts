import type { QueryRows } from '../server/client.ts';
import { DriverFailure } from '../server/problem.ts';
import type { ColumnField } from './column-plan.ts';
import { quoteText } from './quote.ts';

export interface CatalogRelation {
  readonly name: string;
  readonly schema: string;
  readonly oid: number;
  /** Whose columns may all be NULL: what a view's outer joins give, the tables below it do not tell. */
  readonly view: boolean;
}

/**
 * Tables, partitioned and foreign ones too, views and materialized views of a schema. Partitions are not among them, their rows are those of the whole; nor are temporary tables.
 */
export async function readRelations(query: QueryRows, schema: string): Promise<readonly CatalogRelation[]> {
  const [found] = await query(
    `SELECT count(*)::pg_catalog.text FROM pg_catalog.pg_namespace WHERE nspname = ${quoteText(schema)}`,
  );
  if (found?.[0] !== '1')
    throw new DriverFailure({ kind: 'sql', code: '3F000', message: `schema "${schema}" does not exist` });
  const rows = await query(
    `SELECT c.relname, c.oid, c.relkind IN ('v', 'm') FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${quoteText(schema)} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
     ORDER BY c.relname COLLATE "C"`,
  );
  return rows.map(([name, oid, view]) => ({
    name: String(name),
    schema,
    oid: Number(oid),
    view: view === 't',
  }));
}

export interface CatalogDetails {
  readonly description: string | null;
  readonly key: readonly string[];
  readonly fields: readonly ColumnField[];
}

/** What a relation's columns are, from its metadata alone. A domain is what lies below it, with its NOT NULL. */
export async function readDetails(query: QueryRows, { oid, view }: CatalogRelation): Promise<CatalogDetails> {
  const [descriptions, key, fields] = [
    await query(`SELECT pg_catalog.obj_description(${oid}, 'pg_class'), pg_catalog.getdatabaseencoding()`),
    await query(
      `SELECT a.attname FROM pg_catalog.pg_index i CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       WHERE i.indrelid = ${oid} AND i.indisprimary ORDER BY k.place`,
    ),
    await query(
      `WITH RECURSIVE base(attnum, oid, typmod, required) AS (
         SELECT attnum, atttypid, atttypmod, attnotnull FROM pg_catalog.pg_attribute WHERE attrelid = ${oid} AND attnum > 0 AND NOT attisdropped
         UNION ALL
         SELECT b.attnum, t.typbasetype, CASE WHEN t.typtypmod = -1 THEN b.typmod ELSE t.typtypmod END, b.required OR t.typnotnull
         FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid WHERE t.typtype = 'd')
       SELECT a.attname, t.oid, b.typmod, t.typtype, pg_catalog.format_type(a.atttypid, a.atttypmod), b.required, pg_catalog.col_description(a.attrelid, a.attnum)
       FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid AND t.typtype <> 'd'
         JOIN pg_catalog.pg_attribute a ON a.attrelid = ${oid} AND a.attnum = b.attnum
       ORDER BY a.attnum`,
    ),
  ];
  const text = (value: string | number | null | undefined) =>
    value == null || value === '' ? null : String(value);
  const encoding = String(descriptions[0]?.[1]);
  return {
    description: text(descriptions[0]?.[0]),
    key: key.map(([column]) => String(column)),
    fields: fields.map((field) => ({
      name: String(field[0]),
      type: Number(field[1]),
      modifier: Number(field[2]),
      kind: String(field[3]),
      words: String(field[4]),
      encoding,
      nullable: view || field[5] !== 't',
      description: text(field[6]),
    })),
  };
}
