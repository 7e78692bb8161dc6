import { definedName } from '../estate/defined-name.ts';
import type { LegacyKind, LegacyObject } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { ColumnReads } from './relation-usage.ts';

/** A use that somebody has declared: an exposure, an export. `columns` null: all. */
export interface DeclaredUse {
  readonly relation: string;
  readonly columns: readonly string[] | null;
  readonly by: string;
}

/** Something of which no use is known. */
export interface Unused {
  readonly relation: string;
  readonly kind: LegacyKind;
  /** Null: all of it; else these of its columns. */
  readonly columns: readonly string[] | null;
  readonly place: EstatePlace;
}

/** What is used of a relation: columns, or all of them. */
interface Used {
  readonly columns: Set<string>;
  all: boolean;
}

/**
 * Relations and columns that no query reads, nobody has declared a use of, and from which nothing is made that is used. What makes a relation needs all that it reads, so a use is rather seen
 * where there is none than missed. Says nothing of columns of a relation that was read in a way that does not tell which.
 */
export function findUnused(
  objects: readonly LegacyObject[],
  reads: readonly ColumnReads[],
  declared: readonly DeclaredUse[],
): readonly Unused[] {
  const used = new Map<string, Used>();
  const waiting: string[] = [];
  const use = (relation: string, columns: readonly string[] | null) => {
    const id = relation.toLowerCase();
    let found = used.get(id);
    if (found === undefined) {
      found = { columns: new Set(), all: false };
      used.set(id, found);
      waiting.push(id);
    }
    if (columns === null) found.all = true;
    else for (const column of columns) found.columns.add(column.toLowerCase());
  };
  for (const { relation, column } of reads)
    use(relation, column === '*' ? null : column === null ? [] : [column]);
  for (const { relation, columns } of declared) use(relation, columns);
  const makers = makersOf(objects);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const maker of makers.get(id) ?? [])
      for (const { reads: all, loose } of maker.statements) {
        for (const { relation, columns } of all) use(relation, columns);
        for (const { column, candidates } of loose ?? [])
          for (const each of candidates.flat()) use(each, [column]);
      }
  return objects
    .filter(({ kind }) => readable.has(kind))
    .flatMap((object) => {
      const id = object.id.toLowerCase();
      const found = [...new Set([id, definedName(id)])].flatMap((name) => used.get(name) ?? []);
      return unusedOf(object, found);
    });
}

/** Kinds that somebody could read. */
const readable: ReadonlySet<LegacyKind> = new Set([
  'table',
  'view',
  'materialized_view',
  'export',
  'synonym',
]);

function unusedOf({ id, kind, columns, place }: LegacyObject, used: readonly Used[]): readonly Unused[] {
  if (used.length === 0) return [{ relation: id, kind, columns: null, place }];
  if (used.some(({ all }) => all) || columns === null) return [];
  const rest = columns
    .map(({ name }) => name)
    .filter((name) => !used.some((each) => each.columns.has(name.toLowerCase())));
  return rest.length === 0 ? [] : [{ relation: id, kind, columns: rest, place }];
}

/** By relation: the objects that make it. A view makes itself, a procedure or a script what it writes. */
function makersOf(objects: readonly LegacyObject[]): ReadonlyMap<string, readonly LegacyObject[]> {
  const makers = new Map<string, Set<LegacyObject>>();
  const add = (id: string, object: LegacyObject) => {
    const known = makers.get(id) ?? new Set();
    makers.set(id, known.add(object));
  };
  for (const object of objects) {
    add(object.id.toLowerCase(), object);
    for (const { writes } of object.statements)
      for (const { relation } of writes) add(relation.toLowerCase(), object);
  }
  return new Map([...makers].map(([id, all]) => [id, [...all]]));
}
