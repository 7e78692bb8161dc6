import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type Diagnostic, DiagnosticError, diagnose, type Outcome } from '../../diagnostics/index.ts';
import type { FileInfo, Files } from '../../ports/index.ts';
import type { DataFile, Environment, ProjectFiles } from '../../project/index.ts';
import type { SourceFile } from '../../text/index.ts';
import { readEnvironment } from './read-environment.ts';

export interface ProjectOnDisk {
  readonly files: ProjectFiles;
  /** The process's variables over those of `.env`. */
  readonly environment: Environment;
}

const textFolders: Readonly<Record<string, RegExp>> = {
  models: /\.(sql|ya?ml)$/,
  macros: /\.(hbs|sql)$/,
  exposures: /\.ya?ml$/,
  exports: /\.ya?ml$/,
  // Not all of tests/: other tools keep their tests there too.
  'tests/unit': /\.(ya?ml|csv)$/,
  'tests/audits': /\.sql$/,
};

/** Reads the files of the project in `folder` (absolute). A file that cannot be read is a diagnostic, the others are read all the same. */
export async function readProject(
  files: Files,
  folder: string,
  processEnvironment: Environment,
): Promise<Outcome<ProjectOnDisk>> {
  const reader: Reader = { files, folder, diagnostics: [] };
  const project = await readOptional(reader, 'project.yml');
  const exported = project === null ? null : await readOptional(reader, 'exports.yml');
  const texts = [project, exported].filter((file): file is SourceFile => file !== null);
  const data: DataFile[] = [];
  if (project !== null) {
    for (const [name, wanted] of Object.entries(textFolders)) {
      const paths = (await listing(reader, name)).filter((entry) => wanted.test(entry.name));
      texts.push(...(await inBatches(paths, (entry) => readText(reader, `${name}/${entry.name}`))));
    }
    const seeds = seedsFolder(project.text);
    for (const entry of await listing(reader, seeds)) {
      const path = `${seeds}/${entry.name}`;
      if (/\.ya?ml$/.test(entry.name)) texts.push(...(await readText(reader, path)));
      else if (/\.csv(\.gz)?$/.test(entry.name)) data.push(...(await readData(reader, path)));
    }
  }
  const dotenv = await readOptional(reader, '.env');
  const own = dotenv === null ? {} : readEnvironment(dotenv.text);
  const set = Object.fromEntries(
    Object.entries(processEnvironment).filter(([, value]) => value !== undefined),
  );
  return {
    value: { files: { texts, data }, environment: { ...own, ...set } },
    diagnostics: reader.diagnostics,
  };
}

interface Reader {
  readonly files: Files;
  readonly folder: string;
  readonly diagnostics: Diagnostic[];
}

/** Where the seeds lie must be known before `project.yml` is checked: a wrong form is reported there. */
function seedsFolder(text: string): string {
  const [, folder] = /^seeds:[^\S\n]*["']?([^"'#\n]+?)["']?[^\S\n]*(?:#.*)?$/m.exec(text) ?? [];
  return (folder ?? 'seeds').replace(/^\.\//, '').replace(/\/+$/, '');
}

async function listing(reader: Reader, folder: string): Promise<readonly FileInfo[]> {
  const entries = await reader.files.listAll(`${reader.folder}/${folder}`);
  return entries.filter(
    (entry) => !entry.isFolder && !entry.name.split('/').some((part) => part.startsWith('.')),
  );
}

async function readOptional(reader: Reader, path: string): Promise<SourceFile | null> {
  if ((await reader.files.stat(`${reader.folder}/${path}`)) === null) return null;
  return (await readText(reader, path))[0] ?? null;
}

async function readText(reader: Reader, path: string): Promise<SourceFile[]> {
  try {
    return [{ path, text: await reader.files.readText(`${reader.folder}/${path}`) }];
  } catch (error) {
    keep(reader, error);
    return [];
  }
}

async function readData(reader: Reader, path: string): Promise<DataFile[]> {
  let bytes: Uint8Array;
  try {
    bytes = await reader.files.read(`${reader.folder}/${path}`);
  } catch (error) {
    keep(reader, error);
    return [];
  }
  if (path.endsWith('.gz')) {
    try {
      bytes = gunzipSync(bytes);
    } catch {
      reader.diagnostics.push(diagnose('seed-not-readable', { path, problem: 'not gzip' }));
      return [];
    }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return [{ path, text, content: createHash('sha256').update(bytes).digest('hex') }];
  } catch {
    reader.diagnostics.push(diagnose('seed-not-readable', { path, problem: 'not UTF-8' }));
    return [];
  }
}

/** Not one after the other, and not all at once: open files are limited. */
async function inBatches<T, R>(items: readonly T[], read: (item: T) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += batch)
    results.push(...(await Promise.all(items.slice(start, start + batch).map(read))).flat());
  return results;
}

const batch = 64;

function keep(reader: Reader, error: unknown): void {
  if (!(error instanceof DiagnosticError)) throw error;
  reader.diagnostics.push(...error.diagnostics);
}
