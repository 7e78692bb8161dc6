import type { TableState } from '../snapshot/index.ts';
import { type DeltaField, type DeltaStruct, quoteName, toDuckDBType } from '../types/index.ts';
import { translate } from './translate-expression.ts';

export const generationKey = 'delta.generationExpression';

/** SQL for what a generated column holds, over the row's other columns; null for any other column. Rejects with `delta-expression-unsupported`. */
export async function generationSql(
  snapshot: Pick<TableState, 'table' | 'session'>,
  schema: DeltaStruct,
  field: DeltaField,
): Promise<string | null> {
  const expression = field.metadata[generationKey];
  if (typeof expression !== 'string') return null;
  const sql = await translate(snapshot, schema, `the generated column ${field.name}`, expression);
  return `CAST(${sql} AS ${toDuckDBType(field.type)})`;
}

/** The rows of `select` with the values of the generated columns that `given` (names in lower case) does not hold. */
export async function withGenerated(
  snapshot: Pick<TableState, 'table' | 'session'>,
  schema: DeltaStruct,
  select: string,
  given: ReadonlySet<string>,
): Promise<string> {
  const replaced: string[] = [];
  for (const field of schema.fields) {
    const sql = given.has(field.name.toLowerCase()) ? null : await generationSql(snapshot, schema, field);
    if (sql !== null) replaced.push(`${sql} AS ${quoteName(field.name)}`);
  }
  return replaced.length === 0 ? select : `SELECT * REPLACE (${replaced.join(', ')}) FROM (\n${select}\n)`;
}
