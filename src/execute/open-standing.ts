import { closeSnapshot, openSnapshot, scanQuery } from '../delta/index.ts';
import type { Definition, Manifest } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { type Lake, lakePath } from './lake.ts';
import { readDefinition } from './read-environment.ts';

/** A model as a committed version of an environment has it. */
export interface StandingModel {
  readonly definition: Definition;
  /** One SELECT of its table, good in the session until it is closed; null for a view, which has none. */
  readonly select: string | null;
  readonly close: () => Promise<void>;
}

/** Opens a model's table at the version that the manifest pins. null where the environment has no such model. */
export async function openStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  name: string,
): Promise<StandingModel | null> {
  const model = manifest.models.get(name.toLowerCase());
  if (model === undefined) return null;
  const definition = await readDefinition(lake, model.definition);
  if (model.table === null) return { definition, select: null, close: async () => {} };
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, model.table.path), {
    version: model.table.version,
  });
  return { definition, select: await scanQuery(snapshot), close: () => closeSnapshot(snapshot) };
}
