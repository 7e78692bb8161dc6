import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Inventory,
  isProjectFile,
  type ProjectFile,
  readArchive,
  readSsisProject,
  type SsisProject,
} from '../../triage/index.ts';
import { decodeText } from '../legacy/decode-text.ts';
import { leftOut } from '../legacy/list-estate.ts';

export interface FoundPackage {
  readonly text: string;
  readonly project: SsisProject;
}

export interface PackageSearch {
  /** Folders that its name may be relative to, in their order. */
  readonly folders: readonly string[];
  /** Where a package is found that is nowhere by its name: by its content, which the inventory knows. */
  readonly inventory: Inventory | null;
}

/** A package by its name, `etl/Load.dtsx` or `etl.ispac/Load.dtsx`; or where it was looked for in vain. */
export async function findPackage(
  name: string,
  { folders, inventory }: PackageSearch,
): Promise<FoundPackage | { readonly lookedIn: readonly string[] }> {
  const [, archive, member] = /^(.*?\.ispac)\/(.+)$/i.exec(name) ?? [];
  const file = archive ?? name;
  const hash = inventory?.sources.find((source) => source.file === file)?.hash ?? null;
  const lookedIn: string[] = [];
  let path: string | null = null;
  for (const folder of new Set(folders)) {
    const at = resolve(folder, file);
    if (path !== null || lookedIn.includes(at)) continue;
    lookedIn.push(at);
    if (await isFile(at)) path = at;
  }
  if (path === null && hash !== null)
    for (const folder of new Set(folders)) {
      path ??= await fileOfHash(folder, basename(file), hash);
      lookedIn.push(`below ${folder}, by its content`);
    }
  if (path === null) return { lookedIn };
  const bytes = await readFile(path);
  return member === undefined ? await packageAt(path, bytes) : packageIn(member, bytes, path);
}

async function packageAt(path: string, bytes: Buffer): Promise<FoundPackage> {
  const folder = dirname(path);
  const beside = (await readdir(folder)).filter(isProjectFile).sort();
  const files = await Promise.all(
    beside.map(async (file) => ({ file, bytes: await readFile(join(folder, file)) })),
  );
  return { text: textOf(bytes), project: projectOf(files) };
}

function packageIn(
  member: string,
  bytes: Buffer,
  path: string,
): FoundPackage | { readonly lookedIn: readonly string[] } {
  const { members } = readArchive(bytes);
  const found = members.find(({ name }) => name.toLowerCase() === member.toLowerCase());
  if (found === undefined) return { lookedIn: [path] };
  const files = members
    .filter(({ name }) => isProjectFile(name))
    .map(({ name, read }) => ({ file: name, bytes: Buffer.from(read().bytes) }));
  return { text: textOf(Buffer.from(found.read().bytes)), project: projectOf(files) };
}

function textOf(bytes: Buffer): string {
  return decodeText(bytes)?.text ?? '';
}

function projectOf(files: readonly { readonly file: string; readonly bytes: Buffer }[]): SsisProject {
  return readSsisProject(files.map(({ file, bytes }): ProjectFile => ({ file, text: textOf(bytes) })));
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** Folders are looked through as far as this: a home folder is not searched for a package. */
const mostFolders = 5000;

async function fileOfHash(folder: string, name: string, hash: string): Promise<string | null> {
  const waiting = [folder];
  for (
    let at = waiting.shift(), seen = 0;
    at !== undefined && seen < mostFolders;
    at = waiting.shift(), seen++
  ) {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name)) waiting.push(path);
      } else if (entry.isFile() && entry.name.toLowerCase() === name.toLowerCase()) {
        const found = createHash('sha256')
          .update(await readFile(path))
          .digest('hex');
        if (found === hash) return path;
      }
    }
  }
  return null;
}
