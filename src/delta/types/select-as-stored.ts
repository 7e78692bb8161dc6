import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { DeltaStruct } from './delta-type.ts';
import { quoteName, quoteText } from './duckdb-type.ts';
import { type StorageForm, toDeltaType } from './to-delta-type.ts';

/** A column as a query gives it: `type` is DuckDB's name of its type. */
export interface QueryColumn {
  readonly name: string;
  readonly type: string;
}

/** The schema that a table of these columns has; rejects with one `delta-type-refused` for each column that cannot be stored. */
export function schemaOf(columns: readonly QueryColumn[]): DeltaStruct {
  return {
    kind: 'struct',
    fields: storageForms(columns).map(({ name, form }) => ({
      name,
      type: form.delta,
      nullable: true,
      metadata: {},
    })),
  };
}

/** The types that come back from storage, by column. */
export function storedColumns(columns: readonly QueryColumn[]): QueryColumn[] {
  return storageForms(columns).map(({ name, form }) => ({ name, type: form.stored }));
}

/** A query that gives the rows of `select` with each column of the type in which it is stored; casts fail where a value does not fit. */
export function selectAsStored(select: string, columns: readonly QueryColumn[]): string {
  const forms = storageForms(columns);
  if (forms.every(({ form }) => !form.cast)) return select;
  const items = forms.map(({ name, form }) => {
    const column = quoteName(name);
    if (!form.cast) return column;
    const cast = `CAST(${column} AS ${form.stored})`;
    if (!form.exact) return `${cast} AS ${column}`;
    const message = quoteText(
      `column ${name} has nanoseconds, which Delta cannot store: cast it to TIMESTAMP to drop them`,
    );
    return `CASE WHEN isfinite(${column}) AND epoch_ns(${column}) % 1000 <> 0 THEN error(${message}) ELSE ${cast} END AS ${column}`;
  });
  return `SELECT ${items.join(', ')} FROM (\n${select}\n)`;
}

type StoredForm = Extract<StorageForm, { kind: 'stored' }>;

function storageForms(columns: readonly QueryColumn[]): { name: string; form: StoredForm }[] {
  const refused = [];
  const stored = [];
  for (const { name, type } of columns) {
    const form = toDeltaType(type);
    if (form.kind === 'stored') stored.push({ name, form });
    else refused.push(diagnose('delta-type-refused', { ...form, column: name }));
  }
  if (refused.length > 0) throw new DiagnosticError(refused);
  return stored;
}
