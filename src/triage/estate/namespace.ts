import type { Dialect } from './dialect.ts';
import type { LegacyObject, Namespace } from './legacy-object.ts';

/** Dialects whose relations have a database before their schema; of the others the schema is the first part. */
const withDatabase = new Set<LegacyObject['dialect']>([
  'postgres',
  'tsql',
  'snowflake',
  'bigquery',
  'databricks',
  'duckdb',
]);
/** Where a bare name may be found elsewhere too: by public synonyms, or along a path of schemas. */
const looksElsewhere = new Set<LegacyObject['dialect']>(['oracle', 'postgres', 'db2', 'firebird', 'ansi']);
const usualSchema: Partial<Record<Dialect, string>> = { tsql: 'dbo', snowflake: 'public' };

/** A name with the database and schema in force before it. A part that is not known is empty: it may be any. */
export function qualify(
  parts: readonly string[],
  namespace: Namespace | undefined,
  dialect: LegacyObject['dialect'],
): readonly string[] {
  if (namespace === undefined) return parts;
  const { database, schema } = namespace;
  if (!withDatabase.has(dialect)) {
    const first = schema ?? database;
    return parts.length === 1 && first !== null ? [first, ...parts] : parts;
  }
  if (parts.length >= 3 || (parts.length === 2 && database === null)) return parts;
  if (parts.length === 2) return [database!, ...parts];
  if (database === null && schema === null) return parts;
  return database === null ? [schema!, ...parts] : [database, schema ?? '', ...parts];
}

/** The full name as text, for what is defined nowhere; null where the dialect may find the name elsewhere, or it is as full as it was. */
export function fullName(
  parts: readonly string[],
  namespace: Namespace | undefined,
  dialect: LegacyObject['dialect'],
): string | null {
  if (looksElsewhere.has(dialect)) return null;
  const full = qualify(parts, namespace, dialect);
  const usual = usualSchema[dialect as Dialect] ?? '';
  return full.length === parts.length
    ? null
    : full
        .map((part) => part || usual)
        .filter(Boolean)
        .join('.');
}

/** Whether the parts that both names have, from the last on, are the same; at least `least` of them. */
export function isSameName(one: readonly string[], other: readonly string[], least = 1): boolean {
  const count = Math.min(one.length, other.length);
  for (let i = 1; i <= count; i++) {
    const [a, b] = [one.at(-i)!, other.at(-i)!];
    if (a !== b && a !== '' && b !== '') return false;
  }
  return count >= least;
}

/**
 * Those of `ids` that a name may mean where a database and a schema are in force: those that agree with most of what is in force. Empty: it is in none of them, or is as full as it can be.
 */
export function idsInNamespace(
  ids: readonly string[],
  parts: readonly string[],
  namespace: Namespace,
  dialect: LegacyObject['dialect'],
): readonly string[] {
  const full = qualify(parts, namespace, dialect);
  if (full.length === parts.length) return [];
  const fits = ids.filter((id) => isSameName(full, id.split('.')));
  const agreeing = (id: string) => {
    const names = id.split('.');
    return full.filter((part, at) => part !== '' && part === names.at(at - full.length)).length;
  };
  const most = Math.max(0, ...fits.map(agreeing));
  return fits.filter((id) => agreeing(id) === most);
}

/** Whether a name that is not found where it stands may mean one that is elsewhere. */
export function mayBeElsewhere(dialect: LegacyObject['dialect']): boolean {
  return looksElsewhere.has(dialect);
}
