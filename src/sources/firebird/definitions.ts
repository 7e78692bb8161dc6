import type { CatalogDefinition } from '../../ports/index.ts';
import type { QueryRows } from '../server/client.ts';
import { rowsByFirst } from '../server/rows-by-first.ts';
import { quoteName } from './quote.ts';
import { typeWords } from './type-words.ts';

type Row = readonly (string | number | null)[];

const triggerEvents: Readonly<Record<number, string>> = { 1: 'INSERT', 2: 'UPDATE', 3: 'DELETE' };
/** RDB$DEPENDENT_TYPE by kind. */
const dependents: Readonly<Record<number, string>> = {
  1: 'relation',
  2: 'trigger',
  5: 'procedure',
  15: 'function',
  18: 'package',
  19: 'package',
};

/** The tables, views, procedures, functions, triggers, packages and sequences of the database, and what RDB$DEPENDENCIES says of them. Parts of packages stand in the text of their package. */
export async function readDefinitions(query: QueryRows): Promise<readonly CatalogDefinition[]> {
  const own = 'COALESCE(RDB$SYSTEM_FLAG, 0) = 0';
  const [{ 0: version } = []] = await query(
    `SELECT RDB$GET_CONTEXT('SYSTEM', 'ENGINE_VERSION') FROM RDB$DATABASE`,
  );
  const hasFunctions = Number.parseInt(String(version ?? '2'), 10) >= 3;
  const noPackage = hasFunctions ? 'AND RDB$PACKAGE_NAME IS NULL' : '';
  const relations = await query(
    `SELECT RDB$RELATION_NAME, RDB$VIEW_SOURCE, IIF(RDB$VIEW_BLR IS NULL, 0, 1) FROM RDB$RELATIONS WHERE ${own} ORDER BY 1`,
  );
  const fields = await query(
    `SELECT R.RDB$RELATION_NAME, R.RDB$FIELD_NAME, F.RDB$FIELD_TYPE, F.RDB$CHARACTER_LENGTH, F.RDB$DIMENSIONS, COALESCE(R.RDB$NULL_FLAG, F.RDB$NULL_FLAG)
     FROM RDB$RELATION_FIELDS R JOIN RDB$FIELDS F ON F.RDB$FIELD_NAME = R.RDB$FIELD_SOURCE
     WHERE COALESCE(R.RDB$SYSTEM_FLAG, 0) = 0 ORDER BY R.RDB$RELATION_NAME, R.RDB$FIELD_POSITION`,
  );
  const keys = await query(
    `SELECT C.RDB$RELATION_NAME, S.RDB$FIELD_NAME FROM RDB$RELATION_CONSTRAINTS C JOIN RDB$INDEX_SEGMENTS S ON S.RDB$INDEX_NAME = C.RDB$INDEX_NAME
     WHERE C.RDB$CONSTRAINT_TYPE = 'PRIMARY KEY' ORDER BY C.RDB$RELATION_NAME, S.RDB$FIELD_POSITION`,
  );
  const procedures = await query(
    `SELECT RDB$PROCEDURE_NAME, RDB$PROCEDURE_SOURCE FROM RDB$PROCEDURES WHERE ${own} ${noPackage} ORDER BY 1`,
  );
  const parameters = await query(
    `SELECT P.RDB$PROCEDURE_NAME, P.RDB$PARAMETER_NAME, P.RDB$PARAMETER_TYPE, F.RDB$FIELD_TYPE, F.RDB$CHARACTER_LENGTH
     FROM RDB$PROCEDURE_PARAMETERS P JOIN RDB$FIELDS F ON F.RDB$FIELD_NAME = P.RDB$FIELD_SOURCE
     WHERE COALESCE(P.RDB$SYSTEM_FLAG, 0) = 0 ${hasFunctions ? 'AND P.RDB$PACKAGE_NAME IS NULL' : ''} ORDER BY 1, 3, P.RDB$PARAMETER_NUMBER`,
  );
  const triggers = await query(
    `SELECT RDB$TRIGGER_NAME, RDB$RELATION_NAME, RDB$TRIGGER_TYPE, RDB$TRIGGER_SOURCE FROM RDB$TRIGGERS WHERE ${own} ORDER BY 1`,
  );
  const functions = hasFunctions
    ? await query(
        `SELECT RDB$FUNCTION_NAME, RDB$FUNCTION_SOURCE FROM RDB$FUNCTIONS WHERE ${own} ${noPackage} AND RDB$FUNCTION_SOURCE IS NOT NULL ORDER BY 1`,
      )
    : [];
  const packages = hasFunctions
    ? await query(
        `SELECT RDB$PACKAGE_NAME, RDB$PACKAGE_BODY_SOURCE FROM RDB$PACKAGES WHERE ${own} ORDER BY 1`,
      )
    : [];
  const sequences = await query(`SELECT RDB$GENERATOR_NAME FROM RDB$GENERATORS WHERE ${own} ORDER BY 1`);
  // A routine of a package is used by way of its package.
  const on = (table: string) =>
    hasFunctions
      ? `COALESCE(${table}RDB$PACKAGE_NAME, ${table}RDB$DEPENDED_ON_NAME)`
      : `${table}RDB$DEPENDED_ON_NAME`;
  const dependencies = await query(
    `SELECT RDB$DEPENDENT_TYPE, RDB$DEPENDENT_NAME, ${on('')}, RDB$FIELD_NAME, RDB$DEPENDED_ON_TYPE FROM RDB$DEPENDENCIES
     WHERE RDB$DEPENDED_ON_TYPE IN (0, 1, 5, 14, 15, 18, 19)
     UNION SELECT 1, R.RDB$RELATION_NAME, ${on('D.')}, D.RDB$FIELD_NAME, D.RDB$DEPENDED_ON_TYPE
     FROM RDB$DEPENDENCIES D JOIN RDB$RELATION_FIELDS R ON R.RDB$FIELD_SOURCE = D.RDB$DEPENDENT_NAME
     WHERE D.RDB$DEPENDENT_TYPE = 3 AND R.RDB$BASE_FIELD IS NULL AND D.RDB$DEPENDED_ON_TYPE IN (0, 1, 5, 14, 15, 18, 19)
     ORDER BY 1, 2, 3, 4`,
  );
  // What an expression of a view, or a computed column, reads is recorded with the nameless domain of its column; a view that passes the column on shares the domain.
  const uses = usesByDependent(dependencies);
  const columnsOf = rowsByFirst(fields);
  const parametersOf = rowsByFirst(parameters);
  const keyOf = rowsByFirst(keys);
  return [
    ...relations.map(([name, source, view]): CatalogDefinition => {
      const columns = (columnsOf.get(String(name)) ?? []).map(
        ([, column, type, characters, dimensions, notNull]) => ({
          name: String(column),
          type: words(type, characters, dimensions != null),
          nullable: view === 1 || notNull !== 1,
        }),
      );
      const list = columns.map((column) => quoteName(column.name)).join(', ');
      const used = (uses.get(`relation ${String(name)}`) ?? []).filter(({ relation }) => relation !== name);
      return {
        kind: view === 1 ? 'view' : 'table',
        name: String(name),
        sql:
          view === 1 && source != null
            ? `CREATE VIEW ${quoteName(String(name))} (${list}) AS\n${String(source)}`
            : null,
        columns,
        key: (keyOf.get(String(name)) ?? []).map(([, column]) => String(column)),
        // Of a table: what its computed columns read elsewhere.
        uses: view === 1 ? used : used.length > 0 ? used : null,
      };
    }),
    ...procedures.map(([name, source]): CatalogDefinition => {
      const own = parametersOf.get(String(name)) ?? [];
      const side = (direction: number) =>
        own
          .filter((row) => row[2] === direction)
          .map(
            ([, parameter, , type, characters]) =>
              `${quoteName(String(parameter))} ${words(type, characters, false)}`,
          )
          .join(', ');
      const [input, output] = [side(0), side(1)];
      const head = `CREATE PROCEDURE ${quoteName(String(name))}${input === '' ? '' : ` (${input})`}${output === '' ? '' : ` RETURNS (${output})`}`;
      return definition(
        'procedure',
        name,
        source == null ? null : `${head} AS\n${String(source)}`,
        uses.get(`procedure ${String(name)}`),
      );
    }),
    ...functions.map(([name, source]) =>
      definition(
        'function',
        name,
        `CREATE FUNCTION ${quoteName(String(name))} AS\n${String(source)}`,
        uses.get(`function ${String(name)}`),
      ),
    ),
    ...triggers.map(([name, relation, type, source]) => {
      const when = Number(type) % 2 === 1 ? 'BEFORE' : 'AFTER';
      const event = triggerEvents[Math.ceil((Number(type) % 8) / 2)] ?? 'INSERT';
      const on = relation == null ? 'ON CONNECT' : `FOR ${quoteName(String(relation))} ${when} ${event}`;
      return definition(
        'trigger',
        name,
        source == null ? null : `CREATE TRIGGER ${quoteName(String(name))} ${on}\n${String(source)}`,
        uses.get(`trigger ${String(name)}`),
      );
    }),
    ...packages.map(([name, source]) =>
      definition(
        'package',
        name,
        source == null ? null : `CREATE PACKAGE BODY ${quoteName(String(name))} AS\n${String(source)}`,
        uses.get(`package ${String(name)}`),
      ),
    ),
    ...sequences.map(([name]) => definition('sequence', name, null, [])),
  ];
}

