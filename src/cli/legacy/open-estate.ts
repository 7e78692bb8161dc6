import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type ArchiveMember,
  type DbtProject,
  dbtRole,
  isDbtProjectFile,
  isPackageOf,
  isProjectFile,
  type LegacyObject,
  noProject,
  nothingKnown,
  type ProjectFile,
  readArchive,
  readDbtProject,
  readSsisProject,
  type SsisProject,
} from '../../triage/index.ts';
import { decodeText } from './decode-text.ts';
import type { EstateFile } from './list-estate.ts';
import { formatOf } from './read-estate-file.ts';
import { isScript, scriptCompanions } from './script-companions.ts';

/** What a file is in a dbt project. */
export interface DbtPlace {
  readonly role: 'model' | 'snapshot' | 'seed' | 'macro';
  readonly project: () => DbtProject;
}

/** One text of an estate: a file, or a file in an archive, `etl.ispac/Load.dtsx`. */
export interface EstatePiece {
  readonly file: string;
  readonly bytes: Buffer;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** Of all that its meaning depends on: a package is another where its project's connections are. */
  readonly key: string;
  readonly project: () => SsisProject;
  /** Null: it belongs to no dbt project. */
  readonly dbt: DbtPlace | null;
  /** Files of the estate that it uses, by their names: modules that a script imports. */
  readonly companions: ReadonlyMap<string, string>;
  /** What it is, where that is known before it is read: an archive, or a file that could not be unpacked. */
  readonly known: LegacyObject | null;
  /** What was wrong when it was unpacked; null: nothing, or it is no part of an archive. */
  readonly problem: string | null;
}

const isArchive = (file: string) => /\.ispac$/i.test(file);

/**
 * The pieces of the files, in their order: archives are followed by what they hold that can be read. Packages get what their project shares, which lies in the same folder or archive.
 */
export async function* openEstate(files: readonly EstateFile[]): AsyncGenerator<EstatePiece> {
  const shared = new Map<string, readonly EstateFile[]>();
  for (const each of files) {
    if (!isProjectFile(each.file)) continue;
    const folder = dirname(each.file);
    shared.set(folder, [...(shared.get(folder) ?? []), each]);
  }
  const projects = new Map<string, Promise<Shared>>();
  const dbt = await openDbtProjects(files);
  const companionsOf = scriptCompanions(files);
  for (const { path, file } of files) {
    // One after the other and small: to ask another thread for each costs ten times as much.
    const bytes = readFileSync(path);
    if (isArchive(file)) yield* archivePieces(file, bytes);
    else if (/\.dtsx$/i.test(file)) {
      const folder = dirname(file);
      let beside = projects.get(folder);
      if (beside === undefined) {
        beside = readShared(shared.get(folder) ?? []);
        projects.set(folder, beside);
      }
      yield pieceOf(file, bytes, await beside);
    } else if (isScript(file)) {
      const { hash, texts } = await companionsOf(file, decodeText(bytes)?.text ?? '');
      yield { ...pieceOf(file, bytes, { ...nothingShared, hash }), companions: texts };
    } else {
      const place = dbt(file);
      const piece = pieceOf(file, bytes, { ...nothingShared, hash: place?.hash ?? '' });
      yield { ...piece, dbt: place };
    }
  }
}

/** For the files of dbt projects what they are there; a project's macros and settings are read once, and are part of what its models depend on. */
async function openDbtProjects(
  files: readonly EstateFile[],
): Promise<(file: string) => (DbtPlace & { readonly hash: string }) | null> {
  const roots = files
    .filter(({ file }) => isDbtProjectFile(file))
    .map((settings) => ({ settings, folder: settings.file.replace(/[^/]*$/, '') }))
    // Of projects in one another the inner one counts.
    .sort((a, b) => b.folder.length - a.folder.length);
  const below = (file: string) => roots.find(({ folder }) => file.startsWith(folder));
  const opened = new Map<string, { readonly hash: string; readonly project: () => DbtProject }>();
  const macrosOf = new Map<string, EstateFile[]>();
  for (const each of files) {
    const root = below(each.file);
    if (root === undefined || dbtRole(each.file.slice(root.folder.length)) !== 'macro') continue;
    const known = macrosOf.get(root.folder);
    if (known === undefined) macrosOf.set(root.folder, [each]);
    else known.push(each);
  }
  const own = new Map<string, Awaited<ReturnType<typeof readTexts>>>();
  for (const { settings, folder } of roots)
    own.set(folder, await readTexts([settings, ...(macrosOf.get(folder) ?? [])]));
  for (const root of roots) {
    // A package’s models use the packages that lie beside it.
    const user = roots.find(({ folder }) => isPackageOf(root.folder, folder)) ?? root;
    const packages = roots
      .filter(({ folder }) => isPackageOf(folder, user.folder))
      .map(({ folder }) => own.get(folder)!);
    const texts = own.get(root.folder)!;
    let project: DbtProject | null = null;
    opened.set(root.folder, {
      hash: hashOf(
        Buffer.concat(
          [texts, ...packages].flat().flatMap(({ file, bytes }) => [Buffer.from(`${file}\n`), bytes]),
        ),
      ),
      project: () => {
        project ??= readDbtProject(
          texts[0]!.text,
          texts.slice(1),
          packages.map(([settings, ...macros]) => ({ settings: settings!.text, macros })),
        );
        return project;
      },
    });
  }
  return (file) => {
    const root = below(file);
    const role = root === undefined ? null : dbtRole(file.slice(root.folder.length));
    return root === undefined || role === null ? null : { role, ...opened.get(root.folder)! };
  };
}

