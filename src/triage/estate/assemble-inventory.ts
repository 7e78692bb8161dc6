import { withSchedules } from '../schedules/index.ts';
import { nothingKnown } from './bare-object.ts';
import type { Inventory, ScannedSource } from './inventory.ts';
import type { LegacyObject, LegacyStatement } from './legacy-object.ts';
import { fullName } from './namespace.ts';
import { isOfSystem } from './of-system.ts';
import { indexNames, type NameIndex, type NameUser } from './resolve-names.ts';
import { settleUses } from './settle-uses.ts';
import { weakest } from './understanding.ts';

/** One file or catalog as it was read. */
export interface ReadSource {
  readonly source: Omit<ScannedSource, 'objects' | 'understanding'>;
  /** With names as written. */
  readonly objects: readonly LegacyObject[];
}

/**
 * The inventory of all that was read: ids made unique (what is defined twice has its file behind an `@`), names resolved to ids, columns settled, what is used and defined nowhere added as
 * `external`, schedules given to what jobs call. The same sources give the same inventory, whatever their order.
 */
export function assembleInventory(read: readonly ReadSource[]): Inventory {
  const sorted = read.toSorted((a, b) => compare(a.source.file, b.source.file));
  const named = uniqueIds(withDatabases(sorted.flatMap(({ objects }) => objects)));
  const index = indexNames(named);
  const columns = new Map(
    named.map((object) => [object.id, object.columns?.map(({ name }) => name.toLowerCase()) ?? null]),
  );
  const external = new Map<string, LegacyObject>();
  const settled = named.map(({ namespace, ...object }) => {
    const statements = object.statements.map(({ namespace: own, ...statement }) => {
      const inForce = own ?? namespace;
      const user = { ...object, ...(inForce === undefined ? {} : { namespace: inForce }) };
      const through = new Set<string>();
      const resolve = (relation: string): string | null => {
        const found = behindSynonyms(index, relation, user, through);
        if (typeof found !== 'string') return found.id;
        const full = found.includes('@') ? null : fullName(found.split('.'), inForce, object.dialect);
        if (isOfSystem(found, object.dialect) || (full !== null && isOfSystem(full, object.dialect)))
          return null;
        const id = (full ?? found).replace('..', object.dialect === 'tsql' ? '.dbo.' : '.public.');
        if (!external.has(id)) external.set(id, externalObject(id, object));
        return id;
      };
      const call = (relation: string): string | null => {
        const found = index.find(relation, user);
        return found !== null && /^(procedure|function|package)$/.test(found.kind) && found.id !== object.id
          ? found.id
          : null;
      };
      return withSynonyms(
        settleUses(statement, resolve, call, (relation) => columns.get(relation) ?? null),
        through,
      );
    });
    return { ...object, statements };
  });
  const objects = withSchedules(withCalledSchedules([...settled, ...external.values()])).toSorted((a, b) =>
    compare(a.id, b.id),
  );
  const byFile = new Map<string, LegacyObject[]>();
  for (const object of objects) {
    if (object.kind === 'external') continue;
    const known = byFile.get(object.place.file);
    if (known === undefined) byFile.set(object.place.file, [object]);
    else known.push(object);
  }
  return {
    format: 'lode-legacy-inventory/1',
    sources: sorted.map(({ source }) => {
      const own = byFile.get(source.file) ?? [];
      return {
        ...source,
        objects: own.map(({ id }) => id),
        understanding: own.length === 0 ? 'opaque' : weakest(own.map(({ understanding }) => understanding)),
      };
    }),
    objects,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a name means, through synonyms, whose ids go to `through`; the name itself where no object has it. */
function behindSynonyms(
  index: NameIndex,
  relation: string,
  user: NameUser,
  through: Set<string>,
): LegacyObject | string {
  let [name, from] = [relation, user];
  /** Of this name alone: another name of the statement may go the same way. */
  const passed = new Set<string>();
  for (;;) {
    const found = index.find(name, from);
    if (found === null) return name;
    const target = found.kind === 'synonym' ? found.statements[0]?.reads[0]?.relation : undefined;
    if (target === undefined || passed.has(found.id)) return found;
    passed.add(found.id);
    through.add(found.id);
    [name, from] = [target, found];
  }
}

/** That a statement goes through a synonym is known as well: who drops the synonym breaks it. */
function withSynonyms(statement: LegacyStatement, through: ReadonlySet<string>): LegacyStatement {
  if (through.size === 0) return statement;
  const { place, understanding } = statement;
  const own = [...through]
    .filter((id) => !statement.reads.some(({ relation }) => relation === id))
    .map((relation) => ({ relation, columns: [], place, understanding }));
  return {
    ...statement,
    reads: [...statement.reads, ...own].sort((a, b) => compare(a.relation, b.relation)),
  };
}

/** Where objects of one name stand in several databases or schemas, by what was in force where each is defined, their ids say so. */
function withDatabases(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const names = new Map<string, Set<string>>();
  const full = ({ id, namespace, dialect }: LegacyObject) =>
    id.startsWith('file:') ? id : (fullName(id.split('.'), namespace, dialect) ?? id);
  for (const object of objects) names.set(object.id, (names.get(object.id) ?? new Set()).add(full(object)));
  return objects.map((object) => (names.get(object.id)!.size > 1 ? { ...object, id: full(object) } : object));
}

function uniqueIds(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const found = new Map<string, LegacyObject>();
  for (const object of objects) {
    const known = found.get(object.id);
    if (known === undefined) {
      found.set(object.id, object);
      continue;
    }
    if (isSame(known, object)) {
      found.set(object.id, merge(known, object));
      continue;
    }
    let id = `${object.id}@${object.place.file}`;
    if (found.has(id)) id = `${id}:${object.place.line}`;
    for (let number = 2; found.has(id); number++)
      id = `${object.id}@${object.place.file}:${object.place.line}:${number}`;
    const note = {
      code: 'defined-twice',
      text: `${known.place.file}, line ${known.place.line} defines an object of this name too.`,
      place: object.place,
    };
    found.set(id, { ...object, id, notes: [...object.notes, note] });
  }
  return [...found.values()];
}

/** Data files that several name are one; a package's head and body are one. */
function isSame(one: LegacyObject, other: LegacyObject): boolean {
  if (one.id.startsWith('file:')) return true;
  return one.kind === 'package' && other.kind === 'package' && one.dialect === other.dialect;
}

function merge(one: LegacyObject, other: LegacyObject): LegacyObject {
  return {
    ...one,
    kind: other.kind === 'export' ? 'export' : one.kind,
    columns: one.columns ?? other.columns,
    understanding: weakest([one.understanding, other.understanding]),
    statements: [...one.statements, ...other.statements],
    measures: one.measures.length > 0 ? one.measures : other.measures,
    notes: [...one.notes, ...other.notes],
  };
}

function externalObject(relation: string, user: LegacyObject): LegacyObject {
  return {
    id: relation,
    name: relation,
    kind: 'external',
    dialect: null,
    place: user.place,
    understanding: 'opaque',
    ...nothingKnown,
  };
}

/** What a job of a database calls runs when the job does. */
function withCalledSchedules(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const schedules = new Map<string, Set<string>>();
  for (const job of objects) {
    if (job.kind !== 'job' || job.schedule === null) continue;
    for (const { reads } of job.statements)
      for (const { relation } of reads)
        schedules.set(relation, (schedules.get(relation) ?? new Set()).add(job.schedule));
  }
  return objects.map((object) => {
    const found = schedules.get(object.id);
    const runs = object.kind === 'procedure' || object.kind === 'function' || object.kind === 'package';
    return found === undefined || !runs || object.schedule !== null
      ? object
      : { ...object, schedule: [...found].sort().join('; ') };
  });
}
