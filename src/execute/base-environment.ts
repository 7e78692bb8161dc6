import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Manifest, ManifestRecord, PinnedEnvironment } from '../environment/index.ts';
import type { Lake } from './lake.ts';
import { type Base, readCommitted, readManifest, readRecord } from './read-environment.ts';

export interface BaseRequest {
  readonly environment: string;
  readonly target: string;
  /** The environment that a new one reads what it does not hold from; null: it holds all itself. */
  readonly from: string | null;
  /** Whether an environment that stands is to read the newest version of its base from now on. */
  readonly repin: boolean;
}

/** What a plan starts from, with what is read from another environment. */
export interface Start {
  readonly manifest: Manifest | null;
  /** The newest version of the environment that it reads from; null where it reads from none. */
  readonly newest: number | null;
  /** Whether it read from another version until now. */
  readonly repinned: boolean;
  /** Models of its own that are what the base has by now, by lower-case name: they are read from there again. */
  readonly returned: readonly string[];
}

/**
 * What an environment holds, or what a new one would be made over: it reads everything that it does not hold itself from one version of another environment, until it is told to
 * read a newer one. Rows of another target are never mixed in: a new environment of another target holds all itself.
 */
export async function startOver(
  lake: Lake,
  { manifest }: Pick<Base, 'manifest'>,
  request: BaseRequest,
): Promise<Start> {
  if (manifest === null) return startNew(lake, request);
  const pin = manifest.record.base;
  if (pin === null) return { manifest, newest: null, repinned: false, returned: [] };
  const newest = await readCommitted(lake, pin.environment);
  const version = newest?.record.version ?? pin.version;
  if (!request.repin || newest === null || version === pin.version)
    return { manifest, newest: version, repinned: false, returned: [] };
  return { newest: version, repinned: true, ...repinned(manifest, newest) };
}

async function startNew(lake: Lake, { environment, target, from }: BaseRequest): Promise<Start> {
  const none = { manifest: null, newest: null, repinned: false, returned: [] };
  if (from === null || from.toLowerCase() === environment.toLowerCase()) return none;
  const base = await readCommitted(lake, from);
  if (base === null || base.record.target !== target) return none;
  const record: ManifestRecord = {
    ...base.record,
    environment,
    incarnation: '',
    version: 0,
    parent: null,
    tables: [],
    base: pinOf(base.record),
    hidden: [],
    expiresAt: null,
    chunks: [],
    rollbackTo: null,
  };
  return {
    manifest: { record, models: base.models, own: new Set() },
    newest: base.record.version,
    repinned: false,
    returned: [],
  };
}

/** The environment over the newest version of its base. What it holds itself and the base holds as well by now is the base's again. */
function repinned(manifest: Manifest, base: Manifest): { manifest: Manifest; returned: string[] } {
  const models = new Map(base.models);
  const own = new Set<string>();
  const returned: string[] = [];
  for (const name of manifest.record.hidden) models.delete(name.toLowerCase());
  for (const name of manifest.own) {
    const model = manifest.models.get(name)!;
    const other = base.models.get(name);
    if (other !== undefined && other.definition === model.definition && other.content === model.content) {
      returned.push(name);
      continue;
    }
    models.set(name, model);
    own.add(name);
  }
  return { manifest: { record: { ...manifest.record, base: pinOf(base.record) }, models, own }, returned };
}

function pinOf({ environment, incarnation, version }: ManifestRecord): PinnedEnvironment {
  return { environment, incarnation, version };
}

/** The environment that a new one reads from: the one named, else the project's default where it stands. */
export async function chosenBase(
  lake: Lake,
  environment: string,
  named: string | null,
  byDefault: string,
): Promise<string | null> {
  if (named === 'none') return null;
  if (named === null) return byDefault === environment ? null : byDefault;
  if ((await readCommitted(lake, named)) === null)
    throw new DiagnosticError(diagnose('environment-unknown', { environment: named, known: [], near: [] }));
  return named;
}

/** A version of an environment, as another one takes tables over from it. */
export async function readVersion(lake: Lake, environment: string, version: number): Promise<Manifest> {
  return readManifest(lake, await readRecord(lake, environment, version));
}