function definition(
  kind: CatalogDefinition['kind'],
  name: unknown,
  sql: string | null,
  uses: CatalogDefinition['uses'] | undefined,
): CatalogDefinition {
  return { kind, name: String(name), sql, columns: null, key: [], uses: uses ?? [] };
}

function words(type: Row[number] | undefined, characters: Row[number] | undefined, array: boolean): string {
  return typeWords({
    name: '',
    type: Number(type),
    subType: 0,
    scale: 0,
    precision: 0,
    bytes: 0,
    characters: Number(characters ?? 0),
    charset: null,
    array,
    nullable: true,
    description: null,
  });
}

function usesByDependent(rows: readonly Row[]): ReadonlyMap<string, NonNullable<CatalogDefinition['uses']>> {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const [type, dependent, on, field] of rows) {
    const kind = dependents[Number(type)];
    if (kind === undefined) continue;
    const key = `${kind} ${String(dependent)}`;
    const relations = found.get(key) ?? new Map<string, Set<string>>();
    found.set(key, relations);
    const columns = relations.get(String(on)) ?? new Set();
    relations.set(String(on), columns);
    if (field != null && field !== '') columns.add(String(field));
  }
  return new Map(
    [...found].map(([key, relations]) => [
      key,
      [...relations].map(([relation, columns]) => ({ relation, columns: [...columns] })),
    ]),
  );
}
