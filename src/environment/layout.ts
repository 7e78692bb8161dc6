/** Where things lie in a lake. All paths are relative to the lake's folder, with forward slashes. */

/** `prod/gold/care_home_kpis_daily`; where the environment was made anew after it had been dropped, `prod.v12/gold/care_home_kpis_daily`. */
export function tablePath(environment: string, incarnation: string, model: string): string {
  return `${tablesFolder(environment, incarnation)}/${modelPath(model)}`;
}

/**
 * The folder of an environment's tables. One that comes after a dropped one of the same name gets a folder of its own: names in a Delta log are versions, and somebody may still be
 * removing the old ones.
 */
export function tablesFolder(environment: string, incarnation: string): string {
  const later = /^(v\d+)-/.exec(incarnation);
  return later === null ? environment : `${environment}.${later[1]}`;
}

/** The name of an incarnation that begins after version `head`; 0: the first of the name. */
export function nameIncarnation(head: number, id: string): string {
  return head === 0 ? id : `v${head + 1}-${id}`;
}

/** The environment whose tables lie in a folder of the lake, whatever its incarnation. */
export function environmentOfFolder(folder: string): string {
  return folder.replace(/\.v\d+$/, '');
}

/** Whether the table at a path, relative to the lake, is the environment's own: of what it reads from its base it writes nothing. */
export function ownsTable(environment: string, path: string): boolean {
  return environmentOfFolder(path.slice(0, path.indexOf('/'))) === environment;
}

/** `_builds/gold/care_home_kpis_daily/<id>` */
export function buildFolder(model: string, id: string): string {
  return `_builds/${modelPath(model)}/${id}`;
}

export function buildFile(model: string, id: string): string {
  return `${buildFolder(model, id)}/build.json`;
}

export function attemptFolder(model: string, id: string, attempt: string): string {
  return `${buildFolder(model, id)}/${attempt}`;
}

export function definitionFile(hash: string): string {
  return `_definitions/${hash}.json`;
}

export function environmentFolder(environment: string): string {
  return `_environments/${environment}`;
}

export function intentFile(environment: string, version: number): string {
  return `${environmentFolder(environment)}/${version}.intent.json`;
}

export function recordFile(environment: string, version: number): string {
  return `${environmentFolder(environment)}/${version}.json`;
}

export function chunkFile(environment: string, hash: string): string {
  return `${environmentFolder(environment)}/chunks/${hash}.json`;
}

export function leaseFolder(environment: string): string {
  return `${environmentFolder(environment)}/leases`;
}

/** Leases are numbered: only one process can be the next holder. */
export function leaseFile(environment: string, term: number): string {
  return `${leaseFolder(environment)}/${term}.json`;
}

/** Says which versions of the environment are cleaned away. Numbered: the newest one holds. */
export function collectedFile(environment: string, number: number): string {
  return `${collectedFolder(environment)}/${number}.json`;
}

export function collectedFolder(environment: string): string {
  return `${environmentFolder(environment)}/collected`;
}

/** What was erased from the lake, and when. */
export const erasuresFolder = '_erasures';

export function erasureFile(id: string): string {
  return `${erasuresFolder}/${id}.json`;
}

export function erasureIntentFile(id: string): string {
  return `${erasuresFolder}/${id}.intent.json`;
}

/** Where a definition waits while it is made sure that nothing names it any more. */
export function leavingFile(hash: string): string {
  return `${leavingFolder}/${hash}.json`;
}

export const leavingFolder = '_definitions/leaving';

/** Scratch space of running processes: spilled queries and staged source rows. Nothing in it outlives its process's use. */
export const temporaryFolder = '_temporary';

/** Folders with one for each layer: builds, and rows that failed audits. */
const byLayer: ReadonlySet<string> = new Set(['_builds', '_failures']);

/**
 * The layer whose rows a path of the lake may tell: tables and builds of the layer. `state`: what Lode itself keeps and that may tell of rows of any layer. null: what names no values (manifests, definitions), and
 * folders that hold several.
 */
export function layerOfPath(relative: string): { readonly layer: string } | 'state' | null {
  const [first = '', second] = relative.split('/');
  if (first === '' || first.startsWith('.') || first === '_environments' || first === '_definitions')
    return null;
  if (first.startsWith('_') && !byLayer.has(first)) return 'state';
  return second === undefined || second === '' ? null : { layer: second };
}

/** Folders whose entries belong to several layers. */
export function isOfSeveralLayers(relative: string): boolean {
  return relative === '' || (!relative.includes('/') && (byLayer.has(relative) || !relative.startsWith('_')));
}

/** Records of what versions are going to do: they name least and greatest values of files. Readers do without them. */
export function isIntent(relative: string): boolean {
  return /^_environments\/[^/]+\/\d+\.intent\.json$/.test(relative);
}

/** An environment's name: also a folder's name, so letters, digits, `_` and `-`, not beginning with `_` or `-`. */
export const environmentName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

function modelPath(model: string): string {
  return model.replace('.', '/');
}
