import { temporaryFolder } from '../../environment/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { LakeFile } from './ledger.ts';

/** All files of a lake that Lode knows how to look after, by what they are. */
export interface Survey {
  readonly definitions: readonly LakeFile[];
  readonly builds: readonly LakeFile[];
  readonly environments: readonly LakeFile[];
  readonly scratch: readonly LakeFile[];
  /** By folder of an environment's tables. */
  readonly tables: ReadonlyMap<string, readonly LakeFile[]>;
}

/**
 * Lists the lake. Whoever cleans up lists first and asks afterwards what is needed: names are never used again, so what nobody needs after it was listed, nobody will ever need.
 */
export async function surveyLake(lake: Lake): Promise<Survey> {
  const tables = new Map<string, readonly LakeFile[]>();
  for (const { name, isFolder } of await lake.files.list(lake.folder))
    if (isFolder && !name.startsWith('_') && !name.startsWith('.'))
      tables.set(name, await filesBelow(lake, name));
  return {
    definitions: await filesBelow(lake, '_definitions'),
    builds: await filesBelow(lake, '_builds'),
    environments: await filesBelow(lake, '_environments'),
    scratch: await filesBelow(lake, temporaryFolder),
    tables,
  };
}

/** The files below a folder of the lake, hidden ones included. */
export async function filesBelow(lake: Lake, folder: string): Promise<LakeFile[]> {
  const files = await lake.files.listAll(lakePath(lake, folder));
  return files.map((file) => ({ ...file, path: `${folder}/${file.name}` }));
}

/** Files by the table that they belong to: the folder above `_delta_log`. Those of no table are left out. */
export function byTable(files: readonly LakeFile[]): Map<string, LakeFile[]> {
  const tables = new Map<string, LakeFile[]>();
  for (const { path } of files) {
    const at = path.indexOf('/_delta_log/');
    if (at > 0 && !tables.has(path.slice(0, at))) tables.set(path.slice(0, at), []);
  }
  for (const file of files) {
    const parts = file.path.split('/');
    for (let depth = parts.length - 1; depth > 0; depth--) {
      const found = tables.get(parts.slice(0, depth).join('/'));
      if (found === undefined) continue;
      found.push(file);
      break;
    }
  }
  return tables;
}

/** What a process that was killed left of a file that it was about to put in its place. */
export function isLeftOver(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('.tmp-');
}
