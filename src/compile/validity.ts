import { quoteName } from '../delta/types/index.ts';
import { loadColumns } from '../environment/index.ts';
import type { ModelHeader } from '../project/index.ts';
import type { CompiledColumn } from './compiled-project.ts';

/** What a model of kind `scd_type_2` adds to the columns of its query: when a version of a row began and ended; the open one has no end. */
export const validityColumns = ['valid_from', 'valid_to'] as const;

/** SQL that gives a query's columns and those that its kind adds; null for models of other kinds. The text before the query is a constant: positions of errors count it. */
export function withValidity(
  header: Pick<ModelHeader, 'kind' | 'updatedAt'> & { readonly load: unknown },
): { readonly before: string; readonly after: string } | null {
  if (header.load !== null) {
    const items = addedByLoad.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`);
    return { before: `SELECT *, ${items.join(', ')} FROM (\n`, after: '\n)' };
  }
  if (header.kind !== 'scd_type_2') return null;
  const time =
    header.updatedAt === null ? 'CAST(NULL AS TIMESTAMP WITH TIME ZONE)' : quoteName(header.updatedAt);
  const [from, to] = validityColumns;
  return { before: `SELECT *, ${time} AS ${from}, ${time} AS ${to} FROM (\n`, after: '\n)' };
}

const addedByLoad: readonly { readonly name: string; readonly type: string; readonly meaning: string }[] = [
  {
    name: loadColumns[0],
    type: 'TIMESTAMP WITH TIME ZONE',
    meaning: 'When a load wrote the row.',
  },
  { name: loadColumns[1], type: 'VARCHAR', meaning: 'The run that wrote it.' },
  { name: loadColumns[2], type: 'VARCHAR', meaning: 'What the load did: insert, update or delete.' },
];

/** The columns of the query itself. */
export function queryColumns<C>(
  { kind, load }: { readonly kind: ModelHeader['kind']; readonly load?: unknown },
  columns: readonly C[],
): readonly C[] {
  if (load != null) return columns.slice(0, -addedByLoad.length);
  return kind === 'scd_type_2' ? columns.slice(0, -validityColumns.length) : columns;
}

/** The columns that the kind adds, with the engine's types as they were bound. */
export function validityOf(
  header: ModelHeader,
  bound: readonly { readonly name: string; readonly type: string }[],
): CompiledColumn[] {
  const told = new Map(header.columns.map((column) => [column.name.toLowerCase(), column]));
  if (header.load !== null)
    return addedByLoad.map(({ name, type, meaning }): CompiledColumn => {
      const own = told.get(name);
      return {
        name,
        engineType: type,
        storedType: type,
        nullable: false,
        description: own?.description ?? meaning,
        pii: null,
        tags: own?.tags ?? [],
        span: own?.span ?? null,
      };
    });
  if (header.kind !== 'scd_type_2') return [];
  return bound.slice(-validityColumns.length).map(({ name, type }, index): CompiledColumn => {
    const own = told.get(name.toLowerCase());
    const meaning =
      index === 0 ? 'When this version of the row began.' : 'When it ended; NULL: it is the present one.';
    return {
      name,
      engineType: type,
      storedType: type,
      nullable: index === 1,
      description: own?.description ?? meaning,
      pii: null,
      tags: own?.tags ?? [],
      span: own?.span ?? null,
    };
  });
}
