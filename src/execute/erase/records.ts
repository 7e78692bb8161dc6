import {
  canonicalJson,
  type Erasure,
  type ErasureIntent,
  erasure,
  erasureFile,
  erasureIntent,
  erasureIntentFile,
  erasuresFolder,
} from '../../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from '../lake.ts';

/** The erasures of a lake, oldest first: those that ended, and those that began and did not. */
export async function readErasures(
  lake: Lake,
): Promise<{ readonly ended: readonly Erasure[]; readonly open: readonly ErasureIntent[] }> {
  const ended: Erasure[] = [];
  const open: ErasureIntent[] = [];
  for (const { name } of await lake.files.list(lakePath(lake, erasuresFolder))) {
    const path = `${erasuresFolder}/${name}`;
    if (name.startsWith('.')) continue;
    if (name.endsWith('.intent.json')) {
      const found = await readLakeJson(lake, path, erasureIntent);
      if (found !== null) open.push(found);
    } else if (name.endsWith('.json')) {
      const found = await readLakeJson(lake, path, erasure);
      if (found !== null) ended.push(found);
    }
  }
  const done = new Set(ended.map(({ id }) => id));
  const byTime = (a: { readonly startedAt: string }, b: { readonly startedAt: string }) =>
    a.startedAt < b.startedAt ? -1 : 1;
  return { ended: ended.sort(byTime), open: open.filter(({ id }) => !done.has(id)).sort(byTime) };
}

/** Written before anything is done, so that what is stopped midway is known. */
export async function beginErasure(lake: Lake, intent: ErasureIntent): Promise<void> {
  await lake.files.replace(
    lakePath(lake, erasureIntentFile(intent.id)),
    canonicalJson(erasureIntent.parse(intent)),
  );
}

export async function endErasure(lake: Lake, done: Erasure): Promise<void> {
  await lake.files.putIfAbsent(lakePath(lake, erasureFile(done.id)), canonicalJson(erasure.parse(done)));
  // Its mark could be tried against numbers: nobody needs it any more.
  await lake.files.remove(lakePath(lake, erasureIntentFile(done.id)));
}

/** What was erased from a model of an environment since a version of it. */
export interface ErasedSince {
  readonly model: string;
  /** The erasure's moment, and its id. */
  readonly at: string;
  readonly id: string;
}

/** The moments of erasures that ended, or were begun, after `moment` (ISO), oldest first. */
export async function erasuresAfter(lake: Lake, moment: string): Promise<readonly string[]> {
  const { ended, open } = await readErasures(lake);
  const all = [...ended.map(({ endedAt }) => endedAt), ...open.map(({ startedAt }) => startedAt)];
  return all.filter((at) => Date.parse(at) > Date.parse(moment)).sort();
}

/** The models of an environment of which something was erased after `version`: their rows of that version must not come back. */
export async function erasedSince(
  lake: Lake,
  environment: string,
  incarnation: string,
  version: number,
): Promise<readonly ErasedSince[]> {
  const { ended, open } = await readErasures(lake);
  const all = [
    ...ended.map((each) => ({ ...each, at: each.endedAt, isEnded: true })),
    ...open.map((each) => ({ ...each, at: each.startedAt, isEnded: false })),
  ];
  return all.flatMap(({ id, at, environments, isEnded }) =>
    environments.flatMap((one) => {
      const isBefore = isEnded ? version < one.version : version <= one.version;
      if (one.environment !== environment || one.incarnation !== incarnation || !isBefore) return [];
      return one.tables.flatMap(({ model, how }) => (how === 'left' ? [] : [{ model, at, id }]));
    }),
  );
}
