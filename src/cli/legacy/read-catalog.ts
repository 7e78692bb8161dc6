import type { CatalogDefinition } from '../../ports/index.ts';
import {
  type Dialect,
  type LegacyObject,
  type LegacyStatement,
  nothingKnown,
  type RelationUse,
} from '../../triage/index.ts';
import { type Grammars, readSqlFile } from '../../triage/sql/index.ts';

/** The dialects of the sources whose catalogs can be read. */
export const catalogDialects: Readonly<Record<string, Dialect>> = {
  firebird: 'firebird',
  postgres: 'postgres',
  mysql: 'mysql',
};

/**
 * The objects of a database by its catalog. Texts are read as files are; columns and keys are the catalog's. What the catalog says of an object's uses, and its text did not show, is added
 * as a statement `catalog`: for the database it is certain.
 */
export function readCatalog(
  source: string,
  definitions: readonly CatalogDefinition[],
  dialect: Dialect,
  grammars: Grammars,
  addUses = true,
): readonly LegacyObject[] {
  const file = `catalog:${source}`;
  return definitions.map((definition) => {
    const made = objectOf(definition, file, dialect, grammars);
    return addUses && definition.uses !== null ? withUses(made, definition) : made;
  });
}

function objectOf(
  { kind, name, sql, columns, key, uses }: CatalogDefinition,
  file: string,
  dialect: Dialect,
  grammars: Grammars,
): LegacyObject {
  const place = { file, line: 1, endLine: 1 };
  const plain: LegacyObject = {
    id: name.toLowerCase(),
    name,
    kind,
    dialect,
    place,
    understanding: kind === 'table' || (sql === null && uses !== null) ? 'parsed' : 'opaque',
    ...nothingKnown,
    columns: columns?.map((column) => ({ ...column })) ?? null,
    key: key.length === 0 ? null : key,
    notes:
      kind !== 'table' && sql === null && uses === null
        ? [{ code: 'text-not-shown', text: 'The catalog does not show its text to this user.', place }]
        : [],
  };
  if (sql === null) return plain;
  const read = readSqlFile(sql, file, dialect, grammars).objects;
  const found = read.find((object) => object.kind === kind) ?? read[0];
  if (found === undefined) return plain;
  return {
    ...found,
    id: plain.id,
    name,
    kind: found.kind === 'script' ? kind : found.kind,
    columns: plain.columns ?? found.columns,
    key: plain.key,
  };
}

function withUses(object: LegacyObject, { uses }: CatalogDefinition): LegacyObject {
  const place = object.place;
  const has = (relation: string, column: string | null) =>
    object.statements.some(
      ({ reads, writes, loose }) =>
        [...reads, ...writes].some(
          (use) =>
            // A text may leave out the schema that the catalog writes.
            (use.relation === relation || relation.endsWith(`.${use.relation}`)) &&
            (column === null || use.columns === null || use.columns.includes(column)),
        ) ||
        (column !== null && loose?.some((each) => each.column === column)),
    );
  const reads = (uses ?? []).flatMap(({ relation, columns }): RelationUse[] => {
    const name = relation.toLowerCase();
    if (name === object.id) return [];
    const missing = (columns ?? [])
      .map((column) => column.toLowerCase())
      .filter((column) => !has(name, column));
    return missing.length === 0 && has(name, null)
      ? []
      : [{ relation: name, columns: missing.sort(), place, understanding: 'parsed' }];
  });
  if (reads.length === 0) return object;
  const statement: LegacyStatement = {
    kind: 'catalog',
    place,
    understanding: 'parsed',
    reads,
    writes: [],
    text: 'what the catalog says that it uses',
  };
  return { ...object, statements: [...object.statements, statement] };
}
