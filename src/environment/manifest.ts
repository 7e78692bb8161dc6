import { z } from 'zod';
import { type Interval, inputContent, interval } from './build.ts';
import { contentHash } from './canonical-json.ts';
import { modelKind } from './definition.ts';
import { relationDrift } from './drift/index.ts';
import { actor, formatVersion, moment, sha256 } from './format.ts';
import { joinRanges } from './intervals.ts';
import { environmentName } from './layout.ts';
import { loadPosition } from './load.ts';

const environmentNameForm = z.string().regex(environmentName);

/** A table as a manifest pins it. `token` identifies the Delta commit: another commit of that version is a foreign one. */
export const pinnedTable = z.object({
  id: z.string(),
  /** Relative to the lake. */
  path: z.string(),
  version: z.number().int().nonnegative(),
  token: z.string(),
});
export type PinnedTable = z.infer<typeof pinnedTable>;

/** A model of an environment without its table's version, which only the commit decides. */
export const manifestModelDraft = z.object({
  name: z.string(),
  layer: z.string(),
  kind: modelKind,
  definition: sha256,
  computation: sha256,
  /** Which definition made which part; one entry with a null range for models that are made whole. */
  ranges: z.array(
    z.object({
      range: interval.nullable(),
      definition: sha256,
      /** Computed over a part of its input's rows only: the next plan computes it again. */
      sample: z.boolean().default(false),
    }),
  ),
  builds: z.array(sha256),
  inputs: z.array(inputContent),
  /** Models computed by interval whose rows it came from, directly or through other models, and the content that each had. */
  seen: z.array(inputContent).default([]),
  /** The last changes of a model computed by interval, oldest first: what its content was before, and the ranges that were computed. A reader finds in it what is new since it looked. */
  touches: z.array(z.object({ content: z.string(), ranges: z.array(interval) })).default([]),
  content: z.string(),
  rows: z.number().int().nonnegative().nullable(),
  bytes: z.number().int().nonnegative().nullable(),
  overrule: z.object({ verdict: z.string(), reason: z.string() }).nullable(),
  /** When it was last computed, or found not to need it; null: before that was recorded. */
  refreshedAt: moment.nullable().default(null),
  /** The version to which the model was rolled back: runs leave it alone until it is released; null for none. */
  heldAt: z.number().int().positive().nullable().default(null),
  /** How far it has followed its source; left out for models that read theirs whole. */
  load: loadPosition.optional(),
  /** In what the sources that it reads differed from their contracts when it was last loaded, and did so before. */
  drift: z.array(relationDrift).default([]),
  /** Its definition over the contracts alone, as the project gave it; null: what its sources have beside that makes no difference. */
  contracted: sha256.nullable().default(null),
  /** The model whose rows these were, before they were put aside; left out for models. */
  sideOf: z.string().optional(),
});
export type ManifestModelDraft = z.infer<typeof manifestModelDraft>;

/** A committed version of an environment, as another environment pins it. */
export const pinnedEnvironment = z.object({
  environment: environmentNameForm,
  incarnation: z.string(),
  version: z.number().int().positive(),
});
export type PinnedEnvironment = z.infer<typeof pinnedEnvironment>;

/** The intervals that are filled, whatever definition filled them; not those of which only a sample was computed. */
export function filledRanges(ranges: ManifestModelDraft['ranges']): Interval[] {
  return joinRanges(ranges.flatMap(({ range, sample }) => (range === null || sample ? [] : [range])));
}

export const manifestModel = manifestModelDraft.extend({ table: pinnedTable.nullable() });
export type ManifestModel = z.infer<typeof manifestModel>;

export const manifestChunk = z
  .object({
    formatVersion,
    /** The version that wrote it. Names are hashes: so no two versions ever write the same one, and one that is being cleaned away is never written again. */
    version: z.number().int().positive().optional(),
    models: z.array(manifestModel),
  })
  .meta({ id: 'manifest-chunk', title: 'Manifest chunk' });
export type ManifestChunk = z.infer<typeof manifestChunk>;

/** `<n>.json`: how version n of an environment ended. Put if absent; the first one written holds for ever. */
export const manifestRecord = z
  .object({
    formatVersion,
    environment: z.string(),
    incarnation: z.string(),
    version: z.number().int().positive(),
    /** The committed version that this one was based on; null for the first. */
    parent: z.number().int().positive().nullable(),
    status: z.enum(['committed', 'aborted']),
    /** Why it was aborted; null when committed. */
    reason: z.string().nullable(),
    token: z.string(),
    target: z.string(),
    project: z.object({ name: z.string(), git: z.string().nullable() }),
    by: actor,
    /** The version that this one goes back to; null for one that goes on. */
    rollbackTo: z.number().int().positive().nullable().default(null),
    committedAt: moment,
    /** The tables that this version committed to. */
    tables: z.array(z.object({ model: z.string(), table: pinnedTable })),
    /** The version of another environment from which everything is read that this one does not hold itself; null where it holds all. */
    base: pinnedEnvironment.nullable().default(null),
    /** Models of the base that this environment does not have. */
    hidden: z.array(z.string()).default([]),
    /** When the environment may be cleaned away; null: never. */
    expiresAt: moment.nullable().default(null),
    /** The environment ends with this version: it was dropped. A version that follows begins another one of the same name. */
    ended: z.boolean().default(false),
    /** Hashes of the chunks that together list every model that it holds itself; empty when aborted. */
    chunks: z.array(sha256),
  })
  .meta({ id: 'manifest', title: 'Manifest' });
export type ManifestRecord = z.infer<typeof manifestRecord>;

/** A committed version with its chunks read: what an environment holds. Models by lower-case name. */
export interface Manifest {
  readonly record: ManifestRecord;
  /** What its readers see: its own models, and those of its base that it has not. */
  readonly models: ReadonlyMap<string, ManifestModel>;
  /** Those of its own. */
  readonly own: ReadonlySet<string>;
}

const modelsPerChunk = 32;

/**
 * Cuts the models of a version into content-addressed chunks. A model's chunk depends on its name and on the number of models only, so a
 * version that touches few models writes few chunks. `standing`: those of the version before, by what they list; they are taken as they are.
 */
export function chunkModels(
  models: Iterable<ManifestModel>,
  version: number,
  standing: ReadonlyMap<string, string>,
): { hash: string; chunk: ManifestChunk | null }[] {
  const all = [...models].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let buckets = 1;
  while (buckets * modelsPerChunk < all.length) buckets *= 2;
  const filled = new Map<number, ManifestModel[]>();
  for (const model of all) {
    const bucket = Number.parseInt(contentHash(model.name.toLowerCase()).slice(0, 8), 16) % buckets;
    const members = filled.get(bucket);
    if (members === undefined) filled.set(bucket, [model]);
    else members.push(model);
  }
  return [...filled.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, members]) => {
      const known = standing.get(chunkContent(members));
      if (known !== undefined) return { hash: known, chunk: null };
      const chunk: ManifestChunk = { formatVersion: '1.0', version, models: members };
      return { hash: contentHash(chunk), chunk };
    });
}

/** Identifies what a chunk lists, whichever version wrote it. */
export function chunkContent(models: readonly ManifestModel[]): string {
  return contentHash(models);
}
