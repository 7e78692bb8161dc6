/** Where things lie in a lake. All paths are relative to the lake's folder, with forward slashes. */

/** `prod/gold/care_home_kpis_daily` */
export function tablePath(environment: string, model: string): string {
  return `${environment}/${modelPath(model)}`;
}

/** Whether the table at a path, relative to the lake, is the environment's own: of what it reads from its base it writes nothing. */
export function ownsTable(environment: string, path: string): boolean {
  return path.startsWith(`${environment}/`);
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

/** Scratch space of running processes: spilled queries and staged source rows. Nothing in it outlives its process's use. */
export const temporaryFolder = '_temporary';

/** An environment's name: also a folder's name, so letters, digits, `_` and `-`, not beginning with `_` or `-`. */
export const environmentName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

function modelPath(model: string): string {
  return model.replace('.', '/');
}
