import type { QueryRows } from '../server/client.ts';
import type { ColumnField } from './column-plan.ts';
import { quoteText } from './quote.ts';

export interface CatalogRelation {
  readonly name: string;
  readonly view: boolean;
  /** Whether its rows know the transaction that wrote them. */
  readonly versioned: boolean;
}

/** Tables, views and external tables that are the user's own. Temporary tables are not among them: another connection's are empty. */
export async function readRelations(query: QueryRows): Promise<readonly CatalogRelation[]> {
  const rows = await query(
    `SELECT RDB$RELATION_NAME, IIF(RDB$VIEW_BLR IS NULL, 0, 1), COALESCE(RDB$RELATION_TYPE, 0) FROM RDB$RELATIONS
     WHERE COALESCE(RDB$SYSTEM_FLAG, 0) = 0 AND COALESCE(RDB$RELATION_TYPE, 0) IN (0, 1, 2)
     ORDER BY RDB$RELATION_NAME`,
  );
  return rows.map(([name, view, type]) => ({
    name: String(name),
    view: view === 1,
    versioned: view !== 1 && type === 0,
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
  { name, view }: Pick<CatalogRelation, 'name' | 'view'>,
): Promise<CatalogDetails> {
  const relation = quoteText(name);
  const [descriptions, key, fields] = await Promise.all([
    query(`SELECT RDB$DESCRIPTION FROM RDB$RELATIONS WHERE RDB$RELATION_NAME = ${relation}`),
    query(
      `SELECT S.RDB$FIELD_NAME FROM RDB$RELATION_CONSTRAINTS C JOIN RDB$INDEX_SEGMENTS S ON S.RDB$INDEX_NAME = C.RDB$INDEX_NAME
       WHERE C.RDB$RELATION_NAME = ${relation} AND C.RDB$CONSTRAINT_TYPE = 'PRIMARY KEY' ORDER BY S.RDB$FIELD_POSITION`,
    ),
    query(
      `SELECT R.RDB$FIELD_NAME, F.RDB$FIELD_TYPE, F.RDB$FIELD_SUB_TYPE, F.RDB$FIELD_SCALE, F.RDB$FIELD_PRECISION, F.RDB$FIELD_LENGTH, F.RDB$CHARACTER_LENGTH,
         S.RDB$CHARACTER_SET_NAME, F.RDB$DIMENSIONS, COALESCE(R.RDB$NULL_FLAG, F.RDB$NULL_FLAG), COALESCE(R.RDB$DESCRIPTION, F.RDB$DESCRIPTION)
       FROM RDB$RELATION_FIELDS R JOIN RDB$FIELDS F ON F.RDB$FIELD_NAME = R.RDB$FIELD_SOURCE
       LEFT JOIN RDB$CHARACTER_SETS S ON S.RDB$CHARACTER_SET_ID = F.RDB$CHARACTER_SET_ID
       WHERE R.RDB$RELATION_NAME = ${relation} ORDER BY R.RDB$FIELD_POSITION`,
    ),
  ]);
  const text = (value: string | number | null | undefined) =>
    value == null || value === '' ? null : String(value);
  return {
    description: text(descriptions[0]?.[0]),
    key: key.map(([column]) => String(column)),
    fields: fields.map((field) => ({
      name: String(field[0]),
      type: Number(field[1]),
      subType: Number(field[2]),
      scale: Number(field[3]),
      precision: Number(field[4]),
      bytes: Number(field[5]),
      characters: Number(field[6] ?? field[5]),
      charset: text(field[7]),
      array: field[8] != null,
      // An outer join in a view gives NULL also where the column below has none.
      nullable: view || field[9] !== 1,
      description: text(field[10]),
    })),
  };
}