function readTexts(
  files: readonly EstateFile[],
): Promise<readonly { readonly file: string; readonly bytes: Buffer; readonly text: string }[]> {
  return Promise.all(
    files.map(async ({ path, file }) => {
      const bytes = await readFile(path);
      return { file, bytes, text: decodeText(bytes)?.text ?? '' };
    }),
  );
}

interface Shared {
  readonly hash: string;
  readonly project: () => SsisProject;
}

const nothingShared: Shared = { hash: '', project: () => noProject };

async function readShared(files: readonly EstateFile[]): Promise<Shared> {
  return sharedOf(
    await Promise.all(files.map(async ({ path, file }) => ({ file, bytes: await readFile(path) }))),
  );
}

function sharedOf(files: readonly { readonly file: string; readonly bytes: Buffer }[]): Shared {
  if (files.length === 0) return nothingShared;
  const hash = hashOf(Buffer.concat(files.flatMap(({ file, bytes }) => [Buffer.from(`${file}\n`), bytes])));
  let project: SsisProject | null = null;
  return {
    hash,
    project: () => {
      project ??= readSsisProject(
        files.flatMap(({ file, bytes }): readonly ProjectFile[] => {
          const decoded = decodeText(bytes);
          return decoded === null ? [] : [{ file, text: decoded.text }];
        }),
      );
      return project;
    },
  };
}

function pieceOf(file: string, bytes: Buffer, { hash: beside, project }: Shared): EstatePiece {
  const hash = hashOf(bytes);
  const key = beside === '' ? hash : hashOf(Buffer.from(`${hash}\n${beside}`));
  return { file, bytes, hash, key, project, dbt: null, companions: new Map(), known: null, problem: null };
}

function* archivePieces(file: string, bytes: Buffer): Generator<EstatePiece> {
  const { members, problems } = readArchive(bytes);
  const readable = members.filter(({ name }) => formatOf(name) !== 'unknown');
  const isWhole = problems.length === 0 && readable.length > 0;
  const about = isWhole
    ? [note('archive', `it holds ${members.length} files, of which ${readable.length} are read`)]
    : (problems.length > 0 ? problems : ['nothing in it can be read']).map((text) =>
        note('damaged-archive', text),
      );
  yield {
    ...pieceOf(file, bytes, nothingShared),
    known: entryOf(file, isWhole ? 'parsed' : 'opaque', about),
  };
  const shared = sharedOf(
    readable
      .filter(({ name }) => isProjectFile(name))
      .map((member) => ({ file: member.name, bytes: Buffer.from(member.read().bytes) })),
  );
  for (const member of readable) {
    const at = `${file}/${member.name}`;
    const { bytes: unpacked, problem } = unpackedOf(member);
    const piece = pieceOf(at, unpacked, /\.dtsx$/i.test(member.name) ? shared : nothingShared);
    const isLost = problem !== null && unpacked.length === 0;
    yield {
      ...piece,
      problem,
      known: isLost ? entryOf(at, 'opaque', [note('damaged-archive', problem)]) : null,
    };
  }
}

function unpackedOf(member: ArchiveMember): { readonly bytes: Buffer; readonly problem: string | null } {
  const { bytes, problem } = member.read();
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), problem };
}

interface Note {
  readonly code: string;
  readonly text: string;
}

function note(code: string, text: string): Note {
  return { code, text };
}

function entryOf(
  file: string,
  understanding: LegacyObject['understanding'],
  notes: readonly Note[],
): LegacyObject {
  const place = { file, line: 1, endLine: 1 };
  return {
    id: file,
    name: file.slice(file.lastIndexOf('/') + 1),
    kind: 'file',
    dialect: 'ssis',
    place,
    understanding,
    ...nothingKnown,
    notes: notes.map((each) => ({ ...each, place })),
  };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
