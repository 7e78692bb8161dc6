import type { CatalogDefinition } from '../../ports/index.ts';
import type { QueryRows } from '../server/client.ts';
import { rowsByFirst } from '../server/rows-by-first.ts';
import { quoteText } from './quote.ts';

/** The tables, views, routines, triggers and sequences of a schema, with their texts; of views, and of routines whose body PostgreSQL keeps parsed, also what pg_depend says that they use. */
export async function readDefinitions(
  query: QueryRows,
  schema: string,
): Promise<readonly CatalogDefinition[]> {
  const inSchema = `n.nspname = ${quoteText(schema)}`;
  const relations = await query(
    `SELECT c.oid::pg_catalog.text, c.relname, c.relkind, CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE ${inSchema} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND c.relpersistence <> 't' ORDER BY c.relname COLLATE "C"`,
  );
  const columns = await query(
    `SELECT a.attrelid::pg_catalog.text, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE ${inSchema} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum`,
  );
  const keys = await query(
    `SELECT i.indrelid::pg_catalog.text, a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE ${inSchema} AND i.indisprimary
     ORDER BY i.indrelid, pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum)`,
  );
  const depends = await query(
    `SELECT DISTINCT r.ev_class::pg_catalog.text, t.relname, tn.nspname, a.attname
     FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
     JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
     WHERE ${inSchema} AND t.oid <> c.oid ORDER BY 1, 3, 2, 4`,
  );
  const routines = await query(
    `SELECT p.oid::pg_catalog.text, p.proname, p.prokind, pg_catalog.pg_get_functiondef(p.oid) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE ${inSchema} AND p.prokind IN ('f', 'p') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY p.proname COLLATE "C", p.oid`,
  );
  const triggers = await query(
    `SELECT t.tgname, c.relname, pn.nspname || '.' || p.proname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
     WHERE ${inSchema} AND NOT t.tgisinternal ORDER BY t.tgname COLLATE "C", c.relname COLLATE "C"`,
  );
  const routineDepends = await query(
    `SELECT DISTINCT p.oid::pg_catalog.text, t.relname, tn.nspname, a.attname
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
     JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
     WHERE ${inSchema} ORDER BY 1, 3, 2, 4`,
  );
  const sequences = await query(
    `SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE ${inSchema} AND c.relkind = 'S' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
     ORDER BY c.relname COLLATE "C"`,
  );
  const columnsOf = rowsByFirst(columns);
  const keyOf = rowsByFirst(keys);
  const usesOf = (rows: readonly Row[] | undefined): NonNullable<CatalogDefinition['uses']> => {
    const used = new Map<string, Set<string>>();
    for (const [, relation, relationSchema, column] of rows ?? []) {
      const key = `${String(relationSchema)}.${String(relation)}`;
      const known = used.get(key) ?? new Set();
      used.set(key, known);
      if (column != null) known.add(String(column));
    }
    return [...used].map(([relation, found]) => ({ relation, columns: [...found] }));
  };
  const viewUses = rowsByFirst(depends);
  const routineUses = rowsByFirst(routineDepends);
  const named = (name: unknown) => `${schema}.${String(name)}`;
  const quoted = (name: unknown) =>
    `"${schema.replaceAll('"', '""')}"."${String(name).replaceAll('"', '""')}"`;
  return [
    ...relations.map(([oid, name, kind, definition]): CatalogDefinition => {
      const isView = kind === 'v' || kind === 'm';
      return {
        kind: kind === 'm' ? 'materialized_view' : isView ? 'view' : 'table',
        name: named(name),
        sql:
          isView && definition != null
            ? `CREATE ${kind === 'm' ? 'MATERIALIZED ' : ''}VIEW ${quoted(name)} AS\n${String(definition)}`
            : null,
        columns: (columnsOf.get(String(oid)) ?? []).map(([, column, type, notNull]) => ({
          name: String(column),
          type: String(type),
          nullable: notNull !== 't',
        })),
        key: (keyOf.get(String(oid)) ?? []).map(([, column]) => String(column)),
        uses: isView ? usesOf(viewUses.get(String(oid))) : null,
      };
    }),
    ...routines.map(
      ([oid, name, kind, sql]): CatalogDefinition => ({
        kind: kind === 'p' ? 'procedure' : 'function',
        name: named(name),
        sql: String(sql),
        columns: null,
        key: [],
        // Of a body that is a text, as PL/pgSQL's, PostgreSQL knows nothing.
        uses: routineUses.has(String(oid)) ? usesOf(routineUses.get(String(oid))) : null,
      }),
    ),
    ...triggers.map(
      ([name, relation, routine]): CatalogDefinition => ({
        kind: 'trigger',
        name: named(name),
        sql: null,
        columns: null,
        key: [],
        uses: [
          { relation: named(relation), columns: [] },
          { relation: String(routine), columns: [] },
        ],
      }),
    ),
    ...sequences.map(
      ([name]): CatalogDefinition => ({
        kind: 'sequence',
        name: named(name),
        sql: null,
        columns: null,
        key: [],
        uses: [],
      }),
    ),
  ];
}

type Row = readonly unknown[];
