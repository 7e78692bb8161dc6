import type { LegacyObject, Namespace } from './legacy-object.ts';
import { isSameName, mayBeElsewhere, qualify } from './namespace.ts';

/** Finds the object that a name means, from where it is used. */
export interface NameIndex {
  readonly find: (relation: string, from: NameUser) => LegacyObject | null;
}

/** Who uses a name, and what a bare name means there. */
export interface NameUser extends Pick<LegacyObject, 'id' | 'dialect' | 'place' | 'kind'> {
  readonly namespace?: Namespace;
}

const usualSchemas = new Set(['dbo', 'public']);
const nameless = new Set(['script', 'query', 'data_flow', 'job']);

/**
 * Names by their last part; scripts, jobs and data flows by their ids alone. A name means an object where one is the end of the other (`dbo.t` and `warehouse.dbo.t`), each with the database and schema in force where it stands, as far as they are
 * known: a table of another database is another table. Of several: the one of the same schema, dialect and nearest folder. What stands on another server (`t@link`, four parts) is no object of the
 * estate, unless its database is known to be one.
 */
export function indexNames(objects: readonly LegacyObject[]): NameIndex {
  const byLast = new Map<string, LegacyObject[]>();
  const bare = (id: string) => {
    const at = id.indexOf('@');
    // A stage is written with an at sign.
    return at < 0 || id.startsWith('file:') ? id : id.slice(0, at);
  };
  const byId = new Map<string, LegacyObject>();
  for (const object of objects) {
    if (nameless.has(object.kind)) {
      byId.set(object.id, object);
      continue;
    }
    const name = bare(object.id);
    const last = object.id.startsWith('file:') ? name : name.slice(name.lastIndexOf('.') + 1);
    const known = byLast.get(last);
    if (known === undefined) byLast.set(last, [object]);
    else known.push(object);
  }
  const score = (object: LegacyObject, relation: string, from: NameUser): number => {
    const name = bare(object.id);
    const schema = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
    const own = bare(from.id);
    const near = own.includes('.') ? own.slice(0, own.lastIndexOf('.')) : '';
    return (
      (object.dialect === from.dialect ? 1000 : 0) +
      (name === relation ? (object.kind === 'synonym' ? 350 : 500) : 0) +
      (schema !== '' && schema === near ? 400 : 0) +
      (usualSchemas.has(schema) ? 200 : 0) +
      (liesIn(object.place.file, relation.slice(0, -name.length - 1)) ? 300 : 0) +
      commonFolders(object.place.file, from.place.file)
    );
  };
  return {
    find(relation, from) {
      if (relation.startsWith('file:')) return byLast.get(relation)?.[0] ?? null;
      if (relation.includes('@')) return null;
      const parts = relation.split('.');
      const candidates = (byLast.get(parts.at(-1)!) ?? []).filter(
        (object) => !(object.id === from.id && from.kind === 'synonym'),
      );
      const isRemote = from.dialect === 'tsql' && parts.length > 3;
      const like = (name: readonly string[]) =>
        candidates.filter((object) =>
          isSameName(
            name,
            qualify(bare(object.id).split('.'), object.namespace, object.dialect),
            isRemote ? 3 : 1,
          ),
        );
      const full = qualify(parts, from.namespace, from.dialect);
      let fits = like(full);
      if (fits.length === 0 && full !== parts && mayBeElsewhere(from.dialect)) fits = like(parts);
      const own = fits.length === 0 ? byId.get(relation) : undefined;
      if (own !== undefined) return own;
      if (fits.length === 0 && relation.includes('.')) {
        // A procedure of a package.
        const holder = relation.slice(0, relation.lastIndexOf('.'));
        const within = (byLast.get(holder.slice(holder.lastIndexOf('.') + 1)) ?? []).filter(
          ({ kind }) => kind === 'package',
        );
        return within[0] ?? null;
      }
      let best: LegacyObject | null = null;
      let most = -1;
      for (const each of fits) {
        const points = score(each, relation, from);
        if (points > most) {
          best = each;
          most = points;
        }
      }
      return best;
    },
  };
}

/** Whether a folder is called as the database is: two databases of an estate may have a table of one name. */
function liesIn(file: string, database: string): boolean {
  return database !== '' && file.toLowerCase().split('/').slice(0, -1).includes(database);
}

function commonFolders(left: string, right: string): number {
  const a = left.split('/');
  const b = right.split('/');
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}
