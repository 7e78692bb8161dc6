import { fillHoles } from '../estate/fill-holes.ts';
import type { LegacyStatement, RelationUse } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { TextWithHoles } from '../estate/text-with-holes.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import type { PackageConnection } from './connections.ts';
import type { PackageContext } from './flow-parts/flow-reading.ts';

/** SQL that stands in a package. */
export interface PackageSql {
  readonly statements: readonly LegacyStatement[];
  /** A run puts names or whole clauses into it. */
  readonly isDynamic: boolean;
}

/** Reads SQL of a package as its connection speaks it. A package writes an attribute on one line: all of it stands at `place`. */
export function readPackageSql(
  context: PackageContext,
  text: TextWithHoles,
  connection: PackageConnection | null,
  place: EstatePlace,
): PackageSql {
  const { sql, isDynamic } = fillHoles(text);
  if (sql.trim() === '') return { statements: [], isDynamic };
  const floor: Understanding = isDynamic ? 'scanned' : 'bound';
  const here = <T extends { readonly understanding: Understanding }>(
    each: T,
  ): T & { place: EstatePlace } => ({
    ...each,
    place,
    understanding: weakest([each.understanding, floor]),
  });
  const use = (each: RelationUse): RelationUse => ({
    ...here(each),
    relation: relationAt(context, connection, each.relation),
  });
  return {
    isDynamic,
    statements: context
      .readSql(sql, connection?.dialect ?? context.dialect, context.file, text.line)
      .map((each) => ({ ...here(each), reads: each.reads.map(use), writes: each.writes.map(use) })),
  };
}

/**
 * A relation as the package means it. Where its connections lead to several databases of SQL Server, with the one of this connection before it: `dbo.customer` of one is not that of the other.
 */
export function relationAt(
  { connections, dialect }: PackageContext,
  connection: PackageConnection | null,
  relation: string,
): string {
  if (
    !connections.isSeveral ||
    connection === null ||
    connection.database === null ||
    (connection.dialect ?? dialect) !== 'tsql' ||
    /^(?:file:|#|@)/.test(relation)
  )
    return relation;
  const parts = relation.split('.').length;
  if (parts > 2) return relation;
  return `${connection.database.toLowerCase()}.${parts === 2 ? relation : `dbo.${relation}`}`;
}
