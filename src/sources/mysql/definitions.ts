import type { CatalogDefinition } from '../../ports/index.ts';
import type { QueryRows } from '../server/client.ts';
import { rowsByFirst } from '../server/rows-by-first.ts';

/** The tables, views, routines, triggers and events of the connection's database. Texts that its user may not see are null. */
export async function readDefinitions(query: QueryRows): Promise<readonly CatalogDefinition[]> {
  const relations = await query(
    `SELECT T.TABLE_NAME, T.TABLE_TYPE, V.VIEW_DEFINITION FROM information_schema.TABLES T
     LEFT JOIN information_schema.VIEWS V ON V.TABLE_SCHEMA = T.TABLE_SCHEMA AND V.TABLE_NAME = T.TABLE_NAME
     WHERE T.TABLE_SCHEMA = DATABASE() AND T.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW', 'SEQUENCE') ORDER BY CAST(T.TABLE_NAME AS BINARY)`,
  );
  const columns = await query(
    `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_KEY FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  const routines = await query(
    `SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION, DTD_IDENTIFIER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_NAME`,
  );
  const parameters = await query(
    `SELECT SPECIFIC_NAME, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER FROM information_schema.PARAMETERS
     WHERE SPECIFIC_SCHEMA = DATABASE() AND ORDINAL_POSITION > 0 ORDER BY SPECIFIC_NAME, ORDINAL_POSITION`,
  );
  const triggers = await query(
    `SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME`,
  );
  const events = await query(
    `SELECT EVENT_NAME, EVENT_DEFINITION, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME`,
  );
  const [{ 0: database } = []] = await query('SELECT DATABASE()');
  // Views write their tables with the database's name, which all of them share.
  const here = `\`${String(database).replaceAll('`', '``')}\`.`;
  const quoted = (name: unknown) => `\`${String(name).replaceAll('`', '``')}\``;
  const columnsOf = rowsByFirst(columns);
  const parametersOf = rowsByFirst(parameters);
  const made = (kind: CatalogDefinition['kind'], name: unknown, sql: string | null): CatalogDefinition => ({
    kind,
    name: String(name),
    sql,
    columns: null,
    key: [],
    uses: null,
  });
  return [
    ...relations.map(([name, type, definition]): CatalogDefinition => {
      if (type === 'SEQUENCE') return { ...made('sequence', name, null), uses: [] };
      const own = columnsOf.get(String(name)) ?? [];
      const isView = type === 'VIEW';
      return {
        kind: isView ? 'view' : 'table',
        name: String(name),
        sql:
          isView && definition != null && definition !== ''
            ? `CREATE VIEW ${quoted(name)} AS\n${String(definition).replaceAll(here, '')}`
            : null,
        columns: own.map(([, column, words, nullable]) => ({
          name: String(column),
          type: String(words),
          nullable: nullable === 'YES',
        })),
        key: own.flatMap(([, column, , , key]) => (key === 'PRI' ? String(column) : [])),
        uses: null,
      };
    }),
    ...routines.map(([name, type, body, returns]) => {
      const isFunction = type === 'FUNCTION';
      const list = (parametersOf.get(String(name)) ?? [])
        .map(
          ([, mode, parameter, words]) =>
            `${isFunction ? '' : `${String(mode ?? 'IN')} `}${quoted(parameter)} ${String(words)}`,
        )
        .join(', ');
      const head = `CREATE ${isFunction ? 'FUNCTION' : 'PROCEDURE'} ${quoted(name)} (${list})${isFunction ? ` RETURNS ${String(returns)}` : ''}`;
      return made(
        isFunction ? 'function' : 'procedure',
        name,
        body == null ? null : `${head}\n${String(body)}`,
      );
    }),
    ...triggers.map(([name, timing, event, table, body]) =>
      made(
        'trigger',
        name,
        body == null
          ? null
          : `CREATE TRIGGER ${quoted(name)} ${String(timing)} ${String(event)} ON ${quoted(table)} FOR EACH ROW\n${String(body)}`,
      ),
    ),
    ...events.map(([name, body, at, value, field, starts]) => {
      const when =
        at != null
          ? `AT '${String(at)}'`
          : `EVERY ${String(value)} ${String(field)}${starts == null ? '' : ` STARTS '${String(starts)}'`}`;
      return made(
        'job',
        name,
        body == null ? null : `CREATE EVENT ${quoted(name)} ON SCHEDULE ${when} DO\n${String(body)}`,
      );
    }),
  ];
}
